/** Which pictures are no patterns, and which sewn garments are not worn: the reasons why a picture is laid on a ready garment. */

import { describe, expect, it } from 'vitest';
import type { DressForm } from '../../../src-main/engine/body/sewing/form.ts';
import type { SewnResult } from '../../../src-main/engine/body/sewing/sew-garment.ts';
import { prepareGarment } from '../../../src-main/engine/perception/garment/index.ts';
import { whyNoPattern, whyNotWorn } from '../../../src-main/engine/pipeline/sewn/soundness.ts';
import { asPhoto, type Drawing, paint, tee } from '../perception/garment/drawn-garments.ts';

const garmentAt = (dx: number, dy: number) => {
  const drawing: Drawing = tee();
  const outline = drawing.outline.map((p) => ({ x: p.x + dx, y: p.y + dy }));
  return prepareGarment(asPhoto(paint({ ...drawing, outline })));
};

describe('patterns', () => {
  it('need the whole garment', () => {
    expect(whyNoPattern(garmentAt(0, 0))).toBeUndefined();
    // one sleeve beyond the edge, and the hem below it
    expect(whyNoPattern(garmentAt(-70, 0))?.code).toBe('unsewable-cut-off');
    expect(whyNoPattern(garmentAt(0, 130))?.code).toBe('unsewable-cut-off');
  });

  it('need an outline that is sure', () => {
    const garment = garmentAt(0, 0);
    const confidence = { ...garment.confidence, overall: 0.1 };
    expect(whyNoPattern({ ...garment, confidence })?.code).toBe('unsewable-outline-unsure');
  });
});

describe('worn garments', () => {
  const side = (y: number) => ({ L: [0.18, y, 0], R: [-0.18, y, 0] });
  const form = { shoulder: side(1.36), waistY: 1.02, crotchY: 0.74 } as unknown as DressForm;
  /** Cloth from `low` to `high`, of which `torn` (0..1) is stretched to twice its length. */
  const worn = (
    category: SewnResult['category'],
    low: number,
    high: number,
    torn = 0,
  ): string | undefined => {
    const n = 200;
    const positions = Float32Array.from({ length: n * 3 }, (_, i) =>
      i % 3 === 1 ? low + ((high - low) * Math.floor(i / 3)) / (n - 1) : 0,
    );
    const strain = Float32Array.from({ length: n }, (_, i) => (i < torn * n ? 1 : 0.05));
    return whyNotWorn({ category, mesh: { positions }, strain } as unknown as SewnResult, form)?.code;
  };

  it('hang from the shoulders or the waist', () => {
    expect(worn('top', 0.8, 1.47)).toBeUndefined();
    expect(worn('dress', 0.1, 1.3)).toBeUndefined();
    expect(worn('top', 0.5, 1.1)).toBe('unsewable-off-shoulders');
    expect(worn('top', 0.9, 1.7)).toBe('unsewable-over-head');
    expect(worn('trousers', 0.05, 0.98)).toBeUndefined();
    expect(worn('skirt', 0.3, 0.72)).toBe('unsewable-off-hips');
    expect(worn('dress', -0.4, 1.4)).toBe('unsewable-on-floor');
  });

  it('are whole', () => {
    expect(worn('skirt', 0.5, 1, 0.01)).toBeUndefined();
    expect(worn('skirt', 0.5, 1, 0.1)).toBe('unsewable-tears');
  });
});
