import type { Feature } from '../api/types';
import type { Shelf } from '../drafts/shelf';
import { uuid } from '../ids';
import { byLease, byLocks } from './alone';
import { HOLD_MS } from './hold';
import { KeptQueue } from './kept.svelte';
import { createLoop } from './loop';
import { hurried, systemClock, type Clock } from './pace';
import { isOnlyHere, lastTurn, letGo, next, takenBack } from './queue';
import type { Server } from './send';
import { Sender } from './sender.svelte';
import type { Item, ItemState, Op, Outbox, Queued } from './types';

export interface OutboxOptions {
  area: string;
  api: Server;
  shelf: Shelf;
  /** Called after the server's yes and before the item leaves the queue; maybe twice for one item. */
  onsent?: (item: Queued, feature: Feature | undefined) => Promise<void> | void;
  /** Whose errands are not to be kept on this phone; by default nobody's. */
  isGuest?: (receipt: string) => boolean;
  clock?: Clock;
  /** From [0, 1). */
  random?: () => number;
  /** Undefined where the browser has none: then tabs agree by a lease. */
  locks?: LockManager | undefined;
}

/** Opens the queue of one area and begins to send what waits. */
export async function createOutbox(options: OutboxOptions): Promise<Outbox> {
  const { area, shelf, clock = systemClock, random = Math.random } = options;
  const locks = 'locks' in options ? options.locks : globalThis.navigator?.locks;
  const alone = locks
    ? byLocks(locks, `kvarter-outbox-${area}`)
    : byLease(shelf, `lease/${area}/`, uuid(), clock);
  const queue = new KeptQueue(shelf, area, options.isGuest ?? (() => false));
  const sender = new Sender({ ...options, queue, alone, clock, random });
  const loop = createLoop(clock, () => sender.round());

  async function hurry(): Promise<void> {
    await queue.changePace((old) => hurried(old, clock.now()));
    loop.wake();
  }
  async function release(): Promise<void> {
    await queue.changeAll(({ held }) => held !== undefined, letGo);
    loop.wake();
  }
  const stopListening = listen({
    online: () => void hurry(),
    offline: () => (sender.online = false),
    // Whoever puts the phone away has done with undoing.
    visibilitychange: () => void (document.hidden ? release() : loop.wake())
  });
  const unwatch = shelf.watch(() => void queue.refresh().then(loop.wake));
  await queue.refresh();
  loop.wake();

  const items = $derived(itemsOf(queue, sender));
  const counts = $derived(countStates(items));
  return {
    get items() {
      return items;
    },
    get counts() {
      return counts;
    },
    get online() {
      return sender.online;
    },
    get nextTry() {
      return next(queue.items) && queue.pace.notBefore > 0 ? queue.pace.notBefore : undefined;
    },
    get persistent() {
      return queue.persistent;
    },
    get full() {
      return queue.full;
    },
    async enqueue(op, { held = false } = {}) {
      await queue.add(op, held ? clock.now() + HOLD_MS : undefined);
      loop.wake();
    },
    async hold(ids, ms) {
      const held = clock.now() + ms;
      await queue.changeAll(
        (item) => ids.includes(item.id) && item.held !== undefined,
        (old) => ({ ...old, held })
      );
      loop.wake();
    },
    release,
    async retry(id) {
      if (id) await queue.change(id, (old) => old && again(old));
      await hurry();
    },
    async takeBack(id, kind) {
      const taken = await takeBack(queue, id, kind);
      loop.wake();
      return taken;
    },
    async commit(id) {
      await queue.change(id, (old) => {
        const going = old && letGo(old);
        return going && { ...going, tries: Math.max(1, going.tries) };
      });
      loop.wake();
    },
    async add(items) {
      const added = await add(queue, items);
      loop.wake();
      return added;
    },
    async forget() {
      await queue.clear();
      sender.sent = [];
    },
    close() {
      loop.close();
      stopListening();
      unwatch();
    }
  };
}

async function takeBack(queue: KeptQueue, id: string, kind?: Op['kind']): Promise<Queued | undefined> {
  let taken: Queued | undefined;
  await queue.change(id, (old) => {
    taken = old && isOnlyHere(old) && (!kind || old.kind === kind) ? old : undefined;
    return taken ? takenBack(taken) : old;
  });
  return taken;
}

async function add(queue: KeptQueue, items: readonly Queued[]): Promise<number> {
  let added = 0;
  for (const item of items) {
    const turn = lastTurn(queue.items);
    await queue.change(item.id, (old) => {
      if (old) return old;
      added++;
      return { ...item, turn };
    });
  }
  return added;
}

/** A refused item as one to try again. */
function again({ refused: _, ...item }: Queued): Queued {
  return { ...item, version: item.version + 1 };
}

function itemsOf(queue: KeptQueue, sender: Sender): Item[] {
  const waiting = new Set(queue.items.map(({ id }) => id));
  const stateOf = (item: Queued): ItemState =>
    item.refused
      ? 'refused'
      : item.id === sender.sendingId
        ? 'sending'
        : item.held === undefined
          ? 'waiting'
          : 'held';
  return [
    ...sender.sent.filter(({ id }) => !waiting.has(id)).map((item) => ({ ...item, state: 'sent' as const })),
    ...queue.items.map((item) => ({ ...item, state: stateOf(item) }))
  ];
}

/** How many items are in which state. */
export function countStates(items: readonly Item[]): Record<ItemState, number> {
  const sums = { held: 0, waiting: 0, sending: 0, sent: 0, refused: 0 };
  for (const { state } of items) sums[state]++;
  return sums;
}

/** Listens to the browser's signs of life; answers how to stop. */
function listen(signs: Record<'online' | 'offline' | 'visibilitychange', () => void>): () => void {
  const pairs: [EventTarget, string, () => void][] = [
    [window, 'online', signs.online],
    [window, 'offline', signs.offline],
    [document, 'visibilitychange', signs.visibilitychange]
  ];
  for (const [target, name, run] of pairs) target.addEventListener(name, run);
  return () => pairs.forEach(([target, name, run]) => target.removeEventListener(name, run));
}
