/** Models service: what is listed, built, verified and added, and the optional model's recipe. */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addModel,
  buildModels,
  listModels,
  type ModelPlaces,
  removeModel,
  verifyModels,
} from '../../../src-main/services/models.ts';
import { matteManifest, redMatte, writeModel } from '../runtime/make-model.ts';

const BUILT = 'selfie_segmentation';

describe('models service', () => {
  let work: string;
  let places: ModelPlaces;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'toile-models-'));
    places = {
      builtInDir: join(work, 'built'),
      userDir: join(work, 'user'),
      packagesDir: fileURLToPath(new URL('../../../node_modules', import.meta.url)),
    };
  });
  afterEach(() => rmSync(work, { recursive: true }));
  const stateOf = async (name: string, list = listModels) =>
    (await list(places)).find((model) => model.name === name)?.state;

  it('lists built-in models as missing until they are built', async () => {
    expect(await stateOf(BUILT)).toBe('missing');
    await buildModels(places, { names: [BUILT] });
    expect(await stateOf(BUILT)).toBe('ready');
    expect(await stateOf('pose_detection')).toBe('missing');
  });

  it('notices a damaged file and mends it by building again', async () => {
    await buildModels(places, { names: [BUILT] });
    appendFileSync(join(places.builtInDir, BUILT, 'model.onnx'), 'x');
    expect(await stateOf(BUILT)).toBe('broken');
    await buildModels(places, { names: [BUILT] });
    const [model] = await verifyModels(places, [BUILT]);
    expect(model).toMatchObject({ state: 'ready', problems: [] });
  });

  it('lists the parametric body like a model and notices damage', async () => {
    expect(await stateOf('parametric_body')).toBe('missing');
    await buildModels(places, { names: ['parametric_body'] });
    expect(await stateOf('parametric_body')).toBe('ready');
    appendFileSync(join(places.builtInDir, 'parametric_body', 'body.bin'), 'x');
    const [body] = await verifyModels(places, ['parametric_body']);
    expect(body).toMatchObject({ state: 'broken', problems: [expect.stringContaining('sha256')] });
  });

  it('adds, lists, verifies and removes a model of the user', async () => {
    const folder = writeModel(join(work, 'mine'), matteManifest(), redMatte());
    expect(await addModel(places, folder)).toMatchObject({
      name: 'red-matte',
      origin: 'yours',
      state: 'ready',
    });
    expect(await stateOf('red-matte', (p) => verifyModels(p, ['red-matte']))).toBe('ready');
    await removeModel(places, 'red-matte');
    expect(await stateOf('red-matte')).toBeUndefined();
    await expect(removeModel(places, '../built')).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('does not let a user model take the name of a built-in one', async () => {
    const folder = writeModel(join(work, 'mine'), matteManifest({ name: BUILT }), redMatte());
    await expect(addModel(places, folder)).rejects.toThrow(/taken by a built-in/);
  });

  it('says that a model to verify does not exist', async () => {
    await expect(verifyModels(places, ['nothing'])).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('tells about the licence of the optional model and refuses a package that is not the one expected', async () => {
    const dist = join(work, 'packages', '@imgly', 'background-removal-data', 'dist');
    mkdirSync(dist, { recursive: true });
    const hash = 'a'.repeat(64);
    writeFileSync(join(dist, hash), redMatte());
    writeFileSync(
      join(dist, 'resources.json'),
      JSON.stringify({ '/models/medium': { size: 1, chunks: [{ hash, offsets: [0, 1] }] } }),
    );
    const messages: string[] = [];
    await expect(
      addModel({ ...places, packagesDir: join(work, 'packages') }, 'isnet', {
        onProgress: (m) => messages.push(m),
      }),
    ).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('sha256') });
    expect(messages[0]).toMatch(/AGPL-3\.0.*terms/s);
    expect(existsSync(places.userDir) ? readdirSync(places.userDir) : []).toEqual([]);
  });

  it('never reads chunks outside the package', async () => {
    const dist = join(work, 'packages', '@imgly', 'background-removal-data', 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(
      join(dist, 'resources.json'),
      JSON.stringify({
        '/models/medium': { size: 1, chunks: [{ hash: '../../../../secret', offsets: [0, 1] }] },
      }),
    );
    await expect(addModel({ ...places, packagesDir: join(work, 'packages') }, 'isnet')).rejects.toMatchObject(
      { code: 'model-corrupt', message: expect.stringContaining('not the name of a chunk') },
    );
  });
});
