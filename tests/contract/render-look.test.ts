/** Edited looks through the whole core: what an edit changes, and everything it may not change. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../src-main/contract/errors.ts';
import type { RenderLookInput, RenderLookResult } from '../../src-main/contract/render-look.ts';
import { texts } from '../../src-main/contract/sentences.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sample = (name: string): string => join(root, 'resources/samples', `${name}.jpg`);
const TEE = sample('garments/tee-breton');
const JACKET = sample('garments/jacket-field');
const TROUSERS = sample('garments/trousers-check');
const PERSON = sample('clients/amara');

let folder: string;
/** The person at a size beyond what perception looks at. */
let large: string;
let core: Core;
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-look-'));
  large = join(folder, 'large.png');
  const { width, height } = await sharp(PERSON).metadata();
  const size = { width: Math.round(1.5 * width), height: Math.round(1.5 * height) };
  await sharp(PERSON).resize(size).png().toFile(large);
  core = makeCore();
});
const makeCore = (): Core =>
  createCore({
    dataDir: folder,
    modelsDirs: [join(root, '.toile/models')],
    resourcesDir: join(root, 'resources'),
  });
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

type Asked = Omit<RenderLookInput, 'person' | 'out'> & { person?: string; ending?: string };
interface Made {
  result: RenderLookResult;
  bytes: Buffer;
  pixels: Buffer;
}

async function render({ ending = 'png', person = PERSON, ...input }: Asked): Promise<Made> {
  const out = join(folder, `look-${number++}.${ending}`);
  const result = await core.renderLook({ person, out, models: { provider: 'cpu' }, ...input });
  return { result, bytes: await readFile(out), pixels: await pixelsOf(out) };
}

const pixelsOf = (file: string): Promise<Buffer> => sharp(file).removeAlpha().raw().toBuffer();

const errorOf = async (work: Promise<unknown>): Promise<StudioError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
};

const layer = { id: 'tee', garment: TEE };
const place = ({ result }: Made, name: string, k = 0) => {
  const mark = result.layers[k].landmarks.find((one) => one.name === name);
  if (!mark) throw new Error(`no ${name}`);
  return mark;
};
const joint = ({ result }: Made, name: string) => {
  const found = result.joints.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const pinAt = (mark: ReturnType<typeof place>, dx: number, dy: number) => ({
  id: `pin ${mark.name}`,
  landmark: mark.name,
  garment: { u: mark.u, v: mark.v },
  photo: { x: mark.x + dx, y: mark.y + dy },
});
const share = (a: Buffer, b: Buffer): number => {
  let differing = 0;
  for (let i = 0; i < a.length; i += 3)
    if (a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2]) differing++;
  return (3 * differing) / a.length;
};

describe('a look without edits', () => {
  it.each([
    ['one garment as PNG', [TEE], 'png'],
    ['an outfit as JPEG', [TROUSERS, TEE, JACKET], 'jpg'],
  ])('is the picture a try-on makes, byte for byte: %s', async (_, garments, ending) => {
    const out = join(folder, `try-on.${ending}`);
    const plain = await core.tryOn({ person: large, garments, out, models: { provider: 'cpu' } });
    const look = await render({
      person: large,
      ending,
      layers: plain.garments.map(({ file }, k) => ({ id: `${k}`, garment: file })),
    });
    expect(look.bytes.equals(await readFile(out))).toBe(true);
    expect(look.result.confidence).toBe(plain.confidence);
    expect([...new Set(look.result.reasons.map(({ text }) => text))]).toEqual(plain.reasons);
  });

  it('is the photo itself where no layer is visible', async () => {
    const photo = await pixelsOf(PERSON);
    for (const layers of [[], [{ ...layer, visible: false }], [{ ...layer, opacity: 0 }]]) {
      const { pixels, result } = await render({ layers });
      expect(pixels.equals(photo)).toBe(true);
      expect(result.editedShare).toBe(0);
    }
  });
});

describe('a picture without a file', () => {
  const asked = { person: PERSON, layers: [layer], models: { provider: 'cpu' as const } };

  it('comes with the answer when it is a draft, as the file would be', async () => {
    const { bytes } = await render({ layers: [layer], quality: 'draft', ending: 'jpg' });
    const { out, bytes: answered } = await core.renderLook({ ...asked, quality: 'draft' });
    expect(out).toBeUndefined();
    expect(bytes.equals(answered!)).toBe(true);
  });

  it('is refused otherwise', async () => {
    const refused = core.renderLook({ ...asked, quality: 'preview' });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/expected a file/),
    });
  });
});

