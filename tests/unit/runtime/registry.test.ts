/** Registry: which models are found, and that changed files are noticed. */

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../../../src-main/engine/runtime/registry.ts';
import { matteManifest, redMatte, writeModel } from './make-model.ts';

describe('registry', () => {
  let work: string;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'toile-registry-'));
  });
  afterEach(() => rmSync(work, { recursive: true }));
  const add = (dir: string, name: string) =>
    writeModel(join(work, dir, name), matteManifest({ name }), redMatte(), { pinned: true });

  it('lists the models of all folders by name; the first folder wins', () => {
    add('a', 'two');
    add('a', 'one');
    add('b', 'two');
    add('b', 'three');
    const registry = createRegistry([join(work, 'a'), join(work, 'b'), join(work, 'missing')]);
    expect(registry.list().map((entry) => entry.name)).toEqual(['one', 'two', 'three']);
    expect(registry.find('two').folder).toBe(join(work, 'a', 'two'));
  });

  it('says what there is when a model is not there', () => {
    add('a', 'one');
    expect(() => createRegistry([join(work, 'a')]).find('three')).toThrow(
      /no model "three". Available: one\./,
    );
  });

  it('keeps folders that cannot be used apart, with the reason', () => {
    add('a', 'good');
    mkdirSync(join(work, 'a', 'empty'));
    mkdirSync(join(work, 'a', 'json'));
    writeFileSync(join(work, 'a', 'json', 'model.json'), '{');
    writeModel(join(work, 'a', 'other'), matteManifest({ name: 'another' }), redMatte(), { pinned: true });
    writeModel(join(work, 'a', 'unpinned'), matteManifest({ name: 'unpinned' }), redMatte());
    const registry = createRegistry([join(work, 'a')]);
    expect(registry.list().map((entry) => entry.name)).toEqual(['good']);
    expect(registry.broken().map(({ name }) => name)).toEqual(['json', 'other', 'unpinned']);
    expect(() => registry.find('json')).toThrow(/not valid JSON/);
    expect(() => registry.find('other')).toThrow(/names "another"/);
  });

  it('names the field of a manifest that is wrong', () => {
    const bad = { ...matteManifest({ name: 'bad' }), inputs: [] };
    writeModel(join(work, 'a', 'bad'), bad, redMatte(), { pinned: true });
    expect(() => createRegistry([join(work, 'a')]).find('bad')).toThrow(/inputs: /);
  });

  it('accepts an intact file and notices a changed one', async () => {
    const folder = add('a', 'one');
    const registry = createRegistry([join(work, 'a')], join(work, 'a'));
    await registry.checkIntegrity(registry.find('one'));
    appendFileSync(join(folder, 'model.onnx'), 'x');
    await expect(registry.checkIntegrity(registry.find('one'))).rejects.toMatchObject({
      code: 'model-corrupt',
    });
  });

  it('does not trust a stamp whose times have changed, nor any when asked for a fresh look', async () => {
    const folder = add('a', 'one');
    const file = join(folder, 'model.onnx');
    const first = createRegistry([join(work, 'a')], join(work, 'a'));
    await first.checkIntegrity(first.find('one'));
    // same size, other bytes, and the time of last change put back as it was
    const bytes = Buffer.from(redMatte());
    bytes[bytes.length - 1] ^= 1;
    const { mtime, atime } = await import('node:fs').then((fs) => fs.statSync(file));
    writeFileSync(file, bytes);
    utimesSync(file, atime, mtime);
    const second = createRegistry([join(work, 'a')], join(work, 'a'));
    await expect(second.checkIntegrity(second.find('one'))).rejects.toMatchObject({ code: 'model-corrupt' });
    await expect(second.checkIntegrity(second.find('one'), { fresh: true })).rejects.toMatchObject({
      code: 'model-corrupt',
    });
  });

  it('says that a file is missing', async () => {
    const folder = add('a', 'one');
    rmSync(join(folder, 'model.onnx'));
    const registry = createRegistry([join(work, 'a')]);
    await expect(registry.checkIntegrity(registry.find('one'))).rejects.toMatchObject({
      code: 'model-missing',
    });
  });
});
