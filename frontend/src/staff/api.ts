import createClient, { type Client } from 'openapi-fetch';
import { answer, nothing, timed, TIMEOUT_MS, type Answer } from '../lib/api/answer';
import { ApiError } from '../lib/api';
import type { paths } from '../lib/api/schema.gen';

/** What staff pages ask of the server, as the person whose session it is. */
export interface StaffApi {
  /** Every operation of api/openapi.yaml, typed; its answers go through `ask` or `act`. */
  readonly client: Client<paths>;
  /** The body of a success. Throws ApiError, and tells `onlost` if the session is over. */
  ask<T>(asked: Promise<Answer<T>>): Promise<T>;
  /** For answers without a body. */
  act(asked: Promise<Answer<unknown>>): Promise<undefined>;
  /** What every change is sent with, so that no other site can make one; from the session. */
  csrf: string | undefined;
}

/** onlost: the server no longer knows who asks. */
export function createStaffApi(onlost: () => void): StaffApi {
  const client = createClient<paths>({
    baseUrl: location.origin,
    credentials: 'same-origin',
    fetch: (request) => timed((input, init) => fetch(input, init), request, TIMEOUT_MS)
  });
  const heeding = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) onlost();
      throw error;
    }
  };
  const api: StaffApi = {
    client,
    csrf: undefined,
    ask: (asked) => heeding(answer(asked)),
    act: (asked) => heeding(nothing(asked))
  };
  client.use({
    onRequest({ request }) {
      // Reads too: what is open to everybody is answered as to staff only with it.
      if (api.csrf) request.headers.set('X-CSRF-Token', api.csrf);
      return request;
    }
  });
  return api;
}
