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
    // One browser at a time: the machine has few cores, and steps wait for states.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000
  }
});
