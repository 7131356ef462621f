// What a phone must fetch, in gzipped bytes, against what it may.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const KB = 1000;
const MOST_REQUESTS = 8;
const read = (name) => JSON.parse(readFileSync(`dist/.vite/${name}.json`, 'utf8'));
const manifest = read('manifest');
const staff = read('staff');
const size = (path) => gzipSync(readFileSync(`dist/${path}`), { level: 9 }).length;

/** A chunk with all that it needs at once: its own imports and their styles. */
function files(key, from = manifest, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = from[key];
  const mine = [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? []).filter((f) => f.endsWith('.js'))];
  return [...mine, ...(chunk.imports ?? []).flatMap((k) => files(k, from, seen))];
}
const sum = (paths) => [...new Set(paths)].reduce((total, path) => total + size(path), 0);
const keyOf = (end) => Object.keys(manifest).find((key) => key.endsWith(end));

const first = [...files('index.html'), 'index.html'];
/** The largest of a bundle's locales. */
const locale = (bundle, from = manifest) =>
  Math.max(
    0,
    ...Object.keys(from)
      .filter((key) => new RegExp(`/locales${bundle}/[\\w-]+\\.json$`).test(key))
      .map((key) => size(from[key].file))
  );
/** A page of staff with its texts, before any map. */
const face = (html, ...bundles) =>
  sum([...files(html, staff), html]) + bundles.reduce((total, one) => total + locale(one, staff), 0);
// Torstrand’s own document, a large one: 6,438 bytes as the server answers it.
const AREA = 6.5 * KB;
const later = files(Object.keys(manifest).find((key) => manifest[key].name === 'later')).filter(
  (path) => !first.includes(path)
);
const before = [...first, ...later]; // a map is shown by one of the later screens
const engine = files(keyOf('lib/map/engine.ts')).filter((path) => !before.includes(path));

const lines = [
  ['first load: HTML, CSS, JS', sum(first), 45 * KB],
  ['  with locale and area', sum(first) + locale('') + AREA, 60 * KB],
  ['every screen after the first', sum(later), 60 * KB],
  ['map, with its worker', sum(engine), 450 * KB],
  ['facilitate, with its texts', face('facilitate.html', '', '/staff', '/facilitate', '/room'), 70 * KB],
  ['analyse, with its texts', face('analyse.html', '', '/staff'), 100 * KB]
];
let over = false;
for (const [what, bytes, most] of lines) {
  const fits = bytes <= most;
  over ||= !fits;
  console.log(`${fits ? 'ok  ' : 'OVER'} ${what.padEnd(32)} ${kb(bytes)} of ${kb(most)}`);
}
// Beside the files: a locale, the area; and what is fetched ahead while the first screen is read.
const requests = first.length + 2 + later.length;
over ||= requests > MOST_REQUESTS;
console.log(
  `${requests > MOST_REQUESTS ? 'OVER' : 'ok  '} requests until then ${requests} of ${MOST_REQUESTS}`
);
if (over) process.exit(1);

function kb(bytes) {
  return `${(bytes / KB).toFixed(1)} kB`.padStart(9);
}
