import { createCaller, type Caller } from './call';
import type { Polled, Source } from './room.svelte';
import type { Invitation, Summary } from './types';

/** Where a room is heard of, under path. */
export function sourceAt({ stream, call }: Caller, path: string): Source {
  return {
    stream: (after, signal) =>
      stream(path, { signal, headers: after === undefined ? {} : { 'Last-Event-ID': after } }),
    ask(after, patience, signal) {
      const query = after === undefined ? '' : `?${new URLSearchParams({ after, wait: String(patience) })}`;
      return call<Polled>('GET', path + query, { signal, long: true });
    }
  };
}

const rooms = (code: string) => `/api/v1/workshops/${encodeURIComponent(code)}`;

/** What one sees of a workshop before joining. */
export function lookAt(code: string): Promise<Invitation> {
  return createCaller(() => ({})).call('GET', rooms(code));
}

/** Joins a room; answers the phone's token in it. */
export async function join(code: string): Promise<string> {
  const { token } = await createCaller(() => ({})).call<{ token: string }>('POST', `${rooms(code)}/phones`, {
    body: {}
  });
  return token;
}

/** What a phone in a room says and hears. */
export interface PhoneApi extends Source {
  /** It has all it needs; done: the number of the round that it has finished, or 0. */
  presence(ready: boolean, done: number): Promise<void>;
  summary(): Promise<Summary>;
}

export function phoneApi(code: string, token: string): PhoneApi {
  const caller = createCaller(() => ({ 'Workshop-Token': token }));
  return {
    ...sourceAt(caller, `${rooms(code)}/live`),
    presence: (ready, done) => caller.call('PUT', `${rooms(code)}/presence`, { body: { ready, done } }),
    summary: () => caller.call('GET', `${rooms(code)}/summary`)
  };
}

/** What the big screen of a room says and hears. */
export interface ScreenApi extends Source {
  /** Asks to be let in; answers the number that the control is to type. */
  register(): Promise<string>;
  summary(): Promise<Summary>;
}

export function screenApi(code: string, secret: string): ScreenApi {
  const caller = createCaller(() => ({ Authorization: `Bearer ${secret}` }));
  return {
    ...sourceAt(caller, `${rooms(code)}/screen/live`),
    async register() {
      const asked = createCaller(() => ({}));
      return (await asked.call<{ number: string }>('POST', `${rooms(code)}/screens`, { body: { secret } }))
        .number;
    },
    summary: () => caller.call('GET', `${rooms(code)}/screen/summary`)
  };
}
