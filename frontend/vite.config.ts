import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    manifest: true,
    // The phones of a neighbourhood are not all new: what MapLibre itself asks for.
    target: 'es2022',
    // Inlined pieces would need holes in the content security policy.
    assetsInlineLimit: 0,
    // MapLibre; scripts/budget.mjs holds the sizes.
    chunkSizeWarningLimit: 1100,
    modulePreload: { polyfill: false }
  },
  worker: { format: 'es' },
  server: {
    proxy: Object.fromEntries(['/api', '/healthz', '/basemap.pmtiles'].map((path) => [path, server]))
  },
  // Svelte's own tests need its browser build, not the one for servers.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] }
});
