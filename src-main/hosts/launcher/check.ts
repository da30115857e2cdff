/** `toile test`: format, lint, types, the desktop app's build, and every unit, contract, golden and browser test, with one summary at the end. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser, ensureRedis } from './browser.ts';
import { findElectron } from './electron.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const extra = process.argv.slice(3);

interface Step {
  name: string;
  ok: boolean;
  seconds: number;
}
const steps: Step[] = [];

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function step(name: string, script: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
  say(`\n--- ${name}`);
  const start = Date.now();
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  steps.push({ name, ok: result.status === 0, seconds: (Date.now() - start) / 1000 });
}

if (extra.includes('--help')) {
  say(
    'toile test [VITEST ARGUMENTS]\n\nFormat, lint, types and the desktop build, then the tests. Arguments pick tests: toile test cut-out',
  );
  process.exit(0);
}

let browser: string;
try {
  browser = ensureBrowser(root, say);
  ensureRedis(root, say);
} catch (error) {
  say((error as Error).message);
  process.exit(1);
}

const report = join(root, '.toile', 'test-report.json');
mkdirSync(join(root, '.toile'), { recursive: true });
step('format and lint', '@biomejs/biome/bin/biome', ['ci', '.']);
step('types', 'typescript/bin/tsc', ['--noEmit']);
// The path of Electron is not used by a build; without it the build tool would look for an installed one.
step('desktop build', 'electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'error'], {
  ELECTRON_EXEC_PATH: process.execPath,
});
step(
  'tests',
  'vitest/vitest.mjs',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...extra],
  { TOILE_CHROMIUM: browser },
);

say('\n--- summary');
for (const s of steps) say(`${s.ok ? 'ok    ' : 'FAILED'} ${s.name} (${s.seconds.toFixed(0)} s)`);
if (!findElectron(root.replace(/\/$/, '')))
  say('tests of the window in Electron: skipped: no Electron binary');
try {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  say(
    `tests: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`,
  );
} catch {
  say('no test report was written');
}
process.exitCode = steps.every((s) => s.ok) ? 0 : 1;
