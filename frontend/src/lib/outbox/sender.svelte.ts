import type { Feature } from '../api/types';
import type { Alone } from './alone';
import type { KeptQueue } from './kept.svelte';
import { FULL_SPEED, slower, type Clock } from './pace';
import { lastTurn, next, settle } from './queue';
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
    if (!next(queue.items)) return undefined;
    const wait = queue.pace.notBefore - clock.now();
    if (wait > 0) return wait;
    return (await alone(() => this.#attempt())) ? 0 : BUSY_MS;
  }

  /** Sends one item if it is still time for one. */
  async #attempt(): Promise<void> {
    const { area, api, queue, clock } = this.#parts;
    await queue.refresh(); // another tab may have been quicker
    const first = next(queue.items);
    if (!first || queue.pace.notBefore > clock.now()) return;
    if (!this.online && !(await api.healthy())) return this.#slowDown({ is: 'trouble', reached: false });
    this.online = true;
    this.sendingId = first.id;
    try {
      // Noted before sending: should the page die now, the server may have it.
      const item = await queue.change(first.id, (old) => old && { ...old, tries: old.tries + 1 });
      if (item && !item.refused) await this.#conclude(item, await send(api, area, item, clock.now()));
    } finally {
      this.sendingId = undefined;
    }
  }

  async #conclude(sent: Queued, outcome: Outcome): Promise<void> {
    const { queue, onsent } = this.#parts;
    if (outcome.is === 'done') {
      await onsent?.(sent, outcome.feature);
      this.sent = [...this.sent.filter(({ id }) => id !== sent.id), sent];
    }
    const last = lastTurn(queue.items);
    await queue.change(sent.id, (now) => now && settle(now, sent, outcome, last));
    if (outcome.is === 'trouble') await this.#slowDown(outcome);
    else await queue.changePace((old) => (old.failures > 0 ? FULL_SPEED : old));
  }

  async #slowDown(trouble: Outcome & { is: 'trouble' }): Promise<void> {
    const { queue, clock, random } = this.#parts;
    this.online = trouble.reached;
    await queue.changePace((old) => slower(old, clock.now(), random(), trouble.retryAfter));
  }
}
