import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QualityReport, type ScoreOutcome } from '../../src-main/contract/quality.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { measureQuality, readRealPairs, readSet } from '../../src-main/services/quality.ts';
import { makeCase, makeSet } from '../fixtures/studio-set.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'src-main/hosts/cli/main.ts');

/** Making the case runs the engine twice, cold. */
const SETUP_MS = 180_000;

let folder: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-quality-test-'));
  core = createCore({ dataDir: folder, modelsDirs: [join(ROOT, '.toile/models')], resourcesDir: ROOT });
  await makeCase(folder, 'whole', core);
  for (const name of ['no-truth', 'cut-off', 'wrong-size', 'not-a-case', 'climbs'])
    await cp(join(folder, 'whole'), join(folder, name), { recursive: true });
  await rm(join(folder, 'no-truth/labels.png'));
  await writeFile(
    join(folder, 'cut-off/b.png'),
    (await readFile(join(folder, 'whole/b.png'))).subarray(0, 5000),
  );
  await sharp(join(folder, 'whole/worn.png')).resize(100, 100).toFile(join(folder, 'wrong-size/worn.png'));
  await writeFile(join(folder, 'not-a-case/case.json'), '{"name": "not-a-case"');
  const about = JSON.parse(await readFile(join(folder, 'whole/case.json'), 'utf8'));
  about.b.picture = '../whole/b.png';
  await writeFile(join(folder, 'climbs/case.json'), JSON.stringify(about));
}, SETUP_MS);
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

const models = { provider: 'cpu' as const };

