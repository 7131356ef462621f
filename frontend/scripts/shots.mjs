// Pictures of every screen, to be looked at: npm run shots [-- http://127.0.0.1:8080/a/torstrand]
// Walks the whole way on a running server, so run it on data that may be written to.
// KVARTER_SHOTS narrows it to names that contain it, as "phone-light".
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const page0 = process.argv[2] ?? 'http://127.0.0.1:8080/a/torstrand';
const only = process.env.KVARTER_SHOTS ?? '';
const folder = 'shots';
mkdirSync(folder, { recursive: true });

const LOOKS = [
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light', lang: 'nb' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark', lang: 'nn' },
  { name: 'narrow-light', width: 320, height: 640, colorScheme: 'light', lang: 'en' },
  { name: 'desktop-light', width: 1280, height: 800, colorScheme: 'light', lang: 'nb' },
  { name: 'desktop-dark', width: 1280, height: 800, colorScheme: 'dark', lang: 'en' }
];

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--enable-unsafe-swiftshader']
});
for (const look of LOOKS.filter(({ name }) => name.includes(only))) await walk(look);
await browser.close();

async function walk({ name, width, height, colorScheme, lang }) {
  const phone = width < 600;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: phone ? 2 : 1,
    isMobile: phone,
    hasTouch: phone,
    colorScheme,
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
    if (fullPage) await page.setViewportSize({ width, height: Math.max(height, all) });
    await page.screenshot({ path });
    await page.setViewportSize({ width, height });
  };
  const step = (query) => page.evaluate((q) => goTo(q), query);
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

  await page.goto(`${page0}?lang=${lang}`);
  await page.waitForSelector('h1');
  await shot('welcome');
  await button('footer a').click();
  await page.waitForSelector('section h2');
  await shot('about');
  await shot('about-whole', true);
  await button('footer a').click();
  await page.waitForSelector('ul.cards');
  await shot('prompts');
  await page.locator('.card').nth(0).click();
  await settled();
  await shot('pin');
  await button('footer button').click({ force: true }); // it says why it waits
  await shot('pin-untouched');
  await page.getByRole('combobox').fill('t');
  await shot('pin-search');
  await page.getByRole('combobox').press('Escape');
  await page.getByRole('combobox').fill('');
  await page.locator('.pinmap [role=group] button').nth(2).click();
  await settled();
  await page.locator('footer button[aria-disabled]').waitFor({ state: 'detached' });
  await shot('pin-moved');
  await button('footer button').click();
  const words = page.locator('textarea');
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
  await shot('prompts-begun', true);
  await button('footer a').click();
  await page.waitForSelector('.row');
  await shot('check', true);
  await context.setOffline(true);
  await button('footer button').click();
  await page.waitForSelector('.state');
  await shot('thanks-offline', true);
  await context.setOffline(false);
  await page.waitForSelector('input[readonly]');
  await page.waitForFunction(() => !document.querySelector('.state'));
  await shot('thanks', true);
  await button('footer a').click();
  await settled();
  await page.waitForSelector('.row');
  await shot('community');
  await page.locator('summary').click();
  await page.locator('details button').first().click();
  await shot('community-filter', true);
  await step('step=mine');
  await page.waitForSelector('.states');
  await shot('mine', true);
  await step('step=privacy');
  await page.waitForSelector('h2');
  await shot('privacy', true);
  await page.goto(page0.replace(/[^/]+$/, 'nowhere-at-all'));
  await page.waitForSelector('h1');
  await shot('missing');
  if (texts.length > 0) console.log(`${name}:\n  ${[...new Set(texts)].join('\n  ')}`);
  await context.close();
}
