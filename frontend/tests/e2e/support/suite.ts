import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumPath } from '../../../scripts/chromium.mjs';
import { launch } from './browser';
import { startServer, type Server } from './server';

/** What the tests of one file share; filled in before the first. */
export interface Suite {
  browser: Browser;
  server: Server;
}

const required = (process.env.KVARTER_REQUIRE ?? '').split(',').includes('chromium');
if (!chromiumPath && !required) console.warn('Chromium is missing: the browser tests are skipped.');

/**
 * A group of tests with a browser and a fresh server. Without Chromium it is
 * skipped, or fails where KVARTER_REQUIRE names it.
 */
export function suite(name: string, tests: (suite: Suite) => void, options: { webgl?: boolean } = {}): void {
  describe.skipIf(!chromiumPath && !required)(name, () => {
    const shared = {} as Suite;
    beforeAll(async () => {
      if (!chromiumPath) throw new Error('chromium is missing: apt-get install chromium-headless-shell');
      [shared.browser, shared.server] = await Promise.all([launch(options), startServer()]);
    });
    afterAll(async () => {
      await shared.browser?.close();
      await shared.server?.stop();
    });
    tests(shared);
  });
}
