import en from '../../../src/lib/i18n/locales/en.json';
import nb from '../../../src/lib/i18n/locales/nb.json';
import { format, type Messages, type Params } from '../../../src/lib/i18n/messages';

const locales: Record<string, Messages> = { nb, en };

export type T = (key: string, params?: Params) => string;

/** The page's own texts, so that tests read as people do and follow when a text is mended. */
export function texts(lang: string): T {
  return (key, params) => {
    const text = format(locales[lang]!, lang, key, params);
    if (text === key) throw new Error(`no text ${key} in ${lang}`);
    return text;
  };
}
