import type { RoomMark, Round, State } from './types';

/** The round that the room looks at, if any. */
export function onStage(room: State | undefined): Round | undefined {
  return room?.rounds.find(({ number }) => number === room.stage);
}

/** What a whole room is at. */
export type Phase = 'lobby' | 'asked' | 'closed' | 'revealed' | 'ended';

export function phaseOf(room: State): Phase {
  if (room.state === 'ended') return 'ended';
  const round = onStage(room);
  if (!round || room.state === 'planned' || round.state === 'waiting') return 'lobby';
  if (round.state !== 'closed') return 'asked';
  return round.revealed ? 'revealed' : 'closed';
}

/**
 * The round that a mark of a prompt is made in: the one that is asked now, else
 * the last one that asked it. Whoever is still writing when the room goes on
 * writes in the round that they began in.
 */
export function roundFor(room: State | undefined, prompt: string): Round | undefined {
  const current = onStage(room);
  if (current?.prompt === prompt) return current;
  return room?.rounds.findLast((round) => round.prompt === prompt && round.state !== 'waiting');
}

/** 1 for the first round of the list. */
export function placeOf(room: State, round: Round): number {
  return room.rounds.indexOf(round) + 1;
}

/** How long a round has still to go, in milliseconds; undefined where no time runs. */
export function leftOf({ state, ends_at, remaining }: Round, now: number): number | undefined {
  if (state === 'open' && ends_at) return Date.parse(ends_at) - now;
  return state === 'paused' && remaining !== null ? remaining * 1000 : undefined;
}

/** A code in two halves, as one reads it out: `K7M 4PX`. */
export function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

/** A code as somebody typed it, as the server knows it. */
export function tidied(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}

/** A mark in the form that maps draw. */
export function drawable({ id, geometry, prompt }: RoomMark) {
  return { id, geometry, properties: { prompt } };
}

/** A mark's words, if it has any that may be read. */
export function wordsOf({ title, text, wish }: Pick<RoomMark, 'title' | 'text' | 'wish'>): string[] {
  return [title, text, wish].filter((words): words is string => !!words?.trim());
}
