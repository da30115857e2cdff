import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { texts } from '../../../../src-main/contract/sentences.ts';
import type { Garment, GarmentLandmarkName } from '../../../../src-main/engine/domain/garment.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { byteRaster } from '../../../../src-main/engine/image/raster.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import {
  asPhoto,
  coverageOf,
  type Drawing,
  dress,
  jacket,
  longSleeve,
  openJacket,
  paint,
  type Rgb,
  type Scene,
  shell,
  shorts,
  skirt,
  tank,
  tee,
  trousers,
} from './drawn-garments.ts';

const prepare = (d: Drawing, scene: Scene = {}): Garment => prepareGarment(asPhoto(paint(d, scene)));

/** Intersection over union of the cut-out with the drawing. */
function overlap(g: Garment, d: Drawing): number {
  const truth = coverageOf(d, g.alpha.width, g.alpha.height);
  let both = 0;
  let either = 0;
  for (let i = 0; i < truth.length; i++) {
    both += Math.min(truth[i], g.alpha.data[i]);
    either += Math.max(truth[i], g.alpha.data[i]);
  }
  return both / either;
}

/** Largest distance of found landmarks from the drawn ones, pixels. */
function worst(g: Garment, d: Drawing): { name: string; off: number } {
  let out = { name: '', off: 0 };
  for (const [name, p] of Object.entries(d.expected)) {
    const q = g.landmarks[name as GarmentLandmarkName];
    const off = q ? Math.hypot(q.x - p.x, q.y - p.y) : Number.POSITIVE_INFINITY;
    if (off > out.off) out = { name, off };
  }
  return out;
}

describe('garment category, sleeves and landmarks', () => {
  const cases: [string, Drawing, Garment['category'], Garment['sleeve'], number][] = [
    ['tee', tee(), 'top', 'short', 10],
    ['long sleeve', longSleeve(), 'top', 'long', 12],
    ['tank', tank(), 'top', 'sleeveless', 16],
    ['shell with cap shoulders', shell(), 'top', 'sleeveless', 14],
    ['dress', dress(), 'dress', 'sleeveless', 16],
    ['open jacket', jacket(), 'jacket', 'long', 12],
    ['trousers', trousers(), 'trousers', 'none', 10],
    ['shorts', shorts(), 'shorts', 'none', 10],
    ['skirt', skirt(), 'skirt', 'none', 10],
  ];
  for (const [name, drawing, category, sleeve, tolerance] of cases)
    it(`knows a ${name} and finds its points`, () => {
      const g = prepare(drawing);
      expect(g.category).toBe(category);
      expect(g.sleeve).toBe(sleeve);
      expect(overlap(g, drawing)).toBeGreaterThan(0.97);
      const w = worst(g, drawing);
      expect(w.off, `worst landmark ${w.name}`).toBeLessThan(tolerance);
      expect(Math.abs(g.axisX - 180)).toBeLessThan(2);
    });

  it('calls a jacket with a gap down its front open, a closed one not', () => {
    expect(prepare(jacket()).openFront).toBe(true);
    expect(prepare(longSleeve()).openFront).toBe(false);
  });

  it('knows a jacket open over its lining and lets through what shows between the fronts', () => {
    const d = openJacket();
    const cloth: Rgb = [96, 104, 98];
    const lining: Rgb = [112, 112, 84];
    const g = prepare(d, { garment: cloth, print: (x, y) => (d.lining(x, y) ? lining : undefined) });
    expect(g.category).toBe('jacket');
    expect(g.openFront).toBe(true);
    let both = 0;
    let either = 0;
    for (let y = 80; y < 350; y++)
      for (let x = 60; x < 300; x++) {
        const found = g.innerBack.data[y * g.innerBack.width + x] > 0.5;
        const drawn = d.lining(x, y);
        if (found && drawn) both++;
        if (found || drawn) either++;
      }
    expect(both / either).toBeGreaterThan(0.85);
  });

  it('keeps a panel of another colour down the front of a top closed', () => {
    const print = (x: number): Rgb | undefined => (Math.abs(x - 180) < 20 ? [230, 200, 60] : undefined);
    const g = prepare(longSleeve(), { print });
    expect(g.openFront).toBe(false);
    const i = 250 * g.innerBack.width + 180;
    expect(g.innerBack.data[i]).toBe(0);
  });

  it('obeys a given category', () => {
    const g = prepareGarment(asPhoto(paint(tank())), { category: 'dress' });
    expect(g.category).toBe('dress');
    expect(g.confidence.category).toBe(1);
  });

  it('is the same at twice the size', () => {
    const small = tee();
    const scale = (p: { x: number; y: number }): { x: number; y: number } => ({ x: p.x * 2, y: p.y * 2 });
    const large: Drawing = { outline: small.outline.map(scale), expected: {} };
    for (const [k, p] of Object.entries(small.expected)) large.expected[k] = scale(p);
    const g = prepare(large, { width: 720, height: 960 });
    expect(g.category).toBe('top');
    expect(worst(g, large).off).toBeLessThan(20);
  });

  it('finds left and right by mirror symmetry', () => {
    const g = prepare(tee());
    for (const kind of ['collar', 'armpit', 'cuffOuter', 'hem'] as const) {
      const l = g.landmarks[`${kind}L`];
      const r = g.landmarks[`${kind}R`];
      expect(Math.abs((l?.x ?? 0) + (r?.x ?? 0) - 360)).toBeLessThan(6);
      expect(Math.abs((l?.y ?? 0) - (r?.y ?? 0))).toBeLessThan(6);
    }
  });
});

