import type { Shelf } from '../drafts/shelf';
import { FULL_SPEED, heldFor } from './pace';
import { byTurn, fold, keyOf, lastTurn, letGo } from './queue';
import type { Op, Pace, Queued } from './types';

type Change = (old: Queued | undefined) => Queued | undefined;

/**
 * The queue as it lies on the shelf, the same for all tabs; reactive as of the
 * last refresh. What is a guest's lies in this page's memory alone, so that
 * somebody else's phone keeps no trace of it.
 */
export class KeptQueue {
  /** In turn. */
  items = $state.raw<readonly Queued[]>([]);
  pace = $state.raw<Pace>(FULL_SPEED);
  persistent = $state(true);
  full = $state(false);
  readonly #shelf: Shelf;
  readonly #isGuest: (receipt: string) => boolean;
  readonly #guests = new Map<string, Queued>();
  readonly #queue: string;
  readonly #pace: string;

  constructor(shelf: Shelf, area: string, isGuest: (receipt: string) => boolean) {
    this.#shelf = shelf;
    this.#isGuest = isGuest;
    this.#queue = `outbox/${area}/`;
    this.#pace = `pace/${area}/`;
  }

  async refresh(): Promise<void> {
    const [items, paces] = await Promise.all([
      this.#shelf.list<Queued>(this.#queue),
      this.#shelf.list<Pace>(this.#pace)
    ]);
    this.items = [...items, ...this.#guests.values()].sort(byTurn);
    this.pace = paces[0] ?? FULL_SPEED;
    this.persistent = this.#shelf.persistent;
    this.full = this.#shelf.full;
  }

  /** Folds op into what waits, behind all others; held until then (milliseconds), if at all. */
  async add(op: Op, held?: number): Promise<void> {
    await this.refresh();
    const turn = lastTurn(this.items);
    await this.change(
      keyOf(op),
      (old) => {
        const now = fold(old, op, turn);
        if (now === old) return old;
        if (held !== undefined) return { ...now, held };
        return op.kind === 'withdraw' ? letGo(now) : now;
      },
      op.kind === 'report' ? '' : op.receipt
    );
  }

  /** Changes one item in one step; answers what it has become. receipt: whose it is, if it is new. */
  async change(id: string, change: Change, receipt?: string): Promise<Queued | undefined> {
    const old = this.#guests.get(id);
    const aside = old !== undefined || (receipt !== undefined && this.#isGuest(receipt));
    const now = aside ? this.#changeGuest(id, change) : await this.#shelf.update(this.#queue + id, change);
    await this.refresh();
    return now;
  }

  #changeGuest(id: string, change: Change): Queued | undefined {
    const now = change(this.#guests.get(id));
    if (now) this.#guests.set(id, now);
    else this.#guests.delete(id);
    return now;
  }

  /** Changes all items that are wanted. */
  async changeAll(wanted: (item: Queued) => boolean, change: (old: Queued) => Queued | undefined) {
    for (const { id } of this.items.filter(wanted))
      await this.change(id, (old) => (old && wanted(old) ? change(old) : old));
  }

  /** Lets go what was held until now. */
  async endHolds(now: number): Promise<void> {
    await this.changeAll((item) => item.held !== undefined && heldFor(item, now) === 0, letGo);
  }

  async changePace(change: (old: Pace) => Pace): Promise<void> {
    await this.#shelf.update<Pace>(this.#pace, (old) => change(old ?? FULL_SPEED));
    await this.refresh();
  }

  async clear(): Promise<void> {
    this.#guests.clear();
    await Promise.all([this.#shelf.drop(this.#queue), this.#shelf.drop(this.#pace)]);
    await this.refresh();
  }
}
