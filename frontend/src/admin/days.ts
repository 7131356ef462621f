const DAY_MS = 86_400_000;

/** The days of a wave can be many more than columns that one can see. */
const MOST_DAYS = 120;

interface Tally {
  key: string;
  /** Null where it is withheld. */
  contributions: number | null;
  people: number | null;
}

/**
 * Every day from the first to the last, those without answers too; of a long wave
 * the last ones. Keys are days as "2026-05-17", in their order.
 */
export function everyDay(days: readonly Tally[]): Tally[] {
  const [first, last] = [days[0], days[days.length - 1]];
  if (!first || !last) return [];
  const known = new Map(days.map((day) => [day.key, day]));
  const end = Date.parse(last.key);
  const begin = Math.max(Date.parse(first.key), end - (MOST_DAYS - 1) * DAY_MS);
  const all: Tally[] = [];
  for (let at = begin; at <= end; at += DAY_MS) {
    const key = new Date(at).toISOString().slice(0, 10);
    all.push(known.get(key) ?? { key, contributions: 0, people: 0 });
  }
  return all;
}
