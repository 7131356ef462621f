import type { Feature } from '../api/types';
import type { Alone } from './alone';
import type { KeptQueue } from './kept.svelte';
import { FULL_SPEED, heldFor, rest, slower, type Clock } from './pace';
import { asksCreate, lastTurn, next, settle } from './queue';
import { send, type Server } from './send';
import type { Outcome, Queued } from './types';

/** How long to wait while another tab sends. */
const BUSY_MS = 2_000;

export interface SenderParts {
  area: string;
  api: Server;
  queue: KeptQueue;
  alone: Alone;
  clock: Clock;
  /** From [0, 1). */
  random: () => number;
  onsent?: (item: Queued, feature: Feature | undefined) => Promise<void> | void;
}

/** Sends what waits, one after another. Reactive. */
export class Sender {
  /** What this tab has sent, to show. */
  sent = $state.raw<readonly Queued[]>([]);
  sendingId = $state<string>();
  online = $state(globalThis.navigator?.onLine !== false);
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** One round: the milliseconds until the next is due, or undefined if nothing waits. */
  async round(): Promise<number | undefined> {
    const { queue, alone, clock } = this.#parts;
    await queue.refresh();
    await queue.endHolds(clock.now());
    const wait = this.#wait();
    if (wait !== 0) return wait;
    return (await alone(() => this.#attempt())) ? 0 : BUSY_MS;
  }

  /** How long until the next item may go; undefined if there is none. */
  #wait(): number | undefined {
    const { queue, clock } = this.#parts;
    const first = next(queue.items);
    return first && Math.max(heldFor(first, clock.now()), rest(queue.pace, clock.now()));
  }

  /** Sends one item if it is still time for one. */
  async #attempt(): Promise<void> {
    const { area, api, queue } = this.#parts;
    await queue.refresh(); // another tab may have been quicker
    const first = next(queue.items);
    if (!first || this.#wait() !== 0) return;
    // The answer also says what time it is: how long ago a mark was made must
    // not hang on a clock that jumped.
    if ((!this.online || api.time.stale()) && !(await api.healthy()))
      return this.#slowDown({ is: 'trouble', reached: false });
    this.online = true;
    this.sendingId = first.id;
    try {
      // Noted before sending: should the page die now, the server may have it.
      const item = await queue.change(first.id, (old) => old && begun(old));
      if (item && !item.refused) await this.#conclude(item, await send(api, area, item));
    } finally {
      this.sendingId = undefined;
    }
  }

  async #conclude(sent: Queued, outcome: Outcome): Promise<void> {
    const { queue } = this.#parts;
    if (outcome.is === 'done') await this.#done(sent, outcome.feature);
    const last = lastTurn(queue.items);
    await queue.change(sent.id, (now) => now && settle(now, sent, outcome, last));
    if (outcome.is === 'trouble') await this.#slowDown(outcome);
    else await queue.changePace((old) => (old.failures > 0 ? FULL_SPEED : old));
  }

  async #done(sent: Queued, feature: Feature | undefined): Promise<void> {
    const { queue, onsent } = this.#parts;
    if (sent.kind === 'withdraw' && asksCreate(sent)) return; // its withdrawal follows
    const { receipt, turn } = sent;
    if (sent.kind === 'withdraw_all')
      await queue.changeAll(
        (item) => item.receipt === receipt && item.turn < turn,
        () => undefined
      );
    // What was refused because nobody was known by this receipt has somebody now.
    if (sent.kind === 'create')
      await queue.changeAll(
        (item) => item.receipt === receipt && isStranger(item),
        ({ refused: _, ...item }) => item
      );
    await onsent?.(sent, feature);
    this.sent = [...this.sent.filter(({ id }) => id !== sent.id), sent];
  }

  async #slowDown(trouble: Outcome & { is: 'trouble' }): Promise<void> {
    const { queue, clock, random } = this.#parts;
    this.online = trouble.reached;
    await queue.changePace((old) => slower(old, clock.now(), random(), trouble.retryAfter));
  }
}

/** An item of which an attempt begins: it cannot be undone any more. */
function begun({ held: _, before: __, ...item }: Queued): Queued {
  return { ...item, tries: item.tries + 1 };
}

/** Whether an item was refused because the server knew nobody by its receipt who has sent something. */
function isStranger({ kind, refused }: Queued): boolean {
  const asks = kind === 'background' || kind === 'agreement';
  return asks && refused !== undefined && ['not_found', 'no_contribution'].includes(refused.code);
}
