import { ApiError, NO_ANSWER } from '../api/problem';
import { systemClock, type Clock } from '../outbox/pace';
import { readEvents, type StreamEvent } from './sse';

/** How the page hears what happens. */
export type Link =
  /** Not yet. */
  | 'opening'
  /** By the stream, as it happens. */
  | 'live'
  /** By asking again and again: something on the way lets no stream through. */
  | 'polling'
  /** Not at all for now; it tries again by itself. */
  | 'away'
  /** Never again: the server said no. */
  | 'refused';

/** Follows what changes on the server. Reactive. */
export interface Live<S> {
  /** What is known; undefined before the first answer. */
  readonly state: S | undefined;
  readonly link: Link;
  /** The server's code when it refused. */
  readonly refusal: string | undefined;
  /** Takes over what another answer said of the state. */
  set(change: (state: S | undefined) => S | undefined): void;
  close(): void;
}

export interface LiveOptions<S> {
  /** Opens the stream, going on after the event with this id. Throws ApiError. */
  stream(after: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** Asks for what came after that event, and may be answered late, after patience seconds, if nothing has. Throws ApiError. */
  ask(after: string | undefined, patience: number, signal: AbortSignal): Promise<StreamEvent[]>;
  /** The state after an event. */
  take(state: S | undefined, event: StreamEvent): S | undefined;
  clock?: Clock;
  /** From [0, 1). */
  random?: () => number;
}

/** The first event must have come by then, else something on the way holds the stream back. */
export const FIRST_MS = 8_000;
/** The server says something every 15 s; a line that is silent longer is dead, whatever it looks like. */
export const SILENT_MS = 40_000;
/** How long an answer may be kept open where no stream comes through, in seconds. */
const PATIENCE_S = 20;
/** How often to try the stream again there. */
const RETRY_STREAM_MS = 120_000;
const LONGEST_MS = 15_000;
const GOODBYE_MS = 2_000;

/** Begins to follow. */
export function createLive<S>(options: LiveOptions<S>): Live<S> {
  const { clock = systemClock, random = Math.random } = options;
  let state = $state.raw<S>();
  let link = $state<Link>('opening');
  let refusal = $state<string>();
  let closed = false;
  let failures = 0;
  // No stream is tried before this moment: the last one was held back.
  let blockedUntil = 0;
  let after: string | undefined;
  let current = new AbortController();
  let callOff = () => {};

  const over = (mine: AbortController) => closed || mine !== current || link === 'refused';

  /** One try after the other, until another run takes over. */
  async function run(): Promise<void> {
    callOff();
    current.abort();
    const mine = (current = new AbortController());
    const wait = clock.now() < blockedUntil ? await asked(mine) : await followed(mine);
    if (over(mine)) return;
    callOff = clock.after(wait ?? fails(), () => void run());
  }
  /** Follows the stream until it ends; answers how long to wait, or undefined if there was none. */
  async function followed(mine: AbortController): Promise<number | undefined> {
    let heard = false;
    let calm = alarm(mine, FIRST_MS);
    const awake = () => {
      calm();
      calm = alarm(mine, SILENT_MS);
    };
    try {
      for await (const event of readEvents(await options.stream(after, mine.signal), awake)) {
        if (over(mine)) return undefined;
        heard = true;
        take(event);
        [link, failures] = ['live', 0];
      }
    } catch (error) {
      refuses(error);
    } finally {
      calm();
    }
    if (over(mine)) return undefined;
    if (heard) return random() * GOODBYE_MS;
    // The line may be open and only the stream held back: asking tells.
    const wait = await asked(new AbortController());
    if (wait !== undefined) blockedUntil = clock.now() + RETRY_STREAM_MS;
    return wait;
  }
  async function asked(mine: AbortController): Promise<number | undefined> {
    try {
      const patience = link === 'polling' ? PATIENCE_S : 0;
      (await options.ask(after, patience, mine.signal)).forEach(take);
      [link, failures] = ['polling', 0];
      return 250 + random() * 500;
    } catch (error) {
      refuses(error);
      return undefined;
    }
  }
  function take(event: StreamEvent) {
    if (event.id !== undefined) after = event.id;
    state = options.take(state, event);
  }
  /** How long to wait after nothing came through. */
  function fails(): number {
    link = 'away';
    return Math.min(LONGEST_MS, 1000 * 2 ** Math.min(failures++, 6)) * (0.5 + random() / 2);
  }
  function refuses(error: unknown) {
    if (!(error instanceof ApiError) || !error.ours || ![401, 403, 404, 409, 410].includes(error.status))
      return;
    [link, refusal] = ['refused', error.code];
  }
  function alarm(mine: AbortController, ms: number): () => void {
    return clock.after(ms, () => mine.abort(new ApiError({ status: 0, code: NO_ANSWER })));
  }

  const stopListening = listen({
    online: () => void (link !== 'live' && !over(current) && run()),
    offline() {
      if (over(current)) return;
      link = 'away';
      current.abort(); // and the next try follows
    },
    // A phone that slept cannot tell a dead line from a quiet one.
    wake: () => void (!over(current) && run())
  });
  void run();

  return {
    get state() {
      return state;
    },
    get link() {
      return link;
    },
    get refusal() {
      return refusal;
    },
    set: (change) => (state = change(state)),
    close() {
      closed = true;
      callOff();
      current.abort();
      stopListening();
    }
  };
}

function listen({ online, offline, wake }: Record<'online' | 'offline' | 'wake', () => void>): () => void {
  const seen = () => document.hidden || wake();
  addEventListener('online', online);
  addEventListener('offline', offline);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', online);
    removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', seen);
  };
}
