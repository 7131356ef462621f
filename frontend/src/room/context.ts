import { createContext } from 'svelte';
import type { Live } from '../lib/live';
import type { PhoneApi, Seen, ServerClock } from '../lib/room';
import type { Draft } from '../lib/drafts';

/** The room that this phone is in. Reactive. */
export interface Joined {
  /** The workshop's name. */
  readonly title: string;
  /** The person has said that they come in. */
  readonly entered: boolean;
  /** Throws ApiError: the room may not be open yet, or be over. */
  enter(): Promise<void>;
  /** Undefined until the phone has come in. */
  readonly live: Live<Seen> | undefined;
  readonly api: PhoneApi | undefined;
  readonly clock: ServerClock;
  /** The phone has all it needs for the rounds. */
  readonly ready: boolean;
  /** The ids of this phone's own marks in a round, on the phone or sent. */
  own(round: number): string[];
  /** One of them as it was last written here. */
  written(id: string): Draft | undefined;
  /** This phone needs no more time for a round. */
  finish(round: number): void;
  finished(round: number): boolean;
  /** Sends what was written; of what is still being written only the place. */
  gather(how?: { writing: boolean }): Promise<void>;
}

const [useJoined, provideJoined] = createContext<Joined>();
export { provideJoined, useJoined };

/** What is known of the room, for the screens that stand only once it is. */
export function useSeen(): { readonly seen: Seen } {
  const joined = useJoined();
  return {
    get seen() {
      const seen = joined.live?.state;
      if (!seen) throw new Error('a screen was shown before the room was known');
      return seen;
    }
  };
}
