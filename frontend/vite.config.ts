import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

// What the first screen needs comes in one file, and what every later one needs in
// another, whatever pieces behind them share with both: each file costs a phone on a
// slow net a turn.
const first = new Set<string>();
const later = new Set<string>();
const gatherPieces: Plugin = {
  name: 'gather-pieces',
  buildEnd() {
    const gather = (id: string, into: Set<string>) => {
      if (into.has(id)) return;
      into.add(id);
      for (const next of this.getModuleInfo(id)?.importedIds ?? []) gather(next, into);
    };
    for (const id of this.getModuleIds()) {
      if (this.getModuleInfo(id)?.isEntry) gather(id, first);
      if (id.endsWith('/resident/later.ts')) gather(id, later);
    }
  }
};

export default defineConfig({
  plugins: [svelte(), gatherPieces],
  build: {
    manifest: true,
    // The phones of a neighbourhood are not all new: what MapLibre itself asks for.
    target: 'es2022',
    // Inlined pieces would need holes in the content security policy.
    assetsInlineLimit: 0,
    // MapLibre; scripts/budget.mjs holds the sizes.
    chunkSizeWarningLimit: 1100,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'first',
              priority: 2,
              test: (id: string) => first.has(id)
            },
            { name: 'later', priority: 1, test: (id: string) => later.has(id) }
          ]
        }
      }
    }
  },
  worker: { format: 'es' },
  server: {
    proxy: Object.fromEntries(['/api', '/healthz', '/basemap.pmtiles'].map((path) => [path, server]))
  },
  // Svelte's own tests need its browser build, not the one for servers.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] }
});