describe('cut-out', () => {
  it('survives a backdrop with a gradient and grain', () => {
    const d = tee();
    const g = prepare(d, { backdrop: (x, y) => [200 + x / 12, 205 + y / 20, 214 - x / 30] as Rgb, noise: 2 });
    expect(overlap(g, d)).toBeGreaterThan(0.96);
  });

  it('leaves a drop shadow out', () => {
    const d = tee();
    const g = prepare(d, { garment: [20, 130, 110], shadow: { dx: 7, dy: 7, dark: 60 } });
    expect(overlap(g, d)).toBeGreaterThan(0.95);
  });

  describe('before a wide cast shadow', () => {
    /** Off-white wall with a soft shadow up to 70 levels deep below and right of the middle, down to the border. */
    const shaded = (x: number, y: number): Rgb => {
      const beside = (x - 215) / 90;
      const above = (190 - y) / 60;
      const dark = 70 * Math.exp(-(beside ** 2)) * (above > 0 ? Math.exp(-(above ** 2)) : 1);
      return [232 - dark, 232 - dark, 228 - dark];
    };

    it('leaves out the shadow, down to the border and between the legs', () => {
      for (const d of [trousers(), dress()]) {
        const g = prepare(d, { garment: [120, 20, 50], backdrop: shaded, noise: 1 });
        expect(overlap(g, d)).toBeGreaterThan(0.97);
        expect(texts(g.reasons).join()).not.toContain('cut off');
      }
      expect(prepare(trousers(), { garment: [120, 20, 50], backdrop: shaded, noise: 1 }).category).toBe(
        'trousers',
      );
    });

    it('keeps garments of the greys that shadows have', () => {
      for (const grey of [20, 90, 140])
        for (const backdrop of [shaded, undefined]) {
          const d = tee();
          const g = prepare(d, { garment: [grey, grey, grey], backdrop, noise: 1 });
          const truth = coverageOf(d, g.alpha.width, g.alpha.height);
          let lost = 0;
          let all = 0;
          for (let i = 0; i < truth.length; i++) {
            all += truth[i];
            lost += Math.max(0, truth[i] - g.alpha.data[i]);
          }
          expect(lost / all).toBeLessThan(0.03);
        }
    });

    it('keeps a grey garment whose outline is lost in a stretch', () => {
      const d = tee();
      const grey = 170;
      // The wall darkens to the cloth's own grey beside the right side seam.
      const wall = (x: number, y: number): Rgb => {
        const v = 236 - 66 * Math.exp(-(((x - 236) / 30) ** 2) - ((y - 300) / 26) ** 2);
        return [v, v, v];
      };
      const g = prepare(d, { garment: [grey, grey, grey], backdrop: wall });
      expect(overlap(g, d)).toBeGreaterThan(0.9);
    });
  });

  it('finds white on near white', () => {
    const d = tee();
    const g = prepare(d, { garment: [250, 250, 250], backdrop: () => [238, 238, 238], noise: 0.4 });
    expect(overlap(g, d)).toBeGreaterThan(0.93);
  });

  it('opens holes that show the backdrop and keeps prints of its colour', () => {
    const square = (x: number, y: number, r: number): { x: number; y: number }[] => [
      { x: x - r, y: y - r },
      { x: x + r, y: y - r },
      { x: x + r, y: y + r },
      { x: x - r, y: y + r },
    ];
    const d: Drawing = { ...tee(), holes: [square(180, 150, 14)] };
    const print = (x: number, y: number): Rgb | undefined =>
      Math.hypot(x - 180, y - 290) < 22 ? [236, 236, 236] : undefined;
    const g = prepare(d, { print });
    const at = (x: number, y: number): number => g.alpha.data[y * g.alpha.width + x];
    expect(at(180, 150)).toBe(0);
    expect(at(180, 290)).toBe(1);
  });

  it('has smooth edges: coverage along a slanted edge follows the true line', () => {
    const d = tee();
    const g = prepare(d, { garment: [252, 252, 252], backdrop: () => [240, 240, 240] });
    // Shoulder seam from (250,105) to (322,185): half-coverage points per row lie near the line.
    let sum = 0;
    let count = 0;
    for (let y = 120; y < 170; y++) {
      let x = 340;
      while (x > 200 && g.alpha.data[y * g.alpha.width + x] < 0.5) x--;
      const inner = g.alpha.data[y * g.alpha.width + x];
      const outer = g.alpha.data[y * g.alpha.width + x + 1];
      const edge = x + 0.5 + (inner - 0.5) / Math.max(1e-6, inner - outer);
      const line = 250 + ((y + 0.5 - 105) * 72) / 80;
      sum += (edge - line) ** 2;
      count++;
    }
    expect(Math.sqrt(sum / count)).toBeLessThan(1.2);
  });

  it('bleeds garment colour outwards', () => {
    const g = prepare(tee(), { garment: [200, 30, 40] });
    // A backdrop pixel four pixels left of the left side seam.
    const i = (300 * g.rgb.width + 106) * 3;
    expect(g.alpha.data[300 * g.rgb.width + 106]).toBe(0);
    expect(g.rgb.data[i]).toBeGreaterThan(170);
    expect(g.rgb.data[i + 1]).toBeLessThan(60);
  });

  it('returns masks of one size with values 0..1', () => {
    const g = prepare(tank());
    for (const m of [g.alpha, g.innerBack]) {
      expect([m.width, m.height]).toEqual([g.rgb.width, g.rgb.height]);
      expect(m.data.every((v) => v >= 0 && v <= 1)).toBe(true);
    }
  });
});

