import { untrack } from 'svelte';

/** Something read from the server: not there yet, there, or refused. Reactive. */
export interface Reading<T> {
  /** What came last; it stays while it is read anew. */
  readonly value: T | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  /** Reads it again; never rejects. */
  reload(): Promise<void>;
  /** Puts in what a change answered with, instead of reading again. */
  set(value: T): void;
}

/**
 * Reads now, and anew whenever something that `read` looks at before its first
 * await changes; an answer that was overtaken is dropped.
 */
export function createReading<T>(read: () => Promise<T>): Reading<T> {
  let value = $state.raw<T>();
  let error = $state.raw<unknown>();
  let busy = $state(true);
  let turn = 0;

  async function reload() {
    const mine = ++turn;
    const asked = read();
    untrack(() => (busy = true));
    try {
      const found = await asked;
      if (mine === turn) [value, error] = [found, undefined];
    } catch (thrown) {
      if (mine === turn) error = thrown;
    }
    if (mine === turn) busy = false;
  }
  $effect(() => void reload());
  return {
    get value() {
      return value;
    },
    get error() {
      return error;
    },
    get busy() {
      return busy;
    },
    reload,
    set(next) {
      turn++;
      [value, error, busy] = [next, undefined, false];
    }
  };
}
