/** Scripts that run from right to left, and the languages that are written in them. */
const RTL_LANGUAGES = ['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ks', 'ku-arab', 'ps', 'sd', 'ug', 'ur', 'yi'];
const RTL_SCRIPT = /-(arab|hebr|thaa|syrc|nkoo|adlm)\b/;

/** The direction that a language is written in. */
export function dirOf(lang: string): 'ltr' | 'rtl' {
  const tag = lang.toLowerCase();
  if (RTL_SCRIPT.test(tag)) return 'rtl';
  return RTL_LANGUAGES.includes(tag.split('-')[0]!) && !/-(latn|cyrl)\b/.test(tag) ? 'rtl' : 'ltr';
}

/**
 * The first of what is wanted that there is, else the first there is. `nb-NO`
 * finds nb; `no`, which browsers still say, finds nb or nn.
 */
export function choose(wanted: readonly (string | null | undefined)[], there: readonly string[]): string {
  for (const tag of wanted) {
    const found = tag && find(tag, there);
    if (found) return found;
  }
  return there[0] ?? 'en';
}

function find(tag: string, there: readonly string[]): string | undefined {
  const base = tag.toLowerCase().split('-')[0]!;
  const names = [tag.toLowerCase(), base, ...(base === 'no' ? ['nb', 'nn'] : [])];
  return names.map((name) => there.find((lang) => lang.toLowerCase() === name)).find(Boolean);
}

/** What a language calls itself, with a capital: "Norsk bokmål". */
export function ownName(lang: string): string {
  try {
    const name = new Intl.DisplayNames([lang, 'nb'], { type: 'language' }).of(lang) ?? lang;
    return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
  } catch {
    return lang; // no language tag at all
  }
}
