import type { Background, ContributionPatch, Feature, NewContribution, NewReport } from '../api/types';

/** A person's answers to the background questions, by their keys; several where a question takes several. */
export type Answers = Background['answers'];

/** Why a mark is reported. */
export type ReportReason = NewReport['reason'];

/** What a person wants to have done. */
export type Op =
  | { kind: 'create'; body: NewContribution; receipt: string; at: number }
  | { kind: 'change'; id: string; patch: ContributionPatch; receipt: string }
  | { kind: 'withdraw'; id: string; receipt: string }
  /** All answers about oneself, in place of those given before. */
  | { kind: 'background'; answers: Answers; receipt: string }
  /** A heart given to the contribution with this id, or taken back. */
  | { kind: 'agreement'; id: string; agree: boolean; receipt: string }
  /** A report of somebody's contribution; id is the report's own, a UUIDv4. Nobody's, so without a receipt. */
  | { kind: 'report'; id: string; mark: string; reason: ReportReason; text: string }
  /** Everything of the receipt's person, and the person. */
  | { kind: 'withdraw_all'; receipt: string };

/** Why the server did not take it: its stable code, and the fields it names. */
export interface Reason {
  code: string;
  errors: { field: string; code: string }[];
}

/**
 * One errand's place in the queue, as it is kept on the phone. There is at most
 * one for each contribution, and for each kind of errand about something else:
 * a later wish is folded into the earlier.
 */
export interface Queued {
  /** The id of the person's own contribution; for the other kinds see `keyOf`. */
  id: string;
  kind: Op['kind'];
  /** Of a create; of a withdrawal as long as an earlier create of it may still be on its way. */
  body?: NewContribution;
  /** When a create's mark was made, in the server's milliseconds as the phone knew them. */
  at?: number;
  /** Of a change. */
  patch?: ContributionPatch;
  /** Of background answers. */
  answers?: Answers;
  /** Of an agreement or a report: the contribution it is about. */
  mark?: string;
  /** Of an agreement. */
  agree?: boolean;
  /** Of a report. */
  report?: { id: string; reason: ReportReason; text: string };
  /** Empty for a report. */
  receipt: string;
  /** Its turn: lower first. */
  turn: number;
  /** How often it was begun to be sent. 0 means that the server cannot have it. */
  tries: number;
  /** Grows with each change of what is wanted, so that an answer to an older wish is told apart. */
  version: number;
  /** Not begun before this moment (milliseconds), so that it can be undone. Missing once that is over. */
  held?: number;
  /** Of a withdrawal that was not begun: what it would replace, for undo. */
  before?: Queued;
  /** Set when the server refused it: it waits for the person. */
  refused?: Reason;
}

export type ItemState = 'held' | 'waiting' | 'sending' | 'sent' | 'refused';

/** One errand on its way, as the page shows it. */
export interface Item extends Queued {
  state: ItemState;
}

/** How the queue goes, the same for all tabs. */
export interface Pace {
  /** Attempts that failed since the last that did not. */
  failures: number;
  /** When the last of them was (milliseconds). */
  since: number;
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
  /** False where the browser keeps nothing, or has no room: closing the page would lose some of the queue. */
  readonly persistent: boolean;
  /** Whether that is for want of room. */
  readonly full: boolean;
  /**
   * Keeps op, then sends when it can; held, not before ten seconds have passed
   * or `release`, so that `takeBack` can undo it. Resolves when it is kept.
   */
  enqueue(op: Op, how?: { held?: boolean }): Promise<void>;
  /** Holds what is held still for ms from now: ten seconds more, or as long as somebody is about to undo. */
  hold(ids: readonly string[], ms: number): Promise<void>;
  /** Lets what is held go at once. */
  release(): Promise<void>;
  /** Tries now instead of later; with an id, also what was refused. */
  retry(id?: string): Promise<void>;
  /**
   * Takes out what was not begun or was refused: to undo, edit or drop it; what
   * a withdrawal would have replaced waits again. Undefined if it is too late,
   * or no more of that kind.
   */
  takeBack(id: string, kind?: Op['kind']): Promise<Queued | undefined>;
  /** Lets an item go at once, and for good: it cannot be taken back any more. */
  commit(id: string): Promise<void>;
  /** Takes over items of a file, except what waits here already; answers how many. */
  add(items: readonly Queued[]): Promise<number>;
  /** Drops everything that waits, unsent. */
  forget(): Promise<void>;
  close(): void;
}
