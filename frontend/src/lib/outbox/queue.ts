import type { ContributionPatch, NewContribution } from '../api/types';
import type { Op, Outcome, Queued } from './types';

/*
 * The rules of the queue, without any storage or network: how a new wish meets
 * the one that waits, what comes next, and what an answer makes of it.
 */

/** Under what op stands in the queue: its contribution's id, or its kind and whose or what it is. */
export function keyOf(op: Op): string {
  switch (op.kind) {
    case 'create':
      return op.body.id;
    case 'change':
    case 'withdraw':
      return op.id;
    case 'agreement':
      return `agreement ${op.receipt} ${op.id}`;
    case 'report':
      return `report ${op.id}`;
    default:
      return `${op.kind} ${op.receipt}`;
  }
}

/** What waits after op came to what waited before. */
export function fold(old: Queued | undefined, op: Op, turn: number): Queued {
  const receipt = op.kind === 'report' ? '' : op.receipt;
  const fresh = { id: keyOf(op), receipt, turn, tries: 0, version: (old?.version ?? 0) + 1 };
  switch (op.kind) {
    case 'create':
      return { ...fresh, kind: 'create', body: op.body, at: op.at, tries: old?.tries ?? 0 };
    case 'change':
      return foldChange(old, op.patch, fresh);
    case 'withdraw':
      return foldWithdraw(old, fresh);
    case 'background':
      return { ...fresh, kind: 'background', answers: op.answers };
    case 'agreement':
      return { ...fresh, kind: 'agreement', mark: op.id, agree: op.agree };
    case 'report':
      return {
        ...fresh,
        kind: 'report',
        mark: op.mark,
        report: { id: op.id, reason: op.reason, text: op.text }
      };
    case 'withdraw_all':
      return old && !old.refused ? old : { ...fresh, kind: 'withdraw_all' };
  }
}

type Fresh = Omit<Queued, 'kind'>;

function foldChange(old: Queued | undefined, patch: ContributionPatch, fresh: Fresh): Queued {
  if (!old) return { ...fresh, kind: 'change', patch };
  const { refused: _, ...again } = { ...old, version: fresh.version };
  switch (old.kind) {
    case 'create':
      return { ...again, body: patched(old.body!, patch) };
    case 'change':
      return { ...again, patch: { ...old.patch, ...patch } };
    case 'withdraw':
      // Another tab withdraws it: the words are for whoever undoes that.
      return old.held === undefined ? old : { ...old, before: foldChange(old.before, patch, fresh) };
    default:
      return old;
  }
}

function foldWithdraw(old: Queued | undefined, fresh: Fresh): Queued {
  if (!old) return { ...fresh, kind: 'withdraw' };
  if (old.kind === 'withdraw' && !old.refused) return old;
  // Some copy of the create may be on its way and would come after the
  // withdrawal: it is sent again until it is answered, and then withdrawn.
  const underway = old.kind === 'create' && !isOnlyHere(old) && { body: old.body!, at: old.at! };
  return { ...fresh, kind: 'withdraw', ...underway, before: old };
}

/**
 * The item as one that may go, which cannot be undone any more. A withdrawal of
 * what never left the phone leaves nothing to send.
 */
export function letGo({ held: _, ...item }: Queued): Queued | undefined {
  const { kind, before } = item;
  return kind === 'withdraw' && before?.kind === 'create' && isOnlyHere(before) ? undefined : item;
}

/** Whether the server cannot have any of it. */
export function isOnlyHere(item: Queued): boolean {
  return item.tries === 0 || item.refused !== undefined;
}

/** The create that an item stands for: its own, or one that its withdrawal would replace. */
export function createOf({ kind, body, before }: Queued): NewContribution | undefined {
  return body ?? (kind === 'withdraw' ? before?.body : undefined);
}

/** What is left when an item is taken back: what a withdrawal would have replaced. */
export function takenBack({ before, version }: Queued): Queued | undefined {
  return before && { ...before, version: version + 1 };
}

/** Whether what goes out for an item is its create. */
export function asksCreate(item: Queued): boolean {
  return item.body !== undefined;
}

/** The next to send, or undefined. Strictly by turn; what is held holds up what is behind it. */
export function next(items: readonly Queued[]): Queued | undefined {
  return [...items].sort(byTurn).find((item) => !item.refused && !yields(item, items));
}

/**
 * Whether an item steps back for others of the same person. Only who has sent
 * something can say more. Once all is to be withdrawn, what was not begun need
 * not be sent any more; a create that may be on its way is answered first, so
 * that it cannot come after.
 */
function yields(item: Queued, items: readonly Queued[]): boolean {
  const same = items.filter((other) => other.receipt === item.receipt && !other.refused);
  const underway = (other: Queued) => asksCreate(other) && other.tries > 0;
  if (item.kind === 'withdraw_all') return same.some(underway);
  const more = item.kind === 'background' || item.kind === 'agreement';
  if (more && same.some(({ kind }) => kind === 'create')) return true;
  return same.some(({ kind, turn }) => kind === 'withdraw_all' && item.turn < turn) && !underway(item);
}

export function byTurn(a: Queued, b: Queued): number {
  return a.turn - b.turn || (a.id < b.id ? -1 : 1);
}

/** The turn behind all items. */
export function lastTurn(items: readonly Queued[]): number {
  return Math.max(0, ...items.map((item) => item.turn)) + 1;
}

/**
 * What is left of now after sent, an earlier or the same version of it, was
 * answered; undefined if nothing is. last is the turn behind all others.
 */
export function settle(now: Queued, sent: Queued, outcome: Outcome, last: number): Queued | undefined {
  // One that the server stumbles over must not keep the others waiting.
  if (outcome.is === 'trouble') return outcome.stumbled ? { ...now, turn: last } : now;
  if (asksCreate(sent) && now.kind === 'withdraw') return answered(now);
  const same = now.version === sent.version;
  if (outcome.is === 'refused') return same ? { ...now, refused: outcome.reason } : now;
  if (now.kind === 'create') return same && outcome.is === 'done' ? undefined : asChange(now);
  return same ? undefined : now;
}

/** A withdrawal whose create is not on its way any more. */
function answered({ body: _, at: __, ...rest }: Queued): Queued {
  return rest;
}

/** A create whose contribution stands on the server, as a change to what it wants. */
function asChange(item: Queued): Queued {
  return { ...answered(item), kind: 'change', patch: wholePatch(item.body!) };
}

/** What a change can change. */
const CHANGEABLE = [
  'geometry',
  'place',
  'place_text',
  'located_by',
  'text',
  'wish',
  'title',
  'theme',
  'share',
  'byline',
  'consent_lang',
  'period_from',
  'period_to'
] as const satisfies (keyof ContributionPatch)[];

/** The patch that makes a contribution say what body says. */
function wholePatch(body: NewContribution): ContributionPatch {
  // A share that was not chosen is the kind's own; cleared it would be the programme's alone.
  const named = CHANGEABLE.filter((key) => key !== 'share' || body.share);
  return Object.fromEntries(named.map((key) => [key, body[key] ?? null])) as ContributionPatch;
}

/** body after a merge patch: null removes. */
function patched(body: NewContribution, patch: ContributionPatch): NewContribution {
  const entries = Object.entries({ ...body, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as NewContribution;
}
