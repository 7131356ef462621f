import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { chromiumPath } from '../../../scripts/chromium.mjs';
import { launch } from './browser';
import { startServer, type Server } from './server';

/** What the tests of one file share; filled in before the first. */
export interface Suite {
  browser: Browser;
  server: Server;
}

/** Whether there is time for all: `make test-long` sets KVARTER_LONG. */
export const LONG = Boolean(process.env.KVARTER_LONG);

/**
 * A test that `make test` leaves to `make test-long`: of what few people meet, or
 * of one more way through what another test goes through. What every answer passes
 * through, and that none is lost, doubled or shown to the wrong person, is no such thing.
 */
export const inLongRun = it.runIf(LONG);

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

/** A suite whose map is a sketch until the long run: that shows all that a map is told, and is far quicker. */
export function sketchSuite(name: string, tests: (suite: Suite) => void): void {
  suite(name, tests, { webgl: LONG });
}
