import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

// Residents and staff are different people: each face is a build of its own, so
// that what staff need cannot make a resident's first load larger by a byte.
const STAFF = 'staff';
const staffPages = { facilitate: 'facilitate.html', analyse: 'analyse.html' };

/** Leads the addresses of staff pages to their files, as the server does. */
const addresses: Plugin = {
  name: 'addresses',
  configureServer(dev) {
    dev.middlewares.use((request, _response, next) => {
      const face = /^\/(staff|admin|analyse|facilitate|screen)(?=[/?]|$)/.exec(request.url ?? '')?.[1];
      const live = face === 'facilitate' || face === 'screen';
      if (face) request.url = `/${live ? staffPages.facilitate : staffPages.analyse}`;
      next();
    });
  }
};

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
const residentPieces = {
  groups: [
    { name: 'first', priority: 2, test: (id: string) => first.has(id) },
    { name: 'later', priority: 1, test: (id: string) => later.has(id) }
  ]
};

export default defineConfig(({ mode }) => ({
  plugins: mode === STAFF ? [svelte()] : [svelte(), addresses, gatherPieces],
  build: {
    manifest: mode === STAFF ? '.vite/staff.json' : true,
    emptyOutDir: mode !== STAFF,
    // The phones of a neighbourhood are not all new: what MapLibre itself asks for.
    target: 'es2022',
    // Inlined pieces would need holes in the content security policy.
    assetsInlineLimit: 0,
    // MapLibre; scripts/budget.mjs holds the sizes.
    chunkSizeWarningLimit: 1100,
    modulePreload: { polyfill: false },
    rolldownOptions: mode === STAFF ? { input: staffPages } : { output: { codeSplitting: residentPieces } }
  },
  worker: { format: 'es' },
  server: {
    proxy: Object.fromEntries(['/api', '/healthz', '/basemap.pmtiles'].map((path) => [path, server]))
  },
  // Svelte's own tests need its browser build, not the one for servers.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  // One document for all: to make one for each file takes ten times as long as the tests.
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'], pool: 'threads', isolate: false }
}));
