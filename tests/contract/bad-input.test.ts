import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, StudioError } from '../../src-main/contract/errors.ts';
import { texts } from '../../src-main/contract/sentences.ts';
import { EXIT, exitCodeOf } from '../../src-main/hosts/cli/exit-codes.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { client, garment, makeBadPictures } from '../fixtures/bad-pictures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

let folder: string;
let results: string;
let core: Core;
let bad: Awaited<ReturnType<typeof makeBadPictures>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-bad-'));
  results = join(folder, 'results');
  await mkdir(results);
  bad = await makeBadPictures(folder);
  core = createCore({ dataDir: folder, modelsDirs: [join(ROOT, '.toile/models')], resourcesDir: ROOT });
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

const SHIRT = garment('tee-wordmark');
/** Rendered: `node resources/samples/render/main.ts --only kenji --back --size 0.5 --samples 6`. */
const FROM_BEHIND = fileURLToPath(new URL('../fixtures/client-back.jpg', import.meta.url));

async function failure(work: Promise<unknown>): Promise<StudioError> {
  const error = await work.then(
    () => undefined,
    (e) => e,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
}

/** An error a user can act on: the code, an exit code, a sentence with a next step, and no file left behind. */
async function expectRefused(work: Promise<unknown>, code: ErrorCode, words: RegExp): Promise<StudioError> {
  const error = await failure(work);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(words);
  expect(error.message).toMatch(NEXT_STEP);
  expect(error.stage).toBeTruthy();
  expect(exitCodeOf(error.code)).not.toBe(EXIT.ok);
  expect(await readdir(results)).toEqual([]);
  return error;
}

/** Imperatives the next steps begin with. */
const NEXT_STEP = /\b(Use|Choose|Save|Copy|Check|Try|Create|Change|Close|Free|Give|Leave)\b/;

const dress = (person: string, garments = [SHIRT], more: object = {}) =>
  core.tryOn({ person, garments, out: join(results, 'out.png'), ...more });
const look = (file: string) => core.analyze({ file, as: 'person', depth: 'pose' });

describe('files that are no pictures', () => {
  it.each([
    ['text', 'not-an-image', /text file/],
    ['empty', 'file-empty', /empty/],
    ['truncated', 'image-truncated', /damaged|incomplete/],
    ['tiny', 'image-too-small', /1 x 1/],
    ['huge', 'image-too-large', /30000 x 30000/],
  ] as const)('%s, as the person and as the garment', async (name, code, words) => {
    const person = await expectRefused(dress(bad.files[name]), code, words);
    expect(person.stage).toBe('load-photo');
    await expectRefused(core.analyze({ file: bad.files[name], as: 'garment' }), code, words);
  });

  it('a path where nothing is, and a folder', async () => {
    await expectRefused(dress(join(folder, 'nothing.jpg')), 'file-not-found', /no file/);
    await expectRefused(dress(folder), 'file-unreadable', /folder/);
  });

  it.skipIf(isRoot)('a file that may not be read', async () => {
    const file = join(folder, 'secret.jpg');
    await writeFile(file, await readFile(client('kenji')));
    await chmod(file, 0);
    await expectRefused(dress(file), 'file-unreadable', /read/);
  });
});

describe('unusual pictures that can be used', () => {
  it.each(['animated', 'cmyk', 'deep', 'rotated', 'transparent'] as const)(
    '%s: the person is found',
    async (name) => {
      const seen = await look(bad.files[name]);
      expect(seen.kind).toBe('person');
      expect([seen.width, seen.height]).toEqual([bad.width, bad.height]);
      if (seen.kind !== 'person') return;
      expect(seen.people).toHaveLength(1);
      const nose = seen.people[0].landmarks.find((mark) => mark.name === 'nose');
      expect(nose?.x).toBeGreaterThan(0.4 * bad.width);
      expect(nose?.x).toBeLessThan(0.6 * bad.width);
      expect(nose?.y).toBeLessThan(0.25 * bad.height);
    },
  );

  it('says what was done to read them', async () => {
    expect(texts((await look(bad.files.animated)).notes).join()).toMatch(/frame/);
    expect(texts((await look(bad.files.cmyk)).notes).join()).toMatch(/CMYK/);
  });
});

describe('people', () => {
  it('nobody', async () => {
    await expectRefused(dress(bad.files.nobody), 'no-person-found', /person/);
  });

  it('only legs, only a head', async () => {
    const legs = await failure(dress(bad.files.legs));
    expect(['no-person-found', 'person-incomplete']).toContain(legs.code);
    await expectRefused(dress(bad.files.head), 'person-incomplete', /body|shoulders/);
  });

  it('to the chest: no trousers', async () => {
    const trousers = [garment('trousers-check')];
    await expectRefused(dress(bad.files.bust, trousers), 'person-incomplete', /above the hips/);
  });

  it('cut in half from top to bottom', async () => {
    await expectRefused(dress(bad.files.half), 'person-incomplete', /shoulders/);
  });

  it('cut along one arm: dressed, and the reasons say what cannot be seen', async () => {
    const result = await dress(bad.files.cutShoulder);
    expect(texts(result.reasons).join()).toMatch(/shoulder line is hidden/);
    await rm(result.out);
  });

  it('from behind: dressed, but to be looked at', async () => {
    const result = await dress(FROM_BEHIND);
    expect(result.needsReview).toBe(true);
    expect(texts(result.reasons).filter((reason) => /behind|back/.test(reason))).toEqual([
      'person seen from behind',
    ]);
    await rm(result.out);
  });

  it('five: all are found, the largest is chosen, another can be', async () => {
    const seen = await look(bad.files.five);
    if (seen.kind !== 'person') throw new Error('taken for a garment');
    expect(seen.people).toHaveLength(5);
    expect(seen.subject).toBe(1);
    const centre = (i: number): number => (seen.people[i].box.x0 + seen.people[i].box.x1) / 2 / 530;
    expect(Math.floor(centre(0))).toBe(3);
    expect(new Set(seen.people.map((_, i) => Math.floor(centre(i)))).size).toBe(5);
    const other = await core.analyze({ file: bad.files.five, as: 'person', depth: 'pose', subject: 4 });
    expect(other.kind === 'person' && other.subject).toBe(4);
    const out = core.analyze({ file: bad.files.five, as: 'person', depth: 'pose', subject: 6 });
    const error = await failure(out);
    expect(error.code).toBe('subject-out-of-range');
    expect(error.message).toContain('1 to 5');
  });
});

describe('garments', () => {
  it('worn by somebody', async () => {
    await expectRefused(dress(client('lena'), [client('kenji')]), 'garment-worn', /person wearing it/);
  });

  it('on a busy backdrop: refused, or to be looked at', async () => {
    const outcome = await core.analyze({ file: bad.files.busy, as: 'garment' }).catch((e: unknown) => e);
    if (outcome instanceof StudioError) expect(outcome.code).toBe('no-garment-found');
    else expect(outcome).toMatchObject({ kind: 'garment', needsReview: true });
  });

  it('that cannot be worn together', async () => {
    const both = [garment('trousers-check'), garment('skirt-floral')];
    const error = await failure(dress(client('kenji'), both));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(/Leave one out/);
    expect(await readdir(results)).toEqual([]);
  });
});

describe('places a result cannot be written to', () => {
  const to = (out: string) => core.tryOn({ person: client('kenji'), garments: [SHIRT], out });

  it('is found out before the work is done', async () => {
    const started = Date.now();
    for (const [out, code, words] of [
      [join(folder, 'no', 'such', 'folder', 'out.png'), 'output-unwritable', /folder does not exist/],
      [results, 'unsupported-format', /ending/],
      [join(results, 'out.gif'), 'unsupported-format', /JPEG, PNG, TIFF or WebP/],
    ] as const) {
      const error = await failure(to(out));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(words);
      expect(error.message).toMatch(NEXT_STEP);
    }
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('a folder of that name, and an input picture', async () => {
    await mkdir(join(folder, 'dir.png'));
    expect((await failure(to(join(folder, 'dir.png')))).code).toBe('output-unwritable');
    const copy = join(folder, 'copy.jpg');
    await writeFile(copy, await readFile(client('kenji')));
    const error = await failure(core.tryOn({ person: copy, garments: [SHIRT], out: copy }));
    expect(error.code).toBe('output-unwritable');
    expect(error.message).toMatch(/input pictures/);
    expect(await readFile(copy)).toEqual(await readFile(client('kenji')));
  });

  it.skipIf(isRoot || process.platform === 'win32')('a folder that may not be written to', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o500 });
    const error = await failure(to(join(closed, 'out.png')));
    expect(error.code).toBe('output-unwritable');
  });

  it.skipIf(!isRoot || process.platform !== 'linux')('a full disk', async (context) => {
    const small = join(folder, 'small');
    await mkdir(small);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]).then(
      () => true,
      () => false,
    );
    if (!mounted) context.skip('mounting is not allowed here');
    try {
      const error = await failure(to(join(small, 'out.png')));
      expect(error).toMatchObject({ code: 'disk-full', stage: 'save-picture' });
      expect(error.message).toMatch(NEXT_STEP);
      expect(await readdir(small)).toEqual([]);
    } finally {
      await run('umount', [small]);
    }
  });
});

