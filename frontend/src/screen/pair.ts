import type { Round, State } from '../lib/room';

/** Questions that are read against each other, the dear one first. */
const PAIRS = [['most_liked', 'least_liked']] as const;

/** The two rounds of a pair if the one on stage is of it and both are revealed. */
export function pairOf(room: State, round: Round): [Round, Round] | undefined {
  const shown = (key: string) => room.rounds.findLast(({ prompt, revealed }) => prompt === key && revealed);
  for (const keys of PAIRS) {
    if (!keys.some((key) => key === round.prompt) || !round.revealed) continue;
    const [a, b] = [shown(keys[0]), shown(keys[1])];
    if (a && b) return [a, b];
  }
  return undefined;
}
