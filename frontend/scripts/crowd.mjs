// How long a slow phone waits for everybody's marks: npm run crowd [-- http://127.0.0.1:8080/a/torstrand]
// Slow 4G (1.6 Mbit/s, 150 ms) and a four times slower processor, from the address to
// the map at rest with all marks, then one step closer. Fill an area before, as with
// kvarter demo --contributions 20000.
import { chromium } from 'playwright-core';
import { ARGS, chromiumPath, WITH_MAPS } from './chromium.mjs';

const address = process.argv[2] ?? 'http://127.0.0.1:8080/a/torstrand';
const ROUNDS = 3;
const NET = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 };
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [...ARGS, WITH_MAPS]
});
const rounds = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await look());
await browser.close();
for (const what of Object.keys(rounds[0])) {
  const all = rounds.map((one) => one[what]).sort((a, b) => a - b);
  console.log(`${what.padEnd(34)} ${all[(ROUNDS - 1) / 2]} (${all[0]}–${all.at(-1)})`);
}

async function look() {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    reducedMotion: 'reduce'
  });
  // Tiles of other hosts are not measured.
  await context.route(
    (url) => url.host !== new URL(address).host && url.protocol.startsWith('http'),
    (route) => route.abort()
  );
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', NET);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const urls = new Map();
  let bytes = 0;
  cdp.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (/\/(clusters|contributions)\b/.test(urls.get(requestId) ?? '')) bytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) =>
      list.getEntries().forEach((e) => window.longTasks.push(e.duration))
    ).observe({
      type: 'longtask',
      buffered: true
    });
  });
  // At rest: nothing on its way for a second, and the map idle.
  const rests = async () => {
    await page.waitForLoadState('networkidle', { timeout: 240_000 });
    await page.waitForSelector('[data-map="idle"]', { timeout: 240_000 });
  };
  let began = Date.now();
  await page.goto(`${address}?step=map&look=1`);
  await page.waitForSelector('.row', { timeout: 240_000 });
  const list = Date.now() - began;
  await rests();
  const whole = Date.now() - began;
  const [first, tasks] = [bytes, await page.evaluate(() => window.longTasks)];
  began = Date.now();
  await page.locator('.bar .group:last-child button:last-child').click();
  await page.waitForSelector('[data-map="moving"]', { timeout: 20_000 }).catch(() => {});
  await rests();
  const closer = Date.now() - began;
  await context.close();
  return {
    'first marks in the list, ms': list,
    'map at rest with all marks, ms': whole,
    'kB of marks until then': Math.round(first / 1000),
    'longest task, ms': Math.round(Math.max(0, ...tasks)),
    'tasks over 50 ms, sum, ms': Math.round(tasks.reduce((sum, ms) => sum + ms, 0)),
    'one step closer at rest, ms': closer,
    'kB for the step': Math.round((bytes - first) / 1000)
  };
}
