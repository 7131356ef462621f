import { intlLanguages } from '../lib/i18n/messages';

/** A moment of the API as staff read it, in the time of the machine they sit at: "12. mai, 14:03". */
export function moment(at: string, lang: string, now = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  const form = { day: 'numeric', month: 'short', year, hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(intlLanguages(lang), form).format(date);
}
