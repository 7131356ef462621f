import { IDBFactory } from 'fake-indexeddb';
import type { Area } from '../../src/lib/api';
import type { Answers } from '../../src/lib/outbox';
import type { Held } from '../../src/resident/session.svelte';
import { Phone, PhoneClock, type Page } from './phone';
import type { Proxy } from './proxy';

/** A mark as the person means it to be. */
export interface Meant {
  prompt: string;
  text: string;
  is: 'draft' | 'sent' | 'withdrawn';
}

/** One person as their receipt knows them; another one begins after all was withdrawn. */
export interface Life {
  marks: Map<string, Meant>;
  hearts: Map<string, boolean>;
  background: Answers | undefined;
  /** Once something of it was sent for good, so that the server knows the person. */
  known: boolean;
  receipt?: string;
  over: boolean;
}

/** What was just done and may be undone, and what it was before. */
export interface Undoable {
  held: Held;
  undone: (ids: readonly string[]) => void;
}

export function newLife(): Life {
  return { marks: new Map(), hearts: new Map(), background: undefined, known: false, over: false };
}

/** One run: a phone with its pages, what its person means, and the net between. */
export class World {
  readonly phone: Phone;
  readonly lives: Life[] = [newLife()];
  readonly began = Date.now();
  undoable: Undoable | undefined;

  constructor(
    readonly proxy: Proxy,
    readonly area: Area,
    /** Ids of others' marks that the public sees. */
    readonly others: readonly string[],
    /** How wrong the phone's clock is, in milliseconds. */
    wrong: number
  ) {
    // Each run has a browser of its own.
    globalThis.indexedDB = new IDBFactory();
    this.phone = new Phone(area, proxy.url, new PhoneClock(Date.now() + wrong), 'phone');
  }

  get life(): Life {
    return this.lives.at(-1)!;
  }
  /** The page that acts: one of those that are open, a new one if none is. */
  async page(which = 0): Promise<Page> {
    const { pages } = this.phone;
    return pages[which % Math.max(1, pages.length)] ?? this.phone.open();
  }
  /** Lets all that does not wait for the clock come to rest. */
  settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.phone.pending.none && this.proxy.underway.none) continue;
      await Promise.all([this.phone.pending.end(), this.proxy.underway.end()]);
      quiet = -1;
    }
  };
  /** Goes on only so far that much is still on its way. */
  async nudge(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

const QUIET_TURNS = 6;
