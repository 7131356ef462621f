import type { Place } from '../lib/api';
import type { I18n } from '../lib/i18n';
import { intlLanguages } from '../lib/i18n/messages';

/** An area's named places by name, in the order of the language. */
export function sortedPlaces(places: readonly Place[], i18n: I18n): { place: Place; name: string }[] {
  const order = new Intl.Collator(intlLanguages(i18n.lang));
  return places
    .map((place) => ({ place, name: i18n.text(place.name) }))
    .sort((a, b) => order.compare(a.name, b.name));
}

/** Those whose name has a word that begins with each word of what was typed. */
export function matching<T extends { name: string }>(list: readonly T[], typed: string, lang: string): T[] {
  const words = (text: string) =>
    text
      .toLocaleLowerCase(lang)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const wanted = words(typed);
  return list.filter(({ name }) => {
    const there = words(name);
    return wanted.every((w) => there.some((word) => word.startsWith(w)));
  });
}
