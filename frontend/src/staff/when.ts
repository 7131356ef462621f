import { intlLanguages } from '../lib/i18n/messages';

/**
 * A moment of the API as staff read it: "12. mai, 14:03". What happened in an area is told in the
 * area's own time, so that its day is the same on every page; without a zone it is the machine's.
 */
export function moment(at: string, lang: string, timeZone?: string, now = new Date()): string {
  return formatOf(new Date(at), lang, timeZone, now).format(new Date(at));
}

/** From one moment to another, saying only once what both have: "12. mai, 14:03–14:09". */
export function span(from: string, to: string, lang: string, timeZone?: string, now = new Date()): string {
  return formatOf(new Date(from), lang, timeZone, now).formatRange(new Date(from), new Date(to));
}

function formatOf(date: Date, lang: string, timeZone: string | undefined, now: Date): Intl.DateTimeFormat {
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  const form = {
    day: 'numeric',
    month: 'short',
    year,
    hour: '2-digit',
    minute: '2-digit',
    timeZone
  } as const;
  return new Intl.DateTimeFormat(intlLanguages(lang), form);
}
