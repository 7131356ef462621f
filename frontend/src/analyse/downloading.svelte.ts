import { ApiError, NO_ANSWER } from '../lib/api';
import { problem } from '../lib/api/problem';
import { save } from '../lib/ui/download';

/** A file on its way. */
export interface Download {
  format: string;
  /** How much has come, in bytes. */
  got: number;
  /** How much there is, if the server knows. */
  all: number | undefined;
}

/** One file at a time, from the server to the person. Reactive. */
export interface Downloading {
  readonly now: Download | undefined;
  /** Which file was saved last. */
  readonly saved: string | undefined;
  /** Why the last one did not come. */
  readonly error: unknown;
  /** Fetches a file and saves it under its name. It is saved whole or not at all. */
  start(format: string, url: string, name: string): Promise<void>;
  cancel(): void;
}

/** csrf: what shows whose session it is, if anybody is signed in. */
export function createDownloading(csrf: () => string | undefined): Downloading {
  let now = $state<Download>();
  let saved = $state<string>();
  let error = $state.raw<unknown>();
  let stop: AbortController | undefined;

  async function fetchWhole(format: string, url: string, signal: AbortSignal): Promise<Blob> {
    const token = csrf();
    const response = await fetch(url, { signal, headers: token ? { 'X-CSRF-Token': token } : {} });
    if (!response.ok) throw problem(response, await response.json().catch(() => undefined));
    const length = Number(response.headers.get('Content-Length'));
    now = { format, got: 0, all: length || undefined };
    const parts: BlobPart[] = [];
    const reader = response.body!.getReader();
    // An answer that the server breaks off makes read() throw.
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      now.got += value.length;
    }
    if (now.all && now.got < now.all) throw new TypeError('the file is short');
    return new Blob(parts, { type: response.headers.get('Content-Type') ?? '' });
  }

  return {
    get now() {
      return now;
    },
    get saved() {
      return saved;
    },
    get error() {
      return error;
    },
    async start(format, url, name) {
      if (now) return;
      stop = new AbortController();
      [now, saved, error] = [{ format, got: 0, all: undefined }, undefined, undefined];
      try {
        save(name, await fetchWhole(format, url, stop.signal));
        saved = name;
      } catch (thrown) {
        if (!stop.signal.aborted)
          error = thrown instanceof ApiError ? thrown : new ApiError({ status: 0, code: NO_ANSWER });
      } finally {
        now = undefined;
      }
    },
    cancel: () => stop?.abort()
  };
}
