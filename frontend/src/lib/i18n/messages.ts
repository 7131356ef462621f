/** What a page says: texts by key; a key with `.one`, `.other` … has a form for each plural. */
export type Messages = Record<string, string>;

/** What fills the `{name}`s of a text; `count` also chooses the plural. */
export type Params = Record<string, string | number>;

/**
 * The languages whose plurals and dates come near enough where a browser does
 * not know one itself: Chromium has no nynorsk.
 */
const NEAR: Record<string, string[]> = { nn: ['nb', 'no'], nb: ['no', 'da'] };

/** The languages to ask Intl for, the best first. */
export function intlLanguages(lang: string): string[] {
  return [lang, ...(NEAR[lang] ?? []), 'en'];
}

/** The text of key with its parameters filled in; the key itself where there is none. */
export function format(messages: Messages, lang: string, key: string, params: Params = {}): string {
  const text = messages[key] ?? plural(messages, lang, key, Number(params.count)) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => shown(params[name], lang) ?? whole);
}

function plural(messages: Messages, lang: string, key: string, count: number): string | undefined {
  const form = new Intl.PluralRules(intlLanguages(lang)).select(count);
  return messages[`${key}.${form}`] ?? messages[`${key}.other`];
}

function shown(value: string | number | undefined, lang: string): string | undefined {
  return typeof value === 'number' ? new Intl.NumberFormat(intlLanguages(lang)).format(value) : value;
}