describe('sizes', () => {
  it('are those of the quality, with every coordinate in photo pixels', async () => {
    const [draft, preview, final] = [
      await render({ person: large, layers: [layer], quality: 'draft' }),
      await render({ person: large, layers: [layer], quality: 'preview' }),
      await render({ person: large, layers: [layer], quality: 'final' }),
    ];
    const { photoWidth, photoHeight } = final.result;
    const longest = Math.max(photoWidth, photoHeight);
    expect(longest).toBeGreaterThan(1024);
    expect([final.result.width, final.result.height]).toEqual([photoWidth, photoHeight]);
    expect(Math.max(preview.result.width, preview.result.height)).toBe(1024);
    const small = Math.max(draft.result.width, draft.result.height);
    expect(small).toBeGreaterThanOrEqual(448);
    expect(small).toBeLessThanOrEqual(640);
    expect(final.result.joints).toHaveLength(33);
    for (const made of [draft, preview]) {
      expect([made.result.photoWidth, made.result.photoHeight]).toEqual([photoWidth, photoHeight]);
      for (const { name, x, y } of made.result.joints) {
        expect(Math.hypot(joint(final, name).x - x, joint(final, name).y - y), name).toBeLessThan(0.01);
      }
      for (const mark of made.result.layers[0].landmarks) {
        const truth = place(final, mark.name);
        expect([mark.u, mark.v]).toEqual([truth.u, truth.v]);
        const off = Math.hypot(mark.x - truth.x, mark.y - truth.y);
        expect(off, mark.name).toBeLessThan(0.015 * longest);
      }
    }
  });
});

