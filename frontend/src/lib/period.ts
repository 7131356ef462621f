import type { Translate } from './map/types';

/** The time that a story tells of: years by EDTF, `1960` or, for "about", `1960~`; to is included. */
export interface Period {
  from: string;
  to?: string | undefined;
}

/** How a person says a time; the years as typed. */
export type Time =
  | { kind: 'none' }
  | { kind: 'year'; year: string; about: boolean }
  | { kind: 'decade'; decade: number; about: boolean }
  | { kind: 'span'; from: string; to: string; about: boolean };

/** What is wrong with a time as typed. */
export type TimeProblem = 'year' | 'order';

/** The decades to choose from, the latest first; before the first of them one gives years. */
export const DECADES = Array.from({ length: 18 }, (_, i) => 2020 - 10 * i);

/** What is still missing or wrong, or undefined. Years have four digits. */
export function timeProblem(time: Time): TimeProblem | undefined {
  if (time.kind === 'none' || time.kind === 'decade') return undefined;
  const years = time.kind === 'year' ? [time.year] : [time.from, time.to];
  if (years.some((year) => !/^\d{4}$/.test(digits(year)))) return 'year';
  return time.kind === 'span' && digits(time.to) < digits(time.from) ? 'order' : undefined;
}

/** The period of a time without problems; undefined for none. */
export function periodOf(time: Time): Period | undefined {
  if (time.kind === 'none') return undefined;
  const edtf = (year: string | number) => digits(String(year)) + (time.about ? '~' : '');
  if (time.kind === 'year') return { from: edtf(time.year) };
  if (time.kind === 'decade') return { from: edtf(time.decade), to: edtf(time.decade + 9) };
  return { from: edtf(time.from), to: edtf(time.to) };
}

/** A period as somebody would say it again. */
export function timeOf(period: Period | undefined): Time {
  if (!period) return { kind: 'none' };
  const about = [period.from, period.to].some((end) => end?.endsWith('~'));
  const [from, to] = [year(period.from), year(period.to ?? period.from)];
  const decade = Number(from);
  if (from === to) return { kind: 'year', year: from, about };
  if (decade % 10 === 0 && Number(to) === decade + 9 && DECADES.includes(decade))
    return { kind: 'decade', decade, about };
  return { kind: 'span', from, to, about };
}

/** A period in words: "the 1960s", "about 1963", "1963–1971". */
export function periodText(period: Period | undefined, t: Translate): string {
  const time = timeOf(period);
  if (time.kind === 'none') return '';
  // As text: a year is no quantity, so it gets no thousands separator.
  const said =
    time.kind === 'year'
      ? time.year
      : time.kind === 'decade'
        ? t('period.decade', { decade: String(time.decade) })
        : t('period.span', { from: time.from, to: time.to });
  return time.about ? t('period.about', { time: said }) : said;
}

/** The year of an EDTF date, which may name month and day too. */
function year(date: string): string {
  return date.slice(0, 4);
}

/** What was typed, with the digits of any script as ASCII and without blanks around. */
function digits(typed: string): string {
  return typed.trim().replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
