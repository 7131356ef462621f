// Every locale says the same things: no key missing, none unused, and each
// plural in exactly the forms that its language has.
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

const folder = 'src/lib/i18n/locales';
const PLURAL = /\.(zero|one|two|few|many|other)$/;
const problems = [];

const source = [...sources('src')].map((path) => readFileSync(path, 'utf8')).join('\n');
const locales = readdirSync(folder).map((name) => ({
  lang: basename(name, '.json'),
  texts: JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
}));
const baseKeys = ({ texts }) => new Set(Object.keys(texts).map((key) => key.replace(PLURAL, '')));
const all = new Set(locales.flatMap((locale) => [...baseKeys(locale)]));

for (const key of all) {
  if (!source.includes(`'${key}'`)) problems.push(`${key}: used nowhere`);
  for (const { lang, texts } of locales) check(lang, texts, key);
}
// What the code asks for must be there: t('…') by its own name.
for (const [, key] of source.matchAll(/\bt\(\s*'([\w.]+)'/g))
  if (!all.has(key)) problems.push(`${key}: in no locale`);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${all.size} texts in ${locales.map(({ lang }) => lang).join(', ')}`);

function check(lang, texts, key) {
  const isPlural = locales.some(({ texts }) => `${key}.other` in texts && !(key in texts));
  if (!isPlural) {
    if (!texts[key]) problems.push(`${lang}: ${key} is missing`);
    return;
  }
  const { pluralCategories } = new Intl.PluralRules(lang).resolvedOptions();
  for (const form of pluralCategories)
    if (!texts[`${key}.${form}`]) problems.push(`${lang}: ${key}.${form} is missing`);
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|svelte)$/.test(entry.name)) yield path;
  }
}