describe('edits', () => {
  it('leave every pixel outside the edited region as it is at full resolution, and say where that is', async () => {
    const base = await render({ person: large, layers: [layer], quality: 'draft' });
    const hem = place(base, 'hemL');
    const elbow = joint(base, 'leftElbow');
    const editedOut = join(folder, 'edited.png');
    const inventedOut = join(folder, 'invented.png');
    const { pixels, result } = await render({
      person: large,
      layers: [
        {
          ...layer,
          opacity: 0.7,
          sliders: { length: 0.5, ease: -0.5, shadow: 1, light: -1, edge: 0.5 },
          pins: [pinAt(hem, -20, 40)],
        },
      ],
      pose: { leftElbow: { x: elbow.x + 12, y: elbow.y } },
      strokes: [
        { id: 's', puts: 'front', radius: 30, points: [hem.x, hem.y, 0, 0, -50, 9000] },
        { id: 't', puts: 'behind', radius: 40, points: [elbow.x, elbow.y] },
      ],
      editedOut,
      inventedOut,
    });
    const photo = await pixelsOf(large);
    const mask = await sharp(editedOut).extractChannel(0).raw().toBuffer();
    const invented = await sharp(inventedOut).extractChannel(0).raw().toBuffer();
    expect(mask.length * 3).toBe(photo.length);
    expect(invented.length).toBe(mask.length);
    let edited = 0;
    for (let i = 0; i < mask.length; i++) {
      if (mask[i]) edited++;
      else if (
        pixels[i * 3] !== photo[i * 3] ||
        pixels[i * 3 + 1] !== photo[i * 3 + 1] ||
        pixels[i * 3 + 2] !== photo[i * 3 + 2]
      )
        throw new Error(`pixel ${i} changed outside the edit`);
      if (invented[i] && !mask[i]) throw new Error(`pixel ${i} is made up outside the edit`);
    }
    expect(edited / mask.length).toBeCloseTo(result.editedShare, 6);
    expect(edited / mask.length).toBeGreaterThan(0.05);
    expect(edited / mask.length).toBeLessThan(0.7);
  });

  it('hold a pinned landmark at its place and name it', async () => {
    const base = await render({ layers: [layer] });
    const hem = place(base, 'hemL');
    const unit = Math.abs(joint(base, 'leftShoulder').x - joint(base, 'rightShoulder').x);
    for (const quality of ['draft', 'final'] as const) {
      const pins = [pinAt(hem, -0.1 * unit, 0.2 * unit)];
      const moved = await render({ layers: [{ ...layer, pins }], quality });
      const now = place(moved, 'hemL');
      expect(now.pinned).toBe(true);
      expect(place(moved, 'hemR').pinned).toBe(false);
      const off = Math.hypot(now.x - pins[0].photo.x, now.y - pins[0].photo.y);
      expect(off).toBeLessThan(0.03 * unit);
      const collar = [place(base, 'collarR'), place(moved, 'collarR')];
      expect(Math.hypot(collar[0].x - collar[1].x, collar[0].y - collar[1].y)).toBeLessThan(0.03 * unit);
    }
  });

  it('move the hem by length, the sides by ease, and the sleeve with the elbow', async () => {
    const base = await render({ layers: [layer], quality: 'preview' });
    const at = async (sliders: { length?: number; ease?: number }) =>
      render({ layers: [{ ...layer, sliders }], quality: 'preview' });
    const height = place(base, 'hemC').y - place(base, 'collarL').y;
    const drop = async (length: number) =>
      (place(await at({ length }), 'hemC').y - place(base, 'hemC').y) / height;
    expect(await drop(1)).toBeGreaterThan(0.15);
    expect(await drop(1)).toBeLessThan(0.3);
    expect(await drop(-1)).toBeLessThan(-0.15);
    const wide = (made: Made) => place(made, 'hemR').x - place(made, 'hemL').x;
    expect(wide(await at({ ease: 1 })) / wide(base)).toBeGreaterThan(1.05);
    expect(wide(await at({ ease: -1 }))).toBeLessThanOrEqual(wide(base) * 1.01);

    const long = { id: 'long', garment: sample('garments/longsleeve-block') };
    const before = await render({ layers: [long], quality: 'draft' });
    const wrist = joint(before, 'leftWrist');
    const cuffs = before.result.layers[0].landmarks.filter(({ name }) => name.startsWith('cuffOuter'));
    const near = cuffs.sort((a, b) => Math.abs(a.x - wrist.x) - Math.abs(b.x - wrist.x))[0].name;
    const pose = { leftWrist: { x: wrist.x + 60, y: wrist.y - 40 } };
    const after = await render({ layers: [long], pose, quality: 'draft' });
    expect(joint(after, 'leftWrist')).toMatchObject({ ...pose.leftWrist, corrected: true });
    expect(joint(after, 'rightWrist').corrected).toBe(false);
    const moved = place(after, near).x - place(before, near).x;
    expect(moved).toBeGreaterThan(20);
  });

  it('blend a layer by its opacity with the picture without it', async () => {
    const [none, half, whole] = [
      await render({ layers: [{ ...layer, opacity: 0 }] }),
      await render({ layers: [{ ...layer, opacity: 0.5 }] }),
      await render({ layers: [layer] }),
    ];
    for (let i = 0; i < half.pixels.length; i++)
      if (Math.abs(half.pixels[i] - (none.pixels[i] + whole.pixels[i]) / 2) > 1)
        throw new Error(`sample ${i} is not the mean`);
    const under = { id: 'trousers', garment: TROUSERS };
    const without = await render({ layers: [under] });
    const faint = await render({ layers: [under, { ...layer, opacity: 0 }] });
    expect(faint.pixels.equals(without.pixels)).toBe(true);
    expect(faint.result.layers.map(({ id }) => id)).toEqual(['trousers', 'tee']);
  });

  it('draw layers in the order given', async () => {
    const trousers = { id: 'trousers', garment: TROUSERS };
    const [over, under] = [
      await render({ layers: [trousers, layer], quality: 'preview' }),
      await render({ layers: [layer, trousers], quality: 'preview' }),
    ];
    expect(over.result.layers.map(({ id }) => id)).toEqual(['trousers', 'tee']);
    expect(under.result.layers.map(({ id }) => id)).toEqual(['tee', 'trousers']);
    expect(share(over.pixels, under.pixels)).toBeGreaterThan(0.01);
  });
});

