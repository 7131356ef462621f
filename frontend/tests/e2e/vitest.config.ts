import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/*
 * Browser tests against the real binary: `npm run test:e2e`. KVARTER_BIN says
 * which (default ../bin/kvarter, built with the frontend in it); KVARTER_REQUIRE
 * with chromium in it makes a missing browser a failure instead of a skip.
 */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    environment: 'node',
    // Browsers for half of the machine, as other checks run beside them; two at least, as they also wait.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    // Nothing is kept between files but what was imported: to read it anew for each takes a sixth of all the work.
    pool: 'threads',
    isolate: false,
    // How long a state is waited for says nothing about speed: a loaded machine takes its time.
    testTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000
  }
});
