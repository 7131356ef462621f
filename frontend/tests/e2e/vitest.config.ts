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
    // Three browsers at once: they wait more than they work, and other checks run beside them.
    maxWorkers: 3,
    // How long a state is waited for says nothing about speed: a loaded machine takes its time.
    testTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000
  }
});
