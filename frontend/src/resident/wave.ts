import type { Area } from '../lib/api';
import type { I18n } from '../lib/i18n';

/** How many days after a wave closed answers made before are still taken; the server holds the same. */
const LATE_DAYS = 14;

/** Where a wave stands for somebody who wants to answer; late: what was made before can still be sent. */
export type Stand = 'before' | 'open' | 'late' | 'closed';

/** Where the area's wave stands at now (milliseconds). */
export function standOf({ wave }: Pick<Area, 'wave'>, now: number): Stand {
  if (wave.state !== 'closed') return wave.state;
  return wave.closes && now < lateEnd(wave.closes) ? 'late' : 'closed';
}

/** When what was made before closing is taken no more, in milliseconds. */
export function lateEnd(closes: string): number {
  return Date.parse(closes) + LATE_DAYS * 86_400_000;
}

/** The day a wave opens, in the area's time: "1. mars". */
export function firstDay({ wave, time_zone }: Area, i18n: I18n): string {
  return wave.opens ? i18n.day(new Date(wave.opens), time_zone) : '';
}

/** The last day a wave is open: the end itself is the first moment after, often midnight. */
export function lastDay({ wave, time_zone }: Area, i18n: I18n): string {
  return wave.closes ? i18n.day(new Date(Date.parse(wave.closes) - 1), time_zone) : '';
}

/** The last day on which what was made before closing is taken. */
export function lastLateDay({ wave, time_zone }: Area, i18n: I18n): string {
  return wave.closes ? i18n.day(new Date(lateEnd(wave.closes) - 1), time_zone) : '';
}
