import { LONGEST_HOLD_MS } from './hold';
import type { Pace, Queued } from './types';

/** Time as the outbox sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970, by the phone, which may be wrong and may jump. */
  now(): number;
  /** Calls run after ms; answers how to call it off. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  }
};

const LONGEST_MS = 5 * 60_000;

/** A server may ask for patience, but not for a day's. */
const LONGEST_ASKED_MS = 60 * 60_000;

export const FULL_SPEED: Pace = { failures: 0, since: 0, notBefore: 0, byServer: false };

/**
 * The pace after one more failure: 2, 4, 8 … seconds up to five minutes, a
 * quarter more or less so that a whole hall does not come back in step; at
 * least as long as the server asked for. random is from [0, 1).
 */
export function slower(pace: Pace, now: number, random: number, retryAfter = 0): Pace {
  const failures = pace.failures + 1;
  const wait = Math.min(LONGEST_MS, 1000 * 2 ** failures * (0.75 + random / 2));
  const asked = Math.min(LONGEST_ASKED_MS, retryAfter);
  return { failures, since: now, notBefore: now + Math.max(wait, asked), byServer: asked > 0 };
}

/** The pace when somebody asks to try at once: granted unless the server named the moment. */
export function hurried(pace: Pace, now: number): Pace {
  return pace.byServer && rest(pace, now) > 0 ? pace : { ...pace, notBefore: 0, byServer: false };
}

/** How many milliseconds nothing is to be tried. A clock that was set back must not make it longer. */
export function rest(pace: Pace, now: number): number {
  return now < pace.since ? 0 : Math.max(0, pace.notBefore - now);
}

/** For how many milliseconds an item is still held. A clock that was set back must not make it longer. */
export function heldFor({ held = 0 }: Pick<Queued, 'held'>, now: number): number {
  const left = held - now;
  return left > LONGEST_HOLD_MS ? 0 : Math.max(0, left);
}
