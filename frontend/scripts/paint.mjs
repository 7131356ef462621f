// How soon a first visit shows what it came for: npm run paint [-- http://127.0.0.1:8080/a/torstrand]
// The largest contentful paint on slow 4G (150 ms, 1.6 Mbit/s) with a processor four times slower,
// of a fresh browser each time, and what it fetched until then.
import { chromium } from 'playwright-core';
import { ARGS, chromiumPath, WITH_MAPS } from './chromium.mjs';

const page0 = process.argv[2] ?? 'http://127.0.0.1:8080/a/torstrand';
const RUNS = 7;

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [...ARGS, WITH_MAPS]
});
const runs = [];
for (let n = 0; n < RUNS; n++) runs.push(await visit());
await browser.close();

const times = runs.map(({ ms }) => ms).sort((a, b) => a - b);
const { requests, bytes } = runs[0];
console.log(
  `largest contentful paint: median ${times[RUNS >> 1]} ms, ${times[0]} to ${times.at(-1)} of ${RUNS} visits`
);
console.log(`until then: ${requests} requests, ${(bytes / 1000).toFixed(1)} kB with their headers`);

async function visit() {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    // Without it the browser asks for no language, as none does that people use.
    locale: 'nb-NO'
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1.6e6 / 8,
    uploadThroughput: 0.75e6 / 8
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  let [requests, bytes] = [0, 0];
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    requests += 1;
    bytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    window.largest = new Promise((resolve) => {
      new PerformanceObserver((list) => {
        // The skeleton paints nothing that counts; the heading is what one came for.
        if (document.querySelector('h1')) resolve(Math.round(list.getEntries().at(-1).startTime));
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    });
  });
  await page.goto(page0);
  const ms = await page.evaluate(() => window.largest);
  await context.close();
  return { ms, requests, bytes };
}
