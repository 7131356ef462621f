import type { I18n } from '../lib/i18n';

/** A workshop's day as one writes it: "1. desember". day is `2026-12-01`. */
export function dayText(day: string, i18n: Pick<I18n, 'day'>): string {
  // Noon, so that no time zone makes it another day.
  return i18n.day(new Date(`${day}T12:00:00`));
}

/** Today where one is, as `2026-12-01`. */
export function today(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