describe('quality on a set', () => {
  let report: QualityReport;

  it('measures what can be measured and lists what cannot, by the file at fault', async () => {
    await makeSet(folder, ['whole', 'no-truth', 'cut-off', 'wrong-size', 'not-a-case', 'climbs', 'absent']);
    const out = join(folder, 'report.html');
    const told: number[] = [];
    report = await measureQuality(core, await readSet(folder, 1000, true), {
      models,
      out,
      onProgress: (done) => told.push(done),
    });
    expect(QualityReport.parse(report)).toEqual(report);
    expect(report.overall).toMatchObject({ done: 1, failed: 6 });
    expect(told.at(-1)).toBe(7);
    const errorOf = (name: string) => report.cases.find((one) => one.name === name)?.error;
    expect(errorOf('no-truth')).toMatchObject({ code: 'file-not-found' });
    expect(errorOf('no-truth')?.message).toMatch(/no-truth.*labels\.png/);
    expect(errorOf('cut-off')).toMatchObject({ code: 'image-truncated' });
    expect(errorOf('cut-off')?.message).toMatch(/cut-off.*b\.png/);
    expect(errorOf('wrong-size')?.message).toMatch(/worn\.png.*wrong-size.*100 x 100.*480 x 640/);
    expect(errorOf('not-a-case')?.message).toMatch(/case\.json.*not-a-case.*JSON/);
    expect(errorOf('climbs')?.message).toMatch(/case\.json.*climbs.*b\.picture/);
    expect(errorOf('absent')).toMatchObject({ code: 'file-not-found' });
  });

  it('finds the engine’s own result perfect and its own labels right', () => {
    const { figures } = report.overall;
    for (const region of ['garment', 'edit']) {
      expect(figures[`tryOn.${region}.ssim`]).toBe(1);
      expect(figures[`tryOn.${region}.ciede2000`]).toBe(0);
      expect(figures[`tryOn.${region}.psnr`]).toBe(100);
    }
    // against the client’s photo, up to what counts as no change
    expect(figures['tryOn.outside.ssim']).toBeGreaterThan(0.999);
    expect(figures['tryOn.outside.ciede2000']).toBeLessThan(0.01);
    expect(figures['tryOn.outside.kept']).toBeGreaterThan(0.99);
    expect(figures['tryOn.outside.psnr']).toBeUndefined();
    expect(figures['parsing.miou']).toBe(1);
    expect(figures['parsing.accuracy']).toBe(1);
    expect(figures['flat.tryOn.garment.ssim']).toBe(1);
  });

  it('agrees with the sample’s rendered truth', () => {
    const { figures } = report.overall;
    expect(figures['pose.pck20']).toBe(1);
    expect(figures['pose.errorPx']).toBeLessThan(15);
    for (const pair of ['shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle'])
      expect(figures[`pose.errorPx.${pair}`]).toBeLessThan(20);
    expect(figures['pose.convention.errorPx']).not.toBe(figures['pose.errorPx']);
    expect(figures['pose.convention.pck20']).toBe(1);
    expect(figures['garment.category']).toBe(1);
    expect(figures['garment.sleeve']).toBe(1);
    expect(figures['garment.landmarkError']).toBeLessThan(0.05);
    expect(figures['garment.cutoutIou']).toBeGreaterThan(0.9);
    // The edited region holds the garment, its shadow and the made-up skin.
    expect(figures['tryOn.maskIou']).toBeGreaterThan(0.6);
    expect(figures['matte.sad']).toBeLessThan(5);
    expect(figures['print.placed']).toBe(1);
    // All of the garment is said to show its middle.
    expect(figures['print.medianShare']).toBeGreaterThan(0.1);
  });

  it('writes a page that stands alone', async () => {
    const html = await readFile(report.report as string, 'utf8');
    for (const match of html.matchAll(/(?:src|href)="([^"]*)"/g))
      expect(match[1]).toMatch(/^data:image\/jpeg/);
    const worst = html.slice(html.indexOf('Worst by figure'), html.indexOf('Cases, worst first'));
    expect(worst.match(/<h3>/g)).toHaveLength(report.worstBy.length);
    expect(worst).toContain('alt="Joints"');
    expect(worst).toContain('alt="Garment: top"');
    const rows = html.slice(html.indexOf('Cases, worst first'));
    expect(rows.match(/<img/g)).toHaveLength(9);
    expect(html).toContain('Structural similarity of result and truth');
    expect(html.indexOf('absent')).toBeLessThan(html.indexOf('the sample client amara'));
  });

  it('refuses an empty set, and a folder that is none', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await expect(readSet(empty, 10, false)).rejects.toMatchObject({ code: 'file-not-found' });
    await makeSet(empty, []);
    await expect(readSet(empty, 10, false)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('prints the same as JSON from the command line', async () => {
    await makeSet(folder, ['whole', 'absent']);
    const args = ['bench', 'quality', '--cases', folder, '--limit', '1', '--provider', 'cpu', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args]);
    const printed = QualityReport.parse(JSON.parse(stdout));
    expect(printed.overall).toMatchObject({ done: 1, failed: 0 });
    expect(printed.overall.figures['tryOn.garment.ssim']).toBe(1);
    expect(Object.keys(printed.byCategory)).toEqual(['top']);
    expect(printed.atOnce).toBe(1);
    expect(printed.report).toBeUndefined();
  });
});

describe('quality on real pairs', () => {
  let pairs: string;
  beforeAll(async () => {
    pairs = join(folder, 'pairs');
    await mkdir(pairs);
    // The engine's result wears the tee as far as anybody can see.
    await copyFile(join(folder, 'whole/b.png'), join(pairs, 'amara-person.png'));
    await copyFile(join(folder, 'whole/ghost.png'), join(pairs, 'amara-garment.png'));
    await copyFile(join(folder, 'whole/b.png'), join(pairs, 'lonely-person.png'));
    await copyFile(join(folder, 'whole/worn.png'), join(pairs, 'worn.png'));
  });

  it('puts the garment back on and compares with the photo', async () => {
    const run = await readRealPairs(pairs, 10);
    expect(run.tasks.map(({ name }) => name)).toEqual(['amara']);
    const { overall, cases } = await measureQuality(core, run, { models });
    expect(cases[0]).toMatchObject({ kind: 'pair', about: 'amara-person.png wearing amara-garment.png' });
    expect(overall.figures['tryOn.garment.ssim']).toBeGreaterThan(0.7);
    expect(overall.figures['tryOn.garment.ssim']).toBeLessThan(1);
    expect(overall.figures['tryOn.maskIou']).toBeGreaterThan(0.8);
  });

  it('hides what is worn when there is a mask', async () => {
    const list = join(pairs, 'pairs.csv');
    await writeFile(list, 'person,garment,mask\namara-person.png,amara-garment.png,worn.png\n');
    const run = await readRealPairs(pairs, 10);
    expect(run.tasks).toHaveLength(1);
    const out = join(folder, 'pairs.html');
    const { overall } = await measureQuality(core, run, { models, out });
    expect(overall).toMatchObject({ done: 1, failed: 0 });
    expect(overall.figures['tryOn.garment.ssim']).toBeLessThan(1);
    expect(await readFile(out, 'utf8')).toContain('As the engine saw it');
  });

  it('says what is wrong with a list', async () => {
    const list = join(pairs, 'wrong.csv');
    const refused = async (text: string) => {
      await writeFile(list, text);
      return readRealPairs(list, 10);
    };
    await expect(refused('a.jpg\n')).rejects.toThrow(/Line 1 .*PERSON,GARMENT/);
    await expect(refused('a.jpg,../b.jpg\n')).rejects.toThrow(/outside/);
    await expect(refused('/etc/a.jpg,b.jpg\n')).rejects.toThrow(/outside/);
    await expect(refused('# nothing\n')).rejects.toThrow(/no pair/);
    await expect(readRealPairs(join(pairs, 'absent'), 10)).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(readRealPairs(join(folder, 'whole'), 10)).rejects.toThrow(/NAME-person/);
  });
});

describe('quality report', () => {
  it('escapes what cases say', async () => {
    const evil = '<script>alert(1)</script>';
    const outcomes: ScoreOutcome[] = [{ name: evil, error: { code: 'not-an-image', message: evil } }];
    const out = join(folder, 'evil.html');
    await core.qualityReport({ title: evil, outcomes, out });
    expect(await readFile(out, 'utf8')).not.toContain('<script');
  });
});
