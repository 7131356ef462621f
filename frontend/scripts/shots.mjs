// Pictures of every screen, to be looked at: npm run shots [-- http://127.0.0.1:8080/a/torstrand]
// Walks the whole way on a running server, so run it on data that may be written to.
// KVARTER_SHOTS narrows it to names that contain it, as "phone-light".
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ARGS, chromiumPath, WITH_MAPS } from './chromium.mjs';

const page0 = process.argv[2] ?? 'http://127.0.0.1:8080/a/torstrand';
const only = process.env.KVARTER_SHOTS ?? '';
const folder = 'shots';
// A list may be longer than a picture can be, or than one would look at.
const TALLEST = 3000;
mkdirSync(folder, { recursive: true });

// Every theme, width and language with every other, and how some people have it.
const PHONE = { width: 390, height: 844, colorScheme: 'light', lang: 'nb' };
const OTHERS = [
  { ...PHONE, name: 'tablet', width: 768, height: 1024 },
  { ...PHONE, name: 'forced', forcedColors: 'active' },
  { ...PHONE, name: 'forced-dark', forcedColors: 'active', colorScheme: 'dark' },
  { ...PHONE, name: 'large', prepare: enlarge },
  { ...PHONE, name: 'mirrored', lang: 'en', prepare: mirror },
  { ...PHONE, name: 'sketch', prepare: withoutWebGL }
];
const LOOKS = ['light', 'dark'].flatMap((colorScheme) =>
  [
    { name: 'phone', width: 390, height: 844 },
    { name: 'narrow', width: 320, height: 640 },
    { name: 'desktop', width: 1280, height: 800 }
  ].flatMap((screen) =>
    ['nb', 'nn', 'en'].map((lang) => ({
      ...screen,
      colorScheme,
      lang,
      name: `${screen.name}-${colorScheme}-${lang}`
    }))
  )
);

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [...ARGS, WITH_MAPS]
});
for (const look of [...LOOKS, ...OTHERS].filter(({ name }) => name.includes(only))) await walk(look);
await browser.close();

function enlarge() {
  addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%'));
}
/** As a language that runs from right to left has it, whatever the page says of itself. */
function mirror() {
  addEventListener('DOMContentLoaded', () => {
    const root = document.documentElement;
    const turn = () => root.dir === 'rtl' || (root.dir = 'rtl');
    new MutationObserver(turn).observe(root, { attributeFilter: ['dir'] });
    turn();
  });
}
function withoutWebGL() {
  const whole = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith('webgl') ? null : whole.call(this, kind, ...rest);
  };
}

