import { noAnswer, problem } from '../api/problem';

const TIMEOUT_MS = 20_000;
/** More than the server may keep an answer open. */
const LONG_MS = 40_000;

export interface Call {
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
  /** The server may be slow to answer on purpose. */
  long?: boolean;
}

/** Speaks to the server with the same headers each time. Throws ApiError and nothing else. */
export interface Caller {
  /** The body of a success; undefined where it has none. */
  call<T>(method: string, path: string, call?: Call): Promise<T>;
  /** A body that comes bit by bit. */
  stream(path: string, call?: Call): Promise<ReadableStream<Uint8Array>>;
}

export function createCaller(headers: () => Record<string, string>, base = ''): Caller {
  async function send(method: string, path: string, { body, signal, ...call }: Call): Promise<Response> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    try {
      return await fetch(base + path, {
        method,
        headers: { ...headers(), ...(body !== undefined && { 'Content-Type': type }), ...call.headers },
        cache: 'no-store',
        ...(signal && { signal }),
        ...(body !== undefined && { body: JSON.stringify(body) })
      });
    } catch (cause) {
      throw noAnswer(cause);
    }
  }
  return {
    async call<T>(method: string, path: string, call: Call = {}) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), call.long ? LONG_MS : TIMEOUT_MS);
      call.signal?.addEventListener('abort', () => stop.abort());
      try {
        const response = await send(method, path, { ...call, signal: stop.signal });
        const said = await read(response);
        if (!response.ok) throw problem(response, said);
        return said as T;
      } finally {
        clearTimeout(timer);
      }
    },
    async stream(path, call = {}) {
      const response = await send('GET', path, {
        ...call,
        headers: { Accept: 'text/event-stream', ...call.headers }
      });
      if (!response.ok) throw problem(response, await read(response));
      if (!response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream'))
        throw noAnswer();
      return response.body;
    }
  };
}

async function read(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    if (!response.ok) return undefined; // no problem document: some page in between
    throw noAnswer(cause);
  }
}
