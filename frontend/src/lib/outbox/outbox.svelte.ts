import type { Feature } from '../api/types';
import type { Shelf } from '../drafts/shelf';
import { uuid } from '../ids';
import { byLease, byLocks } from './alone';
import { KeptQueue } from './kept.svelte';
import { createLoop } from './loop';
import { hurried, systemClock, type Clock } from './pace';
import { isOnlyHere, next } from './queue';
import type { Server } from './send';
import { Sender } from './sender.svelte';
import type { Item, ItemState, Outbox, Queued } from './types';

export interface OutboxOptions {
  area: string;
  api: Server;
  shelf: Shelf;
  /** Called after the server's yes and before the item leaves the queue; maybe twice for one item. */
  onsent?: (item: Queued, feature: Feature | undefined) => Promise<void> | void;
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
  const queue = new KeptQueue(shelf, area);
  const sender = new Sender({ ...options, queue, alone, clock, random });
  const loop = createLoop(clock, () => sender.round());

  async function hurry(): Promise<void> {
    await queue.changePace((old) => hurried(old, clock.now()));
    loop.wake();
  }
  const stopListening = listen({
    online: () => void hurry(),
    offline: () => (sender.online = false),
    visibilitychange: () => loop.wake()
  });
  const unwatch = shelf.watch(() => void queue.refresh().then(loop.wake));
  await queue.refresh();
  loop.wake();

  const items = $derived(itemsOf(queue, sender));
  const counts = $derived(count(items));
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
    async enqueue(op) {
      await queue.add(op);
      loop.wake();
    },
    async retry(id) {
      if (id)
        await queue.change(id, (old) => old && { ...old, refused: undefined, version: old.version + 1 });
      await hurry();
    },
    takeBack: (id) => takeBack(queue, id),
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

async function takeBack(queue: KeptQueue, id: string): Promise<Queued | undefined> {
  let taken: Queued | undefined;
  await queue.change(id, (old) => {
    taken = old && isOnlyHere(old) ? old : undefined;
    return taken ? undefined : old;
  });
  return taken;
}

function itemsOf(queue: KeptQueue, sender: Sender): Item[] {
  const waiting = new Set(queue.items.map(({ id }) => id));
  const stateOf = (item: Queued): ItemState =>
    item.refused ? 'refused' : item.id === sender.sendingId ? 'sending' : 'waiting';
  return [
    ...sender.sent.filter(({ id }) => !waiting.has(id)).map((item) => ({ ...item, state: 'sent' as const })),
    ...queue.items.map((item) => ({ ...item, state: stateOf(item) }))
  ];
}

function count(items: readonly Item[]): Record<ItemState, number> {
  const sums = { waiting: 0, sending: 0, sent: 0, refused: 0 };
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