describe('the occlusion brush', () => {
  it('brings the photo in front, and cloth in front of the photo only where there is cloth', async () => {
    const photo = await pixelsOf(PERSON);
    const base = await render({ layers: [layer] });
    const { photoWidth, photoHeight } = base.result;
    const hem = place(base, 'hemC');
    const collar = place(base, 'collarL');
    const middle = { x: Math.round(hem.x), y: Math.round((hem.y + collar.y) / 2) };
    const stroke = { id: 's', radius: 30, hardness: 1, points: [middle.x, middle.y] };
    const front = await render({ layers: [layer], strokes: [{ ...stroke, puts: 'front' }] });
    for (let y = -20; y <= 20; y += 5)
      for (let x = -20; x <= 20; x += 5) {
        const o = ((middle.y + y) * photoWidth + middle.x + x) * 3;
        expect([...front.pixels.subarray(o, o + 3)]).toEqual([...photo.subarray(o, o + 3)]);
      }
    const other = await render({
      layers: [layer],
      strokes: [{ ...stroke, puts: 'front', layerId: 'somebody else' }],
    });
    expect(other.pixels.equals(base.pixels)).toBe(true);
    const undone = await render({
      layers: [layer],
      strokes: [
        { ...stroke, puts: 'front' },
        { ...stroke, id: 't', puts: 'behind' },
      ],
    });
    expect(share(undone.pixels, base.pixels)).toBeLessThan(share(front.pixels, base.pixels) / 5);

    const everywhere = {
      id: 'all',
      puts: 'behind' as const,
      radius: 2000,
      hardness: 1,
      points: [photoWidth / 2, photoHeight / 2],
    };
    const behind = await render({ layers: [layer], strokes: [everywhere] });
    expect(share(behind.pixels, base.pixels)).toBeGreaterThan(0);
    // Cloth ends at the hem and at the collar: far below and above nothing may change.
    const low = (Math.round(Math.max(hem.y, place(base, 'hemL').y) + 60) * photoWidth + 0) * 3;
    const high = Math.round(collar.y - 60) * photoWidth * 3;
    expect(behind.pixels.subarray(low).equals(base.pixels.subarray(low))).toBe(true);
    expect(behind.pixels.subarray(0, high).equals(base.pixels.subarray(0, high))).toBe(true);
  });
});

