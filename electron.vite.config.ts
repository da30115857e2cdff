/** Builds the desktop app: main and engine process, sandboxed preload, renderer. */

import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: { index: 'src-main/hosts/electron/main.ts', engine: 'src-main/engine/process/entry.ts' },
      },
    },
  },
  preload: {
    // A sandboxed preload must be one CommonJS file without imports of its own.
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: 'src-preload/index.ts',
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react()],
    build: { rolldownOptions: { input: 'src-renderer/index.html' } },
  },
});
