export { createApi, type Acting, type Api, type ApiOptions } from './client';
export { ApiError, NO_ANSWER, type FieldError } from './problem';
export type { ServerTime } from './time';
export type * from './types';
