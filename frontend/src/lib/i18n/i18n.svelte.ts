import { textIn, type Text } from '../map/types';
import { choose, dirOf } from './choose';
import { format, intlLanguages, type Messages, type Params } from './messages';

/** The texts of a face in every language; each language is a file that comes when it is shown. */
export type Bundle = Record<string, () => Promise<Messages>>;

/** What import.meta.glob found, by language. */
export function bundle(files: Record<string, () => Promise<Messages>>): Bundle {
  return Object.fromEntries(
    Object.entries(files).map(([path, load]) => [/([\w-]+)\.json$/.exec(path)![1]!, load])
  );
}

/** The resident's own, and what every page needs: the map's words, "back", "undo". */
const common = bundle(import.meta.glob<Messages>('./locales/*.json', { import: 'default' }));

/** The languages that the pages themselves can speak. */
export const locales = Object.keys(common);

/** The language that is shown, and texts in it. Reactive. */
export interface I18n {
  /** The language that is shown. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** The languages to choose from. */
  readonly languages: readonly string[];
  /** The page's own text of a key. */
  t: (key: string, params?: Params) => string;
  /** An area's text: in the language shown, else the area's first, else any. */
  text: (texts: Text) => string;
  /** A day as one writes it: "12. mai". now decides whether the year is needed. */
  day: (date: Date, timeZone?: string, now?: Date) => string;
  /** Shows a language; resolves when its texts are there. Rejects if they cannot be had. */
  show(lang: string): Promise<void>;
  /** Shows the language that fits best of those that an area has. */
  offer(languages: readonly string[]): Promise<void>;
  /** Brings further texts, now and in every language shown later. Rejects if they cannot be had. */
  add(more: Bundle): Promise<void>;
}

/**
 * wanted: the language tags that the person asked for, the dearest first; bundles:
 * the texts that are needed beside the common ones.
 */
export function createI18n(
  wanted: readonly (string | null | undefined)[],
  bundles: readonly Bundle[] = []
): I18n {
  const all = [common, ...bundles];
  let lang = $state(choose(wanted, locales));
  let messages = $state.raw<Messages>({});
  let languages = $state.raw<readonly string[]>(locales);
  let shown: string | undefined;

  async function show(next: string): Promise<void> {
    // An area may have a language that the page does not speak yet: its own
    // texts come in it, the page's in the nearest there is.
    const locale = choose([next, 'en'], locales);
    if (locale !== shown) messages = await load(locale, all);
    [shown, lang] = [locale, next];
  }
  async function add(more: Bundle): Promise<void> {
    if (all.includes(more)) return;
    const texts = shown && (await load(shown, [more]));
    all.push(more);
    messages = { ...messages, ...texts };
  }
  return {
    get lang() {
      return lang;
    },
    get dir() {
      return dirOf(lang);
    },
    get languages() {
      return languages;
    },
    t: (key, params) => format(messages, lang, key, params),
    text: (texts) => textIn(texts, lang, languages),
    day: (date, timeZone, now = new Date()) => {
      const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
      const form = { day: 'numeric', month: 'long', year, timeZone } as const;
      return new Intl.DateTimeFormat(intlLanguages(lang), form).format(date);
    },
    show,
    add,
    async offer(offered) {
      languages = offered;
      await show(choose([...wanted, lang], offered));
    }
  };
}

async function load(locale: string, bundles: readonly Bundle[]): Promise<Messages> {
  const texts = await Promise.all(bundles.map((one) => one[locale]!()));
  return Object.assign({}, ...texts);
}
