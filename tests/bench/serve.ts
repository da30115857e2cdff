/**
 * From `toile serve` to a page that can be used, as JSON on standard output.
 *
 *   node tests/bench/serve.ts [--repeat N] [--out FILE]
 *
 * Pages are built before. Milliseconds, median and largest of N starts with a library of the sample boutique: until the address
 * is printed, until the page shows the library's garments in a browser that already runs, and the processor time of the server until then.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findBrowser, HEADLESS_FLAGS } from '../../src-main/hosts/launcher/browser.ts';
import { openWebHost, ROOT } from '../fixtures/web-host.ts';

const { values: flags } = parseArgs({
  options: { repeat: { type: 'string', default: '5' }, out: { type: 'string' } },
});

const executablePath = findBrowser();
if (!executablePath) throw new Error('There is no browser.');
const folder = mkdtempSync(join(tmpdir(), 'toile-bench-'));
const filled = await openWebHost({ folder });
await filled.loadDemo();
await filled.close();

/** Seconds of processor time of a process, where the system tells. */
function processorMs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

async function start(): Promise<{ address: number; interactive: number; processor: number | undefined }> {
  const browser = await chromium.launch({ executablePath, args: HEADLESS_FLAGS });
  const page = await browser.newPage();
  const began = performance.now();
  const args = ['src-main/hosts/cli/main.ts', 'serve', '--data-dir', folder, '--no-open', '--json'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        try {
          resolve(JSON.parse(text).url);
        } catch {}
      });
      child.on('exit', () => reject(new Error('serve ended')));
    });
    const address = performance.now() - began;
    await page.goto(url);
    await page.getByText('Rose flower dress').first().waitFor();
    const interactive = performance.now() - began;
    return { address, interactive, processor: processorMs(child.pid ?? 0) };
  } finally {
    await browser.close();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) child.kill('SIGINT');
    await gone;
  }
}

const runs = [];
for (let k = 0; k < Number(flags.repeat); k++) runs.push(await start());
rmSync(folder, { recursive: true, force: true });

function summary(values: number[]): { median: number; largest: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: Math.round(sorted[sorted.length >> 1]), largest: Math.round(sorted.at(-1) ?? 0) };
}
const processor = runs.map((run) => run.processor).filter((ms) => ms !== undefined);
const report = JSON.stringify(
  {
    starts: runs.length,
    addressMs: summary(runs.map((run) => run.address)),
    interactiveMs: summary(runs.map((run) => run.interactive)),
    ...(processor.length > 0 ? { serverProcessorMs: summary(processor) } : {}),
  },
  null,
  2,
);
if (flags.out) writeFileSync(flags.out, report);
process.stdout.write(`${report}\n`);
