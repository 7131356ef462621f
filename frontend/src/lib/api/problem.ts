/** One field that the server did not take, and why, as stable codes. */
export interface FieldError {
  field: string;
  code: string;
}

/** The code of an ApiError when no answer of Kvarter's came at all. */
export const NO_ANSWER = 'no_answer';

/** All that can go wrong with a request, in one shape. */
export class ApiError extends Error {
  override name = 'ApiError';
  /** The HTTP status; 0 when no answer came, or none that Kvarter gives. */
  readonly status: number;
  /** Stable snake_case code of the problem document, `no_answer`, or `http_{status}`. */
  readonly code: string;
  readonly errors: FieldError[];
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;
  /** Whether Kvarter itself answered, and not something on the way (a proxy, a hall's login page). */
  readonly ours: boolean;

  constructor(facts: {
    status: number;
    code: string;
    errors?: FieldError[];
    retryAfter?: number;
    ours?: boolean;
    cause?: unknown;
  }) {
    super(`${facts.code} (${facts.status})`, { cause: facts.cause });
    this.status = facts.status;
    this.code = facts.code;
    this.errors = facts.errors ?? [];
    this.retryAfter = facts.retryAfter;
    this.ours = facts.ours ?? false;
  }
}

/** The error for no answer: no net, a timeout, or bytes that are not Kvarter's. */
export function noAnswer(cause?: unknown): ApiError {
  return new ApiError({ status: 0, code: NO_ANSWER, cause });
}

/** The error for an answer that is no success; body is what was read of it. */
export function problem(response: Response, body: unknown): ApiError {
  const { status, headers } = response;
  // A date to wait for is one of the server's clock, not of the phone's.
  const now = Date.parse(headers.get('Date') ?? '') || Date.now();
  const retryAfter = waitOf(headers.get('Retry-After'), now);
  const isProblem = (headers.get('Content-Type') ?? '').startsWith('application/problem+json');
  if (!isProblem || !isObject(body) || typeof body.code !== 'string')
    return new ApiError({ status, code: `http_${status}`, retryAfter });
  const errors = Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [];
  return new ApiError({ status, code: body.code, errors, retryAfter, ours: true });
}

/** Retry-After, seconds or a date, as milliseconds from now. */
function waitOf(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms >= 0 ? ms : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFieldError(value: unknown): value is FieldError {
  return isObject(value) && typeof value.field === 'string' && typeof value.code === 'string';
}
