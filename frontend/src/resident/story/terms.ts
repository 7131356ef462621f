import { textIn, type Text } from '../../lib/map/types';

/** The language of the text that `textIn` gives: what somebody has read, whatever they asked for. */
export function langOf(text: Text, lang: string, fallbacks: readonly string[]): string {
  const shown = textIn(text, lang, fallbacks);
  if (text[lang] === shown) return lang;
  return Object.keys(text).find((key) => text[key] === shown) ?? lang;
}
