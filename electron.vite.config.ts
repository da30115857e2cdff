/** Builds the desktop app: main process, engine, sandboxed preload, renderer. */

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { build, type Plugin } from 'vite';
import { KEPT_PACKAGES } from './packaging/shipped.ts';

const root = import.meta.dirname;
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const isKept = (id: string): boolean =>
  KEPT_PACKAGES.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * The engine is a program of its own without a line in common with the main process: it may run on a plain Node, which
 * cannot look into the app's archive, so it lies beside it.
 */
const engine: Plugin = {
  name: 'toile:engine',
  apply: 'build',
  closeBundle: async () => {
    await build({
      configFile: false,
      root,
      publicDir: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: true,
        target: 'node22',
        outDir: join(root, 'out', 'engine'),
        emptyOutDir: true,
        minify: false,
        rolldownOptions: {
          input: { engine: 'src-main/engine/process/entry.ts' },
          external: (id) => isBuiltin(id) || isKept(id),
          output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
        },
      },
    });
  },
};

export default defineConfig({
  main: {
    plugins: [engine],
    build: {
      // What is not kept as a package is built in.
      externalizeDeps: { exclude: Object.keys(dependencies).filter((name) => !isKept(name)) },
      rolldownOptions: { input: { index: 'src-main/hosts/electron/main.ts' } },
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
    build: {
      // The content policy lets typefaces come from files only.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { input: 'src-renderer/index.html' },
    },
  },
});
