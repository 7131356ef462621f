import { createApi, type Area } from '../../src/lib/api';
import { openShelf, type Shelf } from '../../src/lib/drafts';
import type { Clock } from '../../src/lib/outbox';
import { createSession, type Session } from '../../src/resident/session.svelte';
import { Underway } from './underway';

/** A phone's clock: time passes when the test says so, and the hands may be set wrong. */
export class PhoneClock implements Clock {
  #passed = 0;
  #set: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(set: number) {
    this.#set = set;
  }
  now = () => this.#set + this.#passed;

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#passed + ms, run };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }
  /** Lets ms pass, with what comes of each timer that is due in between. */
  async pass(ms: number, settle: () => Promise<void>): Promise<void> {
    const end = this.#passed + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#passed = due.at;
      due.run();
      await settle();
    }
    this.#passed = end;
  }
  /** Sets the hands; nothing passes. */
  jump(ms: number): void {
    this.#set += ms;
  }
}

/** One open page on a phone. */
export interface Page {
  session: Session;
  /** Ends it as the system does: whatever it was waiting for never comes to it. */
  die(): void;
}

const never = new Promise<never>(() => {});

/** A phone: a clock, a storage, and the pages that are open on it. */
export class Phone {
  pages: Page[] = [];
  /** What its pages are waiting for right now, of storage or net. */
  readonly pending = new Underway();

  constructor(
    readonly area: Area,
    readonly base: string,
    readonly clock: PhoneClock,
    readonly storage: string
  ) {}

  async open(linked?: string): Promise<Page> {
    let alive = true;
    const mortal = <T>(work: Promise<T>): Promise<T> => {
      return this.pending.during(work).then(
        (result) => (alive ? result : never),
        (error: unknown) => (alive ? Promise.reject(error as Error) : never)
      );
    };
    const fetch: typeof globalThis.fetch = (input, init) =>
      alive ? mortal(wholly(input as Request, init)) : never;
    const api = createApi({ base: this.base, fetch, now: this.clock.now });
    api.time.hear(new Date().toUTCString()); // as with the area, without which no page opens
    const session = await createSession({
      area: this.area,
      api,
      shelf: mortalShelf(await openShelf(this.storage), (work) => (alive ? mortal(work()) : never)),
      clock: this.clock,
      random: () => 0.5,
      lang: () => 'nb',
      linked: () => linked
    });
    const page: Page = {
      session,
      die: () => {
        alive = false;
        session.close();
        this.pages = this.pages.filter((other) => other !== page);
      }
    };
    this.pages.push(page);
    return page;
  }
}

/** Fetches with the whole body, so that half an answer fails as it does in `timed`. */
async function wholly(input: Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const body = await response.arrayBuffer();
  const { status, headers } = response;
  return new Response(status === 204 ? null : body, { status, headers });
}

function mortalShelf(shelf: Shelf, mortal: <T>(work: () => Promise<T>) => Promise<T>): Shelf {
  return {
    get persistent() {
      return shelf.persistent;
    },
    get full() {
      return shelf.full;
    },
    list: (prefix) => mortal(() => shelf.list(prefix)),
    keys: (prefix) => mortal(() => shelf.keys(prefix)),
    update: (key, change) => mortal(() => shelf.update(key, change)),
    drop: (prefix) => mortal(() => shelf.drop(prefix)),
    watch: (listener) => shelf.watch(listener)
  };
}
