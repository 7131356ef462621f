import type { ContributionPatch, NewContribution } from '../api/types';
import type { Op, Outcome, Queued } from './types';

/*
 * The rules of the queue, without any storage or network: how a new wish meets
 * the one that waits, and what an answer makes of it.
 */

/** The id of the contribution that op is about. */
export function idOf(op: Op): string {
  return op.kind === 'create' ? op.body.id : op.id;
}

/** What waits after op came to what waited before; undefined if nothing does any more. */
export function fold(old: Queued | undefined, op: Op, turn: number): Queued | undefined {
  const fresh = { id: idOf(op), receipt: op.receipt, turn, tries: 0, version: (old?.version ?? 0) + 1 };
  switch (op.kind) {
    case 'create':
      return { ...fresh, kind: 'create', body: op.body, at: op.at, tries: old?.tries ?? 0 };
    case 'change':
      return foldChange(old, op.patch, fresh);
    case 'withdraw':
      if (old?.kind === 'create' && isOnlyHere(old)) return undefined;
      // What it replaces is lost, so it cannot be taken back like an untried one.
      return { ...fresh, kind: 'withdraw', tries: old && old.kind !== 'withdraw' ? 1 : 0 };
  }
}

type Fresh = Omit<Queued, 'kind'>;

function foldChange(old: Queued | undefined, patch: ContributionPatch, fresh: Fresh): Queued {
  if (!old) return { ...fresh, kind: 'change', patch };
  const again = { ...old, refused: undefined, version: fresh.version };
  switch (old.kind) {
    case 'create':
      return { ...again, body: patched(old.body!, patch) };
    case 'change':
      return { ...again, patch: { ...old.patch, ...patch } };
    case 'withdraw':
      return old;
  }
}

/** Whether the server cannot have any of it. */
export function isOnlyHere(item: Queued): boolean {
  return item.tries === 0 || item.refused !== undefined;
}

/** The next to send, or undefined. */
export function next(items: readonly Queued[]): Queued | undefined {
  return [...items].sort(byTurn).find((item) => !item.refused);
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
  const changedMeanwhile = now.version !== sent.version;
  switch (outcome.is) {
    case 'done':
      if (!changedMeanwhile) return undefined;
      return now.kind === 'create' ? asChange(now) : now;
    case 'refused':
      return changedMeanwhile ? now : { ...now, refused: outcome.reason };
    case 'taken':
      return now.kind === 'create' ? asChange(now) : now;
    case 'trouble':
      // One that the server stumbles over must not keep the others waiting.
      return outcome.stumbled ? { ...now, turn: last } : now;
  }
}

/** A create whose contribution stands on the server, as a change to what it wants. */
function asChange(item: Queued): Queued {
  const { body, at: _, ...rest } = item;
  return { ...rest, kind: 'change', patch: wholePatch(body!) };
}

/** The patch that makes a contribution say what body says. */
function wholePatch(body: NewContribution): ContributionPatch {
  return {
    geometry: body.geometry ?? null,
    place: body.place ?? null,
    place_text: body.place_text ?? null,
    located_by: body.located_by ?? null,
    text: body.text ?? null,
    wish: body.wish ?? null
  };
}

/** body after a merge patch: null removes. */
function patched(body: NewContribution, patch: ContributionPatch): NewContribution {
  const entries = Object.entries({ ...body, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as NewContribution;
}
