import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './build/compress-assets.ts';
import { contractConstants } from './build/contract-constants.ts';

/** Of the server that a development page talks to: `npm start` beside `npx vite packages/console`. */
const server = process.env['SLUICE_PUBLIC_URL'] ?? 'http://127.0.0.1:7070';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), contractConstants(), compressAssets()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    manifest: true,
    // An inline script would need a hole in the Content-Security-Policy, and browsers of this target preload themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    reportCompressedSize: false,
    // What most pages need comes in one file: dozens of small ones cost a cold start more than their bytes.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 12 }] } } },
  },
  server: { proxy: { '/api': server, '/openapi.json': server } },
});