describe('command line', () => {
  const MAIN = join(ROOT, 'src-main/hosts/cli/main.ts');
  async function toile(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    try {
      const { stdout, stderr } = await run(process.execPath, [MAIN, ...args]);
      return { code: 0, stdout, stderr };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  }

  it('prints one readable line and exits with the code of the kind of error', async () => {
    const out = join(results, 'out.png');
    const missing = await toile('tryon', '--person', 'nowhere.jpg', '--garment', SHIRT, '--out', out);
    expect(missing.code).toBe(EXIT.badInput);
    expect(missing.stdout).toBe('');
    expect(missing.stderr.trim().split('\n')).toHaveLength(1);
    expect(missing.stderr).toMatch(/^toile: .*nowhere\.jpg.*\(file-not-found\)/);
    const nobody = await toile('tryon', '--person', bad.files.nobody, '--garment', SHIRT, '--out', out);
    expect(nobody.code).toBe(EXIT.nothingToDress);
    const nowhere = await toile(
      'tryon',
      '--person',
      client('kenji'),
      '--garment',
      SHIRT,
      '--out',
      '/no/such/o.png',
    );
    expect(nowhere.code).toBe(EXIT.output);
    const model = await toile('analyze', client('kenji'), '--parser', 'nosuch');
    expect(model.code).toBe(EXIT.models);
    expect(existsSync(out)).toBe(false);
  });

  it('gives the error as JSON on standard output when asked', async () => {
    const { code, stdout } = await toile('analyze', bad.files.text, '--json');
    expect(code).toBe(EXIT.badInput);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'not-an-image', message: expect.stringContaining('text file'), stage: 'load-photo' },
    });
  });
});