async function walk({ name, width, height, colorScheme, lang, forcedColors = 'none', prepare }) {
  const phone = width < 600;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: phone ? 2 : 1,
    isMobile: phone,
    hasTouch: phone,
    colorScheme,
    forcedColors,
    reducedMotion: 'reduce'
  });
  // Tile servers are not for pictures in bulk; the drawn map is what we look at.
  await context.route(
    (url) => url.host !== new URL(page0).host && url.protocol.startsWith('http'),
    (route) => route.abort()
  );
  const page = await context.newPage();
  const texts = [];
  page.on('console', (m) => m.type() === 'error' && texts.push(m.text()));
  page.on('pageerror', (error) => texts.push(String(error)));
  let n = 0;
  const shot = async (what, fullPage = false) => {
    const path = `${folder}/${name}-${String(++n).padStart(2, '0')}-${what}.png`;
    // A sticky foot would cut a full-page picture in two: the window grows instead.
    const all = await page.evaluate(() => document.documentElement.scrollHeight);
    if (fullPage) await page.setViewportSize({ width, height: Math.min(Math.max(height, all), TALLEST) });
    await page.screenshot({ path });
    await page.setViewportSize({ width, height });
  };
  const step = (query) => page.evaluate((q) => goTo(q), query);
  if (prepare) await page.addInitScript(prepare);
  await page.addInitScript(() => {
    window.goTo = (query) => {
      const link = document.body.appendChild(document.createElement('a'));
      link.href = `${location.pathname}?${query}`;
      link.click();
      link.remove();
    };
  });
  const settled = () => page.waitForSelector('[data-map="idle"], [data-map="sketch"]');
  const button = (selector) => page.locator(selector).first();
  const words = page.locator('textarea');

  await page.goto(`${page0}?lang=${lang}`);
  await page.waitForSelector('h1');
  await shot('welcome');
  await button('footer a').click();
  await page.waitForSelector('section h2');
  await shot('about', true);
  await button('footer a').click();
  await page.waitForSelector('ul.cards');
  await shot('prompts');
  await shot('prompts-whole', true);
  for (const place of [pins, draws, tells, sends, looks, returns]) await place();
  if (texts.length > 0) console.log(`${name}:\n  ${[...new Set(texts)].join('\n  ')}`);
  await context.close();

  async function pins() {
    await page.locator('.card').nth(0).click();
    await settled();
    await shot('pin');
    await button('footer button').click({ force: true }); // it says why it waits
    await shot('pin-untouched');
    await page.getByRole('combobox').fill('t');
    await shot('pin-search');
    await page.getByRole('combobox').press('Escape');
    await page.getByRole('combobox').fill('');
    await page.locator('main [role=group] button').nth(2).click();
    await settled();
    await page.locator('footer button[aria-disabled]').waitFor({ state: 'detached' });
    await shot('pin-moved');
    await button('footer button').click();
    await words.nth(0).fill('Benkene ved skolen, om kvelden når lyset er på.');
    await words.nth(1).fill('Flere benker, og tak over et par av dem.');
    await shot('why', true);
    await button('footer button').click();
    await page.waitForSelector('.toast');
    await shot('prompts-toast');
    await step('step=places&prompt=most_liked');
    await page.waitForSelector('main li button');
    await shot('places');
    await page.locator('main li button').nth(1).click();
    await words.nth(0).waitFor();
    await button('footer button').click();
    await step('step=words&prompt=least_liked');
    await words.nth(0).fill('Undergangen under jernbanen');
    await shot('words');
    await button('footer button').click();
    await words.nth(1).waitFor();
    await button('footer button').click();
    await page.waitForSelector('.begun');
  }

  /** An area of three corners, then one that crosses itself. */
  async function draws() {
    await step('step=pin&prompt=community');
    await settled();
    await page.locator('fieldset input[type=radio]').nth(1).check({ force: true });
    await settled();
    await shot('draw-begin');
    const add = button('footer .button');
    const move = async (direction, times) => {
      for (let i = 0; i < times; i++) await page.locator('main [role=group] button').nth(direction).click();
      await settled();
    };
    const [west, north, south, east] = [0, 1, 2, 3];
    await add.click();
    await move(east, 2);
    await add.click();
    await move(south, 2);
    await add.click();
    await shot('draw-three');
    await move(west, 1);
    await move(north, 3);
    await add.click();
    await shot('draw-crossed');
    await page.locator('footer .button').nth(1).click();
    await page.locator('footer .button').nth(2).click();
    await words.nth(0).waitFor();
    await shot('draw-why', true);
    await button('footer button').click();
    await page.waitForSelector('.toast');
  }

  async function tells() {
    await page.locator('a.card[href*="story"]').first().click();
    await words.nth(0).waitFor();
    await page.locator('main input[type=text], main input:not([type])').first().fill('Da fabrikken brant');
    await words
      .nth(0)
      .fill(
        'Vi sto på taket av skolen og så røyken stige over elva. Mormor holdt meg i hånda.\n\nDagen etter luktet det svidd helt til Revet.'
      );
    await shot('story-words', true);
    for (const part of ['theme', 'when', 'where', 'who']) {
      await button('footer button').click();
      await page.waitForURL(new RegExp(`part=${part}`));
      await page.waitForSelector('h1');
      if (part === 'theme')
        await page
          .locator('main input[type=radio], main input[type=checkbox]')
          .first()
          .check({ force: true });
      if (part === 'who') {
        await shot('story-who', true);
        await page.locator('main input[type=radio]').last().check({ force: true });
      }
      await shot(`story-${part}`, true);
    }
    await page.locator('main input[type=radio]').nth(1).check({ force: true });
    await button('footer button').click();
    await page.waitForSelector('.cards');
    await page.locator('a.card[href*="others_view"]').first().click();
    await words.nth(0).fill('At det er fabrikker og trafikk, og at de ikke har sett elva.');
    await shot('no-place', true);
    await button('footer button').click();
    await page.waitForSelector('.toast');
    await shot('prompts-begun', true);
  }

  async function sends() {
    await button('footer a').click();
    await page.waitForSelector('.row, .kv-row, main li');
    await shot('check', true);
    await context.setOffline(true);
    await button('footer button').click();
    await page.waitForSelector('h1');
    await page.waitForURL(/thanks/);
    await shot('thanks-offline', true);
    await context.setOffline(false);
    await page.waitForSelector('input[readonly]');
    await shot('thanks', true);
    await step('step=background');
    await page.waitForSelector('fieldset');
    await shot('background', true);
    await page.locator('fieldset').first().locator('input').first().check({ force: true });
    await shot('background-child', true);
  }

  async function looks() {
    await step('step=map');
    await settled();
    await page.waitForSelector('main li');
    await shot('community');
    await shot('community-list', true);
    await page.locator('summary').first().click();
    await page.locator('details button, details label').first().click();
    await shot('community-filter', true);
    await step('step=stories');
    await settled();
    await page.waitForSelector('main li a');
    await shot('stories', true);
    await page.locator('main li a').first().click();
    await page.waitForURL(/show=/);
    await page.waitForSelector('article, h1');
    await shot('story-read', true);
  }

  async function returns() {
    await step('step=mine');
    await page.waitForSelector('.states, main li');
    await shot('mine', true);
    await page.emulateMedia({ media: 'print' });
    await shot('mine-print', true);
    await page.emulateMedia({ media: 'screen' });
    await step('step=privacy');
    await page.waitForSelector('h2');
    await shot('privacy', true);
    for (const other of ['before', 'closed']) {
      await page.goto(`${page0.replace(/[^/]+$/, other)}?lang=${lang}`);
      await page.waitForSelector('h1');
      await shot(`wave-${other}`, true);
    }
    await page.goto(page0.replace(/[^/]+$/, 'nowhere-at-all'));
    await page.waitForSelector('h1');
    await shot('missing');
  }
}
