/* Texts by code points, as the server counts them. */

export interface Range {
  start: number;
  end: number;
}

/** The code points of what is selected in a field, of whose text the offsets are UTF-16's. */
export function rangeOf(text: string, from: number, to: number): Range {
  return { start: [...text.slice(0, from)].length, end: [...text.slice(0, to)].length };
}

/** Ranges with one more, as few as can be: what overlaps or touches is one. */
export function joined<T extends Range & { field: string }>(ranges: readonly T[], more: T): T[] {
  let one = more;
  const apart: T[] = [];
  for (const range of ranges)
    if (range.field !== one.field || range.start > one.end || range.end < one.start) apart.push(range);
    else one = { ...one, start: Math.min(one.start, range.start), end: Math.max(one.end, range.end) };
  return [...apart, one];
}

/** What a range of a text says. */
export function said(text: string, { start, end }: Range): string {
  return [...text].slice(start, end).join('');
}

/** A piece of a text, with what marks it if anything does. */
export interface Piece<T extends Range> {
  text: string;
  mark: T | undefined;
}

/** A text cut where marks begin and end; of marks that overlap the first stands. */
export function pieces<T extends Range>(text: string, marks: readonly T[]): Piece<T>[] {
  const points = [...text];
  const all: Piece<T>[] = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.start < at || mark.end <= mark.start) continue;
    if (mark.start > at) all.push({ text: points.slice(at, mark.start).join(''), mark: undefined });
    all.push({ text: points.slice(mark.start, mark.end).join(''), mark });
    at = mark.end;
  }
  if (at < points.length) all.push({ text: points.slice(at).join(''), mark: undefined });
  return all;
}
