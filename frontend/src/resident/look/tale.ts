import type { Area, Feature } from '../../lib/api';
import type { I18n } from '../../lib/i18n';
import { periodText } from '../../lib/period';
import { whereOf } from '../marks';
import { whereText } from '../where';

/** More of a story than this, in characters, is read on its own page. */
const EXCERPT = 280;

/** How a story begins: whole words in one paragraph, and a sign that there is more. */
export function beginning(text: string): string {
  const whole = text.trim().replace(/\s+/g, ' ');
  const letters = [...whole];
  if (letters.length <= EXCERPT) return whole;
  const cut = letters.slice(0, EXCERPT).join('');
  const blank = cut.lastIndexOf(' ');
  return (blank > cut.length / 2 ? cut.slice(0, blank) : cut).trimEnd() + ' …';
}

/** The time that a story tells of, in words; empty for none. */
export function timeOf({ properties: p }: Feature, i18n: I18n): string {
  return periodText(
    p.period_from ? { from: p.period_from, to: p.period_to ?? undefined } : undefined,
    i18n.t
  );
}

/** The story's title, or how it begins. */
export function titleOf({ properties: p }: Feature, i18n: I18n): string {
  return p.title || (p.text ? beginning(p.text).slice(0, 60) : i18n.t('reading.untitled'));
}

/** Where it is, when it was, what it is about and who tells it; each as far as it is said. */
export function factsOf(area: Area, tale: Feature, i18n: I18n): string[] {
  const where = whereOf(tale);
  const theme = area.method.themes.find(({ key }) => key === tale.properties.theme);
  return [
    timeOf(tale, i18n),
    where ? whereText(area, i18n, where).text : '',
    theme ? i18n.text(theme.label) : ''
  ].filter(Boolean);
}
