import type { Shelf } from '../drafts/shelf';
import { FULL_SPEED } from './pace';
import { byTurn, fold, idOf, lastTurn } from './queue';
import type { Op, Pace, Queued } from './types';

/** The queue as it lies on the shelf, the same for all tabs; reactive as of the last refresh. */
export class KeptQueue {
  /** In turn. */
  items = $state.raw<readonly Queued[]>([]);
  pace = $state.raw<Pace>(FULL_SPEED);
  persistent = $state(true);
  readonly #shelf: Shelf;
  readonly #queue: string;
  readonly #pace: string;

  constructor(shelf: Shelf, area: string) {
    this.#shelf = shelf;
    this.#queue = `outbox/${area}/`;
    this.#pace = `pace/${area}/`;
  }

  async refresh(): Promise<void> {
    const [items, paces] = await Promise.all([
      this.#shelf.list<Queued>(this.#queue),
      this.#shelf.list<Pace>(this.#pace)
    ]);
    this.items = items.sort(byTurn);
    this.pace = paces[0] ?? FULL_SPEED;
    this.persistent = this.#shelf.persistent;
  }

  /** Folds op into what waits, behind all others. */
  async add(op: Op): Promise<void> {
    await this.refresh();
    const turn = lastTurn(this.items);
    await this.change(idOf(op), (old) => fold(old, op, turn));
  }

  /** Changes one item in one step; answers what it has become. */
  async change(
    id: string,
    change: (old: Queued | undefined) => Queued | undefined
  ): Promise<Queued | undefined> {
    const now = await this.#shelf.update<Queued>(this.#queue + id, change);
    await this.refresh();
    return now;
  }

  async changePace(change: (old: Pace) => Pace): Promise<void> {
    await this.#shelf.update<Pace>(this.#pace, (old) => change(old ?? FULL_SPEED));
    await this.refresh();
  }

  async clear(): Promise<void> {
    await Promise.all([this.#shelf.drop(this.#queue), this.#shelf.drop(this.#pace)]);
    await this.refresh();
  }
}
