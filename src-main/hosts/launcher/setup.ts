/**
 * One-time set-up: installs the locked packages, builds the models, and records what was done.
 * Runs before anything is installed, so it imports nothing but Node itself.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const state = join(root, '.toile');

class SetupError extends Error {}

function say(text: string): void {
  process.stderr.write(`toile: ${text}\n`);
}

/** Fingerprint of everything the set-up depends on; the shell launcher hands its own, equivalent one over. */
function fingerprint(): string {
  if (process.env.TOILE_FINGERPRINT) return process.env.TOILE_FINGERPRINT;
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const name of readdirSync(join(root, 'models')).sort()) {
    for (const file of ['model.json', 'asset.json', 'manifest.json']) {
      const manifest = join(root, 'models', name, file);
      if (existsSync(manifest)) hash.update(readFileSync(manifest));
    }
  }
  return hash.digest('hex');
}

function readyFor(print: string): boolean {
  try {
    const [node, known] = readFileSync(join(state, 'ready'), 'utf8').split('\n');
    return node === process.execPath && known === print && existsSync(join(root, 'node_modules'));
  } catch {
    return false;
  }
}

/** Runs a command, keeps its output, shows it only when it fails. */
function execute(command: string, args: string[], hint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` },
    });
    let output = '';
    const keep = (data: Buffer): void => {
      output = (output + data.toString()).slice(-8000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (cause) =>
      reject(new SetupError(`${command} could not be started: ${cause.message}. ${hint}`)),
    );
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new SetupError(
            `${command} ${args[0] ?? ''} failed (exit code ${code}).\n${output.trim()}\n${hint}`,
          ),
        );
    });
  });
}

/** Runs a step with a live seconds counter on a terminal, a plain line elsewhere. */
async function step(label: string, work: () => Promise<void>): Promise<void> {
  const start = Date.now();
  const seconds = (): string => ((Date.now() - start) / 1000).toFixed(0);
  let timer: NodeJS.Timeout | undefined;
  if (process.stderr.isTTY) {
    timer = setInterval(() => process.stderr.write(`\rtoile: ${label} ... ${seconds()} s `), 500);
  } else say(`${label} ...`);
  try {
    await work();
  } finally {
    clearInterval(timer);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
  say(`${label}: done in ${seconds()} s`);
}

function installedMatchesLock(): boolean {
  try {
    const stamp = readFileSync(join(root, 'node_modules', '.toile-lock'), 'utf8');
    return stamp === lockHash();
  } catch {
    return false;
  }
}

function lockHash(): string {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** npm empties the folder before it installs, through a link as well: packages of another project would be lost. */
function refuseLinkedPackages(): void {
  const packages = join(root, 'node_modules');
  if (!lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new SetupError(
    `${packages} is a link, and installing would empty the folder it points to. Remove the link and run this again.`,
  );
}

/** Holds `.toile/setup.lock` while `work` runs, waiting for another live set-up to finish first. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  mkdirSync(state, { recursive: true });
  const lock = join(state, 'setup.lock');
  let told = false;
  for (;;) {
    try {
      const handle = openSync(lock, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new SetupError(`cannot write to ${state}. Make the folder writable and run this again.`);
      if (!ownerAlive(lock)) rmSync(lock, { force: true });
      else {
        if (!told) say('another start is setting up; waiting for it ...');
        told = true;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function ownerAlive(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!(pid > 0)) return true;
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function setUp(print: string): Promise<void> {
  if (readyFor(print)) return;
  if (!installedMatchesLock()) {
    refuseLinkedPackages();
    await step('installing packages from the lock file (about a minute the first time)', () =>
      execute(
        'npm',
        ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
        'Connect to the internet once (or set npm to your registry mirror) and run this again.',
      ),
    );
    writeFileSync(join(root, 'node_modules', '.toile-lock'), lockHash());
  }
  await step('building models', () =>
    execute(
      process.execPath,
      [join(root, 'models', 'build.ts')],
      'Delete node_modules and .toile beside the launcher and run this again.',
    ),
  );
  const ready = join(state, 'ready');
  writeFileSync(`${ready}.new`, `${process.execPath}\n${print}\n`);
  renameSync(`${ready}.new`, ready);
}

try {
  const print = fingerprint();
  if (!readyFor(print)) await exclusively(() => setUp(print));
} catch (error) {
  say(error instanceof SetupError ? error.message : String((error as Error).stack ?? error));
  process.exitCode = 1;
}
