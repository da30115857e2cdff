import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
/** A copy of the launcher in a path with a space, with commands in place of npm and the command line. */
let copy: string;
let bin: string;

function script(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** An npm that counts its calls and "installs" a folder. */
const NPM = 'echo "$@" >>npm-calls; mkdir -p node_modules';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-launcher-'));
  copy = join(folder, 'a place');
  bin = join(folder, 'bin');
  mkdirSync(join(copy, 'models'), { recursive: true });
  mkdirSync(bin);
  for (const file of ['toile', 'package-lock.json', 'src-main/hosts/launcher/setup.ts'])
    cpSync(join(ROOT, file), join(copy, file));
  writeFileSync(join(copy, 'models', 'build.ts'), '');
  mkdirSync(join(copy, 'src-main/hosts/cli'), { recursive: true });
  writeFileSync(
    join(copy, 'src-main/hosts/cli/main.ts'),
    'console.log(JSON.stringify(process.argv.slice(2)));',
  );
  symlinkSync(process.execPath, join(bin, 'node'));
  script(join(bin, 'npm'), NPM);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function launch(args: string[], from = join(copy, 'toile')) {
  const env = { ...process.env, PATH: `${bin}:/usr/bin:/bin` };
  try {
    return { code: 0, ...(await promisify(execFile)('/bin/sh', [from, ...args], { env, cwd: folder })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const npmCalls = (): string[] =>
  existsSync(join(copy, 'npm-calls')) ? readFileSync(join(copy, 'npm-calls'), 'utf8').trim().split('\n') : [];

describe.skipIf(process.platform === 'win32')('launcher', () => {
  it('sets up once, and passes arguments on as they are', async () => {
    const first = await launch(['analyze', 'my photo.jpg', '']);
    expect(first.stderr).toMatch(/installing packages/);
    expect(JSON.parse(first.stdout)).toEqual(['analyze', 'my photo.jpg', '']);
    const second = await launch(['--version']);
    expect(second.stderr).toBe('');
    expect(npmCalls()).toEqual([expect.stringMatching(/^ci --ignore-scripts/)]);
  });

  it('works through a link', async () => {
    symlinkSync(join(copy, 'toile'), join(folder, 'link'));
    expect((await launch(['x'], join(folder, 'link'))).code).toBe(0);
    expect(existsSync(join(copy, '.toile', 'ready'))).toBe(true);
  });

  it('sets up again when what it depends on has changed', async () => {
    await launch(['x']);
    writeFileSync(join(copy, 'package-lock.json'), '{}');
    await launch(['x']);
    expect(npmCalls()).toHaveLength(2);
  });

  it('sets up once for two starts at the same time', async () => {
    script(join(bin, 'npm'), `${NPM}; sleep 1`);
    const both = await Promise.all([launch(['x']), launch(['y'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(npmCalls()).toHaveLength(1);
  });

  it('goes on after a set-up that was killed', async () => {
    mkdirSync(join(copy, '.toile'));
    // no process has this number
    writeFileSync(join(copy, '.toile', 'setup.lock'), '4194305');
    expect((await launch(['x'])).code).toBe(0);
  });

  it('says what to do when the packages cannot be fetched, and tries again next time', async () => {
    script(join(bin, 'npm'), 'echo "no network" >&2; exit 1');
    const failed = await launch(['x']);
    expect(failed.code).not.toBe(0);
    expect(failed.stdout).toBe('');
    expect(failed.stderr).toMatch(/no network[\s\S]*Connect to the internet/);
    script(join(bin, 'npm'), NPM);
    expect((await launch(['x'])).code).toBe(0);
  });

  it('never installs through a link into a folder of somebody else', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'precious'), '');
    symlinkSync(other, join(copy, 'node_modules'));
    const refused = await launch(['x']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/is a link.*Remove the link/);
    expect(npmCalls()).toEqual([]);
    expect(existsSync(join(other, 'precious'))).toBe(true);
  });

  it('fetches a private Node where the one of the system is too old', async () => {
    rmSync(join(bin, 'node'));
    script(join(bin, 'node'), 'exit 1');
    script(
      join(bin, 'npm'),
      `case $1 in
install) for package; do :; done
  target="$3/node_modules/\${package%@*}/bin"; mkdir -p "$target"; ln -s '${process.execPath}' "$target/node" ;;
*) ${NPM} ;;
esac`,
    );
    const started = await launch(['x']);
    expect(started.stderr).toMatch(/private Node/);
    expect(JSON.parse(started.stdout)).toEqual(['x']);
    expect(readFileSync(join(copy, '.toile', 'ready'), 'utf8')).toContain(process.execPath);
  });
});
