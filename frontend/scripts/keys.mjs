// Every locale says the same things: no key missing, none unused, none in two
// bundles, none that its page does not have, and each plural in exactly the
// forms that its language has.
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

const folder = 'src/lib/i18n/locales';
const PLURAL = /\.(zero|one|two|few|many|other)$/;
const problems = [];

// A bundle is a folder of locales; the common one is on every page, the others
// only on those whose sources stand in these folders.
const bundles = [
  { name: 'common', path: folder, pages: ['src/'] },
  {
    name: 'staff',
    path: `${folder}/staff`,
    pages: ['src/staff/', 'src/admin/', 'src/analyse/', 'src/facilitate/']
  },
  { name: 'facilitate', path: `${folder}/facilitate`, pages: ['src/facilitate/'] },
  {
    name: 'room',
    path: `${folder}/room`,
    pages: ['src/room/', 'src/screen/', 'src/facilitate/', 'src/lib/room/']
  }
].map(read);

const source = [...sources('src')].map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const families = source.flatMap(({ text }) =>
  [...text.matchAll(/`([a-z_]+\.[a-z_.]*\$\{[^`]+)`/g)].map(
    ([, family]) => new RegExp(`^${family.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '\\w+')}$`)
  )
);
const all = new Map(bundles.flatMap((bundle) => [...bundle.keys].map((key) => [key, bundle])));
const languages = bundles[0].locales.map(({ lang }) => lang);

for (const { name, locales, keys } of bundles) {
  if (locales.length > 0 && locales.map(({ lang }) => lang).join() !== languages.join())
    problems.push(`${name}: has not the same languages as the common texts`);
  for (const key of keys) {
    if (all.get(key).name !== name) problems.push(`${key}: in ${name} and in ${all.get(key).name}`);
    if (!isUsed(key)) problems.push(`${key}: used nowhere`);
    for (const { lang, texts } of locales) check(locales, lang, texts, key);
  }
}
// What the code asks for must be there, on that page: t('…') by its own name.
for (const { path, text } of source)
  for (const [, key] of text.matchAll(/\bt\(\s*'([\w.]+)'/g)) {
    const bundle = all.get(key);
    if (!bundle) problems.push(`${key}: in no locale`);
    else if (!bundle.pages.some((page) => path.startsWith(page)))
      problems.push(`${key}: is in ${bundle.name}, which ${path} cannot count on`);
  }

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
const counts = bundles.map(({ name, keys }) => `${keys.size} ${name}`).join(', ');
console.log(`texts in ${languages.join(', ')}: ${counts}`);

function read({ path, ...bundle }) {
  const locales = readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({
      lang: basename(name, '.json'),
      texts: JSON.parse(readFileSync(`${path}/${name}`, 'utf8'))
    }));
  const keys = new Set(
    locales.flatMap(({ texts }) => Object.keys(texts).map((key) => key.replace(PLURAL, '')))
  );
  return { ...bundle, locales, keys };
}

/** By its own name, or as one of a family: t(`role.${role}`). */
function isUsed(key) {
  return source.some(({ text }) => text.includes(`'${key}'`)) || families.some((family) => family.test(key));
}

function check(locales, lang, texts, key) {
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
