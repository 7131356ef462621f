import { textIn, type Text } from '../map/types';
import { choose, dirOf } from './choose';
import { format, intlLanguages, type Messages, type Params } from './messages';

/** Every locale is one file; they come one by one, when they are shown. */
const files = import.meta.glob<Messages>('./locales/*.json', { import: 'default' });
const fileOf = (lang: string) => `./locales/${lang}.json`;

/** The languages that the page itself can speak. */
export const locales = Object.keys(files).map((path) => /([\w-]+)\.json$/.exec(path)![1]!);

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
}

/** wanted: the language tags that the person asked for, the dearest first. */
export function createI18n(wanted: readonly (string | null | undefined)[]): I18n {
  let lang = $state(choose(wanted, locales));
  let messages = $state.raw<Messages>({});
  let languages = $state.raw<readonly string[]>(locales);
  let shown: string | undefined;

  async function show(next: string): Promise<void> {
    // An area may have a language that the page does not speak yet: its own
    // texts come in it, the page's in the nearest there is.
    const locale = choose([next, 'en'], locales);
    if (locale !== shown) messages = await files[fileOf(locale)]!();
    [shown, lang] = [locale, next];
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
    async offer(offered) {
      languages = offered;
      await show(choose([...wanted, lang], offered));
    }
  };
}