describe('doubt', () => {
  const refused = (scene: () => Garment): string => {
    try {
      const g = scene();
      return `confidence ${g.confidence.cutout}`;
    } catch (e) {
      return e instanceof StudioError ? e.code : String(e);
    }
  };

  it('refuses an empty picture', () => {
    const blank = byteRaster(200, 260, 3);
    blank.data.fill(244);
    expect(refused(() => prepareGarment(asPhoto(blank)))).toBe('no-garment-found');
  });

  it('refuses or doubts a busy background', () => {
    const random = mulberry32(3);
    const blocks = Array.from({ length: 400 }, () => [random() * 255, random() * 255, random() * 255] as Rgb);
    const result = refused(() =>
      prepare(tee(), { backdrop: (x, y) => blocks[Math.floor(x / 18) + 20 * Math.floor(y / 24)] }),
    );
    if (result !== 'no-garment-found') expect(Number(result.split(' ')[1])).toBeLessThan(0.65);
  });

  it('doubts a garment cut off by the frame', () => {
    const d = tee();
    const g = prepare(d, { height: 300 });
    expect(texts(g.reasons).join(' ')).toContain('edge of the picture');
    expect(g.confidence.cutout).toBeLessThan(0.9);
  });

  it('doubts a garment that a person seems to wear', () => {
    const g = prepareGarment(asPhoto(paint(tee())), { wornBy: 0.9 });
    expect(g.confidence.cutout).toBeLessThan(0.5);
    expect(texts(g.reasons)).toContain('a person seems to wear the garment');
  });
});

describe('neckline', () => {
  it('separates the inside of the back from the front', () => {
    // The back is seen above the front edge as a darker crescent.
    const d = tee();
    const front = (x: number): number => 92 + 34 * (1 - ((x - 180) / 32) ** 2);
    const g = prepare(d, {
      garment: [150, 60, 60],
      print: (x, y) => (Math.abs(x - 180) < 32 && y < front(x) ? [70, 25, 25] : undefined),
    });
    const middle = g.neckline[Math.floor(g.neckline.length / 2)];
    expect(Math.abs(middle.y - 126)).toBeLessThan(6);
    const at = (x: number, y: number): number => g.innerBack.data[y * g.innerBack.width + x];
    expect(at(180, 114)).toBeGreaterThan(0.9);
    expect(at(180, 140)).toBe(0);
    expect(at(230, 114)).toBe(0);
  });

  it('looks for the front edge below the label, which is on the inside of the back', () => {
    // A strong seam at the back, a label below it, and farther down the faint edge of the front.
    const bow = (x: number, depth: number): number => 92 + depth * (1 - ((x - 180) / 32) ** 2);
    const scene = (label: boolean): Scene => ({
      garment: [150, 60, 60],
      print: (x, y) => {
        if (Math.abs(x - 180) > 32 || y > bow(x, 44)) return undefined;
        if (label && Math.abs(x - 180) < 9 && y > 113 && y < 121) return [240, 240, 235];
        return y < bow(x, 21) ? [70, 25, 25] : [120, 46, 46];
      },
    });
    const middle = (g: Garment): number => g.neckline[Math.floor(g.neckline.length / 2)].y;
    const labelled = prepare(tee(), scene(true));
    expect(Math.abs(middle(labelled) - 136)).toBeLessThan(6);
    expect(labelled.innerBack.data[117 * labelled.innerBack.width + 180]).toBeGreaterThan(0.9);
    // Without the label the seam is the stronger edge.
    expect(Math.abs(middle(prepare(tee(), scene(false))) - 113)).toBeLessThan(6);
  });
});
