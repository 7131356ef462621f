import type { ContributionPatch, Feature, NewContribution } from '../api/types';

/** What a person wants to have done to one of their contributions. */
export type Op =
  | { kind: 'create'; body: NewContribution; receipt: string; at: number }
  | { kind: 'change'; id: string; patch: ContributionPatch; receipt: string }
  | { kind: 'withdraw'; id: string; receipt: string };

/** Why the server did not take it: its stable code, and the fields it names. */
export interface Reason {
  code: string;
  errors: { field: string; code: string }[];
}

/**
 * One contribution's place in the queue, as it is kept on the phone. There is
 * at most one for each contribution: a later wish is folded into the earlier.
 */
export interface Queued {
  id: string;
  kind: Op['kind'];
  /** Of a create. */
  body?: NewContribution;
  /** When a create's mark was made, in the phone's milliseconds. */
  at?: number;
  /** Of a change. */
  patch?: ContributionPatch;
  receipt: string;
  /** Its turn: lower first. */
  turn: number;
  /** How often it was begun to be sent. 0 means that the server cannot have it. */
  tries: number;
  /** Grows with each change of what is wanted, so that an answer to an older wish is told apart. */
  version: number;
  /** Set when the server refused it: it waits for the person. */
  refused?: Reason;
}

export type ItemState = 'waiting' | 'sending' | 'sent' | 'refused';

/** One contribution on its way, as the page shows it. */
export interface Item extends Queued {
  state: ItemState;
}

/** How the queue goes, the same for all tabs. */
export interface Pace {
  /** Attempts that failed since the last that did not. */
  failures: number;
  /** Nothing is tried before this moment (milliseconds). */
  notBefore: number;
  /** The server named that moment; the person cannot hurry it. */
  byServer: boolean;
}

/** What came of one attempt. */
export type Outcome =
  | { is: 'done'; feature?: Feature }
  | { is: 'refused'; reason: Reason }
  /** The create's id is taken: it becomes a change of what stands there. */
  | { is: 'taken' }
  /**
   * No answer, or a passing trouble: the same again later. reached: Kvarter
   * itself answered. stumbled: over this one, not over any. retryAfter: ms.
   */
  | { is: 'trouble'; reached: boolean; stumbled?: boolean; retryAfter?: number };

/** The queue of everything that must reach the server, strictly one after another. Reactive. */
export interface Outbox {
  /** In turn; what was sent since the page was opened comes along as `sent`. */
  readonly items: readonly Item[];
  readonly counts: Readonly<Record<ItemState, number>>;
  /** False after an attempt found no way to the server, until its health check answers right again. */
  readonly online: boolean;
  /** When the next attempt is due (milliseconds), or undefined while nothing waits. */
  readonly nextTry: number | undefined;
  /** False where the browser keeps nothing: closing the page would lose the queue. */
  readonly persistent: boolean;
  /** Keeps op, then sends when it can. Resolves when it is kept. */
  enqueue(op: Op): Promise<void>;
  /** Tries now instead of later; with an id, also what was refused. */
  retry(id?: string): Promise<void>;
  /** Takes out what the server does not have (refused, or never tried): to edit or drop. Else undefined. */
  takeBack(id: string): Promise<Queued | undefined>;
  /** Drops everything that waits, unsent. */
  forget(): Promise<void>;
  close(): void;
}
