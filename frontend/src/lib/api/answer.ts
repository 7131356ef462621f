import { noAnswer, problem } from './problem';

/* How the body of an answer is had, for every client of the API. */

/** How long a client waits for a whole answer. */
export const TIMEOUT_MS = 30_000;

/** What openapi-fetch answers. */
export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a success; else throws ApiError. */
export async function answer<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await settled(asked);
  if (!response.ok) throw problem(response, error);
  if (data === undefined || data === null) throw noAnswer();
  return data;
}

/** For answers without a body: 204, and nothing else that calls itself a success. */
export async function nothing(asked: Promise<Answer<unknown>>): Promise<undefined> {
  const { error, response } = await settled(asked);
  if (!response.ok) throw problem(response, error);
  if (response.status !== 204) throw noAnswer();
}

/** The ETag of a success, if it has one; missing where there is no such thing. */
export async function tag(asked: Promise<Answer<unknown>>, missing: string): Promise<string | undefined> {
  const { error, response } = await settled(asked);
  if (response.ok) return response.headers.get('ETag') ?? undefined;
  const refused = problem(response, error);
  if (refused.ours && refused.status === 404) return missing;
  throw refused;
}

async function settled<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await asked;
  } catch (cause) {
    throw noAnswer(cause); // no net, a timeout, or no JSON in a success
  }
}

/** Fetches and reads the whole answer within ms. */
export async function timed(fetch: typeof globalThis.fetch, request: Request, ms: number): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    const response = await fetch(request, { signal: stop.signal });
    const body = await response.text();
    const { status, statusText, headers } = response;
    return new Response(body || null, { status, statusText, headers });
  } finally {
    clearTimeout(timer);
  }
}
