import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, type Messages, type Params } from '../../../src/lib/i18n/messages';

const folder = join(import.meta.dirname, '../../../src/lib/i18n/locales');
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Messages;

export type T = (key: string, params?: Params) => string;

/**
 * The page's own texts, so that tests read as people do and follow when a text is
 * mended; bundles: those that it has beside the common ones.
 */
export function texts(lang: string, ...bundles: string[]): T {
  const files = [`${lang}.json`, ...bundles.map((bundle) => `${bundle}/${lang}.json`)];
  const messages: Messages = Object.assign({}, ...files.map(read));
  return (key, params) => {
    const text = format(messages, lang, key, params);
    if (text === key) throw new Error(`no text ${key} in ${lang}`);
    return text;
  };
}