describe('wrong edits', () => {
  it('are refused or told, never a crash', async () => {
    const unknown = await errorOf(render({ layers: [layer], pose: { thirdElbow: { x: 10, y: 10 } } }));
    expect(unknown.code).toBe('invalid-input');
    expect(unknown.message).toContain('thirdElbow');
    const twice = await errorOf(render({ layers: [layer, layer] }));
    expect(twice.code).toBe('invalid-input');

    const base = await render({ layers: [layer], quality: 'draft' });
    const far = { ...pinAt(place(base, 'hemL'), 0, 0), photo: { x: 90_000, y: -90_000 } };
    const { result } = await render({
      layers: [{ ...layer, pins: [far], landmarks: { noSuchPoint: { x: 0.5, y: 0.5 } } }],
      pose: { leftWrist: { x: -90_000, y: 0 } },
      strokes: [
        { id: 'one point twice', puts: 'front', radius: 10, points: [50, 50, 50, 50] },
        { id: 'outside', puts: 'behind', radius: 0.5, points: [-5000, 70_000] },
      ],
      quality: 'draft',
    });
    expect(texts(result.notes).join(' ')).toMatch(/pin.*leftWrist|leftWrist.*pin/);
    expect(texts(result.notes).join(' ')).toContain('noSuchPoint');
    expect(joint({ ...base, result }, 'leftWrist').corrected).toBe(false);
  });

  it('say that crossed pins fold the garment', async () => {
    const base = await render({ layers: [layer], quality: 'draft' });
    const [left, right] = [place(base, 'hemL'), place(base, 'hemR')];
    const span = right.x - left.x;
    const pins = [pinAt(left, 1.6 * span, 0), pinAt(right, -1.6 * span, 0)];
    const { result } = await render({ layers: [{ ...layer, pins }], quality: 'draft' });
    const told = result.reasons.filter(({ tool }) => tool === 'pins');
    expect(told.map(({ code }) => code)).toContain('pins-fold');
    expect(told[0].layerId).toBe('tee');
    expect(result.confidence).toBeLessThan(base.result.confidence);
  });

  it('refuse a body nobody has, and draw any other', async () => {
    const base = await render({ layers: [layer], quality: 'draft' });
    const { x, y } = joint(base, 'leftHip');
    const point = Object.fromEntries(base.result.joints.map(({ name }) => [name, { x, y }]));
    const refused = await errorOf(render({ layers: [layer], pose: point, quality: 'draft' }));
    expect(refused.code).toBe('invalid-input');

    const at = (name: string) => ({ x: joint(base, name).x, y: joint(base, name).y });
    const armless = Object.fromEntries(
      ['Elbow', 'Wrist'].flatMap((end) => ['left', 'right'].map((s) => [s + end, at(`${s}Shoulder`)])),
    );
    const swapped = { leftElbow: at('rightElbow'), rightElbow: at('leftElbow'), leftWrist: at('rightAnkle') };
    const lengthened = { leftHip: { ...at('leftHip'), y: at('leftHip').y + 250 }, rightHip: at('rightKnee') };
    const turned = { leftShoulder: at('rightShoulder'), rightShoulder: at('leftShoulder') };
    for (const pose of [armless, swapped, lengthened, turned]) {
      const { result } = await render({ layers: [layer], pose, quality: 'draft' });
      expect(result.confidence).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('a dragged joint', () => {
  it('does not look at the photo again until the preview', async () => {
    const base = await render({ layers: [layer], quality: 'draft' });
    const { x, y } = joint(base, 'leftElbow');
    const pose = { leftElbow: { x: x + 7, y: y - 3 } };
    const ran = async (quality: 'draft' | 'preview') =>
      (await render({ layers: [layer], pose, quality })).result.stages
        .filter(({ cached }) => !cached)
        .map(({ stage }) => stage);
    const draft = await ran('draft');
    for (const stage of ['load-photo', 'estimate-pose', 'matte-person', 'parse-body', 'prepare-garment'])
      expect(draft).not.toContain(stage);
    expect(draft).toContain('fit-garment');
    const preview = await ran('preview');
    expect(preview).toContain('fit-garment');
    expect(preview).not.toContain('parse-body');
  });

  it('moves cloth alone where the photo shows no arm, warm or cold, and a short sleeve with its elbow', async () => {
    const base = await render({ layers: [layer], quality: 'preview' });
    const { photoWidth, width } = base.result;
    const [hip, shoulder, elbow] = ['rightHip', 'leftShoulder', 'leftElbow'].map((name) => joint(base, name));
    const unit = Math.hypot(
      shoulder.x - joint(base, 'rightShoulder').x,
      shoulder.y - joint(base, 'rightShoulder').y,
    );
    const belly = { x: (hip.x + shoulder.x) / 2, y: 0.4 * shoulder.y + 0.6 * hip.y };
    const inventedOut = join(folder, 'crossed-invented.png');
    const crossing = { leftWrist: belly };
    await render({ layers: [layer], pose: crossing, quality: 'preview', inventedOut });
    // No arm is made up in front of the belly, where the joint says one is.
    const scale = width / photoWidth;
    const [left, top, size] = [belly.x - 0.1 * unit, belly.y - 0.1 * unit, 0.2 * unit].map((v) =>
      Math.round(v * scale),
    );
    const box = { left, top, width: size, height: size };
    const made = await sharp(inventedOut).extract(box).raw().toBuffer();
    expect(Math.max(...made)).toBe(0);

    const pose = { leftElbow: { x: elbow.x + 0.25 * unit, y: elbow.y - 0.1 * unit } };
    const warm = await render({ layers: [layer], pose });
    const out = await render({ layers: [layer], pose, quality: 'preview' });
    const cuff = base.result.layers[0].landmarks
      .filter(({ name }) => name.startsWith('cuffOuter'))
      .sort((a, b) => Math.abs(a.x - elbow.x) - Math.abs(b.x - elbow.x))[0].name;
    expect(place(out, cuff).x - place(base, cuff).x).toBeGreaterThan(0.06 * unit);
    await core.close();
    core = makeCore();
    expect((await render({ layers: [layer], pose })).bytes.equals(warm.bytes)).toBe(true);
  });

  it('fits in drafts only the garments it bears on', async () => {
    const legs = { id: 'legs', garment: TROUSERS };
    const base = await render({ layers: [legs, layer], quality: 'draft' });
    const moved = (name: string, by: number) => {
      const { x, y } = joint(base, name);
      return { [name]: { x: x + by, y } };
    };
    const fitted = async (pose: Record<string, { x: number; y: number }>) =>
      (await render({ layers: [legs, layer], pose, quality: 'draft' })).result.stages
        .filter(({ stage, cached }) => stage === 'fit-garment' && !cached)
        .map(({ subject }) => subject);
    expect(await fitted(moved('leftWrist', 4))).toEqual([layer.id]);
    expect(await fitted(moved('leftKnee', 4))).toEqual([legs.id]);
    expect(await fitted(moved('leftHip', 2))).toEqual([legs.id, layer.id]);
    // a knee corrected before still counts, and is not fitted to again with every step of the wrist
    const knee = moved('leftKnee', 5);
    expect(await fitted({ ...knee, ...moved('leftWrist', 5) })).toEqual([legs.id, layer.id]);
    expect(await fitted({ ...knee, ...moved('leftWrist', 6) })).toEqual([layer.id]);
  });
});
