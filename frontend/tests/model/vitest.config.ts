import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/*
 * The outbox against the real binary through a bad net: `npm run test:model`.
 * KVARTER_BIN says which binary; KVARTER_LONG=1 makes it 10,000 runs instead of
 * 100; KVARTER_SEED another seed than the usual.
 */
export default defineConfig({
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    environment: 'node',
    // The machine may be slow; what hangs is ended from outside.
    testTimeout: 24 * 3600_000,
    hookTimeout: 600_000
  }
});
