/** Cut-out: separates a garment from the backdrop of its picture, at analysis size. */

import { StudioError } from '../../../contract/errors.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { connectedComponents, largestOf } from '../../image/ops/components.ts';
import { fillHoles, open, openedRuns } from '../../image/ops/morphology.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { labelRuns, paintRuns, pickRuns, type Runs, runComponents, runsOf } from '../../image/ops/runs.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { Box, Raster } from '../../image/raster.ts';
import { type Backdrop, compareBackdrop, fitBackdrop } from './backdrop.ts';
import { BAND_ZONE, bandLayers } from './band.ts';
import { clearCastShadow } from './cast-shadow.ts';
import { chooseFlood, floodField, sobel, standingRuns } from './flood.ts';
import { cutBand } from './graph-cut.ts';
import { peelShadow } from './shadow.ts';

export interface CutOut {
  /** Part of the picture that holds the garment with a margin, pixels. */
  box: Box;
  /** 0/1, size of the box. */
  mask: Raster<Uint8Array>;
  /** 0..1 */
  confidence: number;
  reasons: Sentence[];
}

const NOT_FOUND =
  'No garment could be separated from the background. Use a picture of a single garment on a plain, evenly lit background with some space around it.';

/** Long side of the reduced copy on which settings are tried, and margin kept around the garment, pixels. */
const TRIAL_SIZE = 400;
const MARGIN = 24;
/** Holes no farther than this from the outside may be strap loops or gaps beside a sleeve, pixels. */
const STRAP = 16;
/** Levels up to which smeared backdrop inside a strap loop differs from it, and the contrast of the straps around. */
const SMEARED = 14;
const STRAP_CONTRAST = 45;
/** Widest strap, pixels, and how much of a loop's rim straps make up. */
const STRAP_WIDTH = 32;
const THIN = 0.6;
/** Least area of a hole, share of the cropped picture. */
const HOLE = 0.0001;
/** Largest strap loop, likewise. */
const LOOP = 0.02;
/** The same for holes that no contrast rims. */
const PALE_HOLE = 0.00025;

/**
 * Keeps the largest piece and other large pieces clear of the border, closes speckle holes and opens real ones: holes
 * with the backdrop's own colour and smoothness.
 */
function tidy(standing: Runs, backdrop: Backdrop, gradient: Float32Array): Raster<Uint8Array> {
  const { width, height } = standing;
  const n = width * height;
  const garment = new Uint8Array(n);
  // Whiskers one pixel wide go, straps of three stay.
  const opened = openedRuns(standing, 1);
  const cc = runComponents(opened, 8);
  const big = largestOf(cc);
  const kept = pickRuns(
    opened,
    cc.name,
    cc.box.map((b, k) => {
      const atBorder = b.x0 <= 2 || b.y0 <= 2 || b.x1 >= width - 2 || b.y1 >= height - 2;
      return k > 0 && (k === big || (cc.area[k] > 0.02 * cc.area[big] && !atBorder));
    }),
  );
  paintRuns(kept, garment, 1);

  const noise = backdrop.noise;
  const limit = Math.max(4, noise * 2.2 + 0.8);
  const smear = smearedLimit(backdrop);
  const like = new Uint8Array(n);
  const d = backdrop.distance;
  let smeared = 0;
  let near = 0;
  let total = 0;
  let alike = 0;
  for (let y = 0; y < height; y++)
    for (let r = kept.rows[y]; r < kept.rows[y + 1]; r++) {
      const end = y * width + kept.ends[r];
      for (let i = y * width + kept.starts[r]; i < end; i++) {
        total++;
        if (d[i] < smear) smeared++;
        if (d[i] < 12) near++;
        if (d[i] < limit && gradient[i] < 10 + 4 * noise) {
          like[i] = 1;
          alike++;
        }
      }
    }
  const cloth = { width, height, channels: 1, data: garment };
  // Neither too little nor so much of the cloth is like the backdrop that loops would not explain it.
  if (smeared >= HOLE * n && near - LOOP * n <= Math.max(0.06 * total, 3 * LOOP * n))
    openStrapLoops(cloth, backdrop, near, total);
  if (alike < HOLE * n) return cloth;
  openPaleHoles(garment, like, backdrop, gradient, width, near, total);
  const holes = connectedComponents({ width, height, channels: 1, data: like }, 4);
  const count = holes.count + 1;
  // A real hole is rimmed by cloth of another colour all round; a patch of cloth in the backdrop's colour fades out.
  const rim = new Float64Array(count);
  const rimCount = new Float64Array(count);
  for (let i = 5 * width; i < n - 5 * width; i++) {
    const k = holes.labels[i];
    if (!k || holes.area[k] < HOLE * n) continue;
    for (const unit of [-1, 1, -width, width]) {
      if (holes.labels[i + unit] === k) continue;
      const most = Math.max(d[i + 2 * unit], d[i + 3 * unit], d[i + 4 * unit], d[i + 5 * unit]);
      if (most > 26 + 5 * noise) rim[k]++;
      rimCount[k]++;
    }
  }
  const candidate = new Uint8Array(count);
  let candidates = 0;
  for (let k = 1; k < count; k++) {
    if (holes.area[k] < HOLE * n || rim[k] < 0.8 * rimCount[k]) continue;
    candidate[k] = 1;
    candidates++;
  }
  if (candidates === 0) return cloth;
  const { zone } = bandLayers(cloth, STRAP, 0);
  const sum = new Float64Array(count);
  const squares = new Float64Array(count);
  const exposed = new Uint8Array(count);
  for (let i = 0; i < n; i++) {
    const k = holes.labels[i];
    if (!candidate[k]) continue;
    sum[k] += backdrop.lighter[i];
    squares[k] += backdrop.lighter[i] ** 2;
    if (zone[i] === BAND_ZONE) exposed[k] = 1;
  }
  const open_ = new Uint8Array(count);
  for (let k = 1; k < count; k++) {
    if (!candidate[k]) continue;
    const a = holes.area[k];
    const mean = sum[k] / a;
    const deviation = Math.sqrt(Math.max(0, squares[k] / a - mean * mean));
    // Inside a strap loop or beside a sleeve compression smears the colours; deep inside the garment only a patch
    // exactly like the backdrop is believed to be a hole, and none where the cloth is like the backdrop everywhere.
    const plain = exposed[k]
      ? Math.abs(mean) < 2 + noise && deviation < 2.2 + 1.5 * noise
      : a > PALE_HOLE * n && Math.abs(mean) < 1 + noise && deviation < 0.7 + 1.2 * noise;
    if (plain && near - a < Math.max(0.06 * total, a)) open_[k] = 1;
  }
  for (let i = 0; i < n; i++) if (open_[holes.labels[i]]) garment[i] = 0;
  return { width, height, channels: 1, data: garment };
}

/** Difference below which a pixel may be backdrop smeared with cloth, levels. */
function smearedLimit({ noise }: Backdrop): number {
  return SMEARED + 2 * noise;
}

/**
 * Narrow loops of straps: compression smears their colour into the backdrop between them, so that little of it is exactly
 * like the backdrop. Cloth of strong contrast rims them all
 * round, and most of it is a strap with the outside beyond it; beside a print near an edge the outside lies on one side only. Clears them in `cloth`.
 */
function openStrapLoops(cloth: Raster<Uint8Array>, backdrop: Backdrop, near: number, total: number): void {
  const { width, height, data: garment } = cloth;
  const n = garment.length;
  const d = backdrop.distance;
  const smeared = new Uint8Array(n);
  const limit = smearedLimit(backdrop);
  for (let i = 0; i < n; i++) if (d[i] < limit && garment[i]) smeared[i] = 1;
  const runs = runsOf(smeared, width, height);
  const { name, area } = runComponents(runs, 4);
  const count = area.length;
  const wanted = new Uint8Array(count);
  let candidates = 0;
  for (let k = 1; k < count; k++) {
    const a = area[k];
    if (a < HOLE * n || a > LOOP * n || near - a > Math.max(0.06 * total, 3 * a)) continue;
    wanted[k] = 1;
    candidates++;
  }
  if (candidates === 0) return;
  const labels = labelRuns(runs, name);
  const rim = new Float64Array(count);
  const rimCount = new Float64Array(count);
  const sum = new Float64Array(count);
  const thin = new Float64Array(count);
  for (let i = 5 * width; i < n - 5 * width; i++) {
    const k = labels[i];
    if (!wanted[k]) continue;
    sum[k] += d[i];
    for (const unit of [-1, 1, -width, width]) {
      if (labels[i + unit] === k) continue;
      // Cloth, not the outside, must rim it.
      const far = garment[i + unit] && garment[i + 3 * unit];
      const most = Math.max(d[i + 2 * unit], d[i + 3 * unit], d[i + 4 * unit], d[i + 5 * unit]);
      rimCount[k]++;
      if (!far || most <= STRAP_CONTRAST) continue;
      rim[k]++;
      for (let r = 4; r < STRAP_WIDTH; r++) {
        if (garment[i + r * unit] !== 0) continue;
        thin[k]++;
        break;
      }
    }
  }
  for (let k = 1; k < count; k++) {
    const a = area[k];
    if (rim[k] < 0.8 * rimCount[k] || thin[k] < THIN * rimCount[k] || sum[k] > (8 + backdrop.noise) * a)
      wanted[k] = 0;
  }
  paintRuns(runs, garment, 0, name, wanted);
}

/**
 * Holes in a garment of nearly the backdrop's colour, such as the gap beside a white sleeve on white: no contrast of
 * colour rims them, so they must be exactly like the backdrop inside and have a clear edge all round. Clears them in
 * `garment`.
 */
function openPaleHoles(
  garment: Uint8Array,
  like: Uint8Array,
  backdrop: Backdrop,
  gradient: Float32Array,
  width: number,
  near: number,
  total: number,
): void {
  const n = garment.length;
  const noise = backdrop.noise;
  const limit = Math.max(2.2, noise * 2.2 + 0.8);
  const strict = new Uint8Array(n);
  let alike = 0;
  for (let i = 0; i < n; i++) {
    if (!like[i] || backdrop.distance[i] >= limit) continue;
    strict[i] = 1;
    alike++;
  }
  if (alike < PALE_HOLE * n) return;
  const holes = connectedComponents(open({ width, height: n / width, channels: 1, data: strict }, 1), 4);
  const count = holes.count + 1;
  const sum = new Float64Array(count);
  const squares = new Float64Array(count);
  const rim = new Float64Array(count);
  const rimCount = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    const k = holes.labels[i];
    if (!k || holes.area[k] < PALE_HOLE * n) continue;
    sum[k] += backdrop.lighter[i];
    squares[k] += backdrop.lighter[i] ** 2;
    if (i < 3 * width || i >= n - 3 * width) continue;
    for (const unit of [-1, 1, -width, width]) {
      if (holes.labels[i + 3 * unit] === k) continue;
      rim[k] += Math.max(gradient[i + unit], gradient[i + 2 * unit], gradient[i + 3 * unit]);
      rimCount[k]++;
    }
  }
  const hole = new Uint8Array(count);
  for (let k = 1; k < count; k++) {
    const a = holes.area[k];
    if (a < PALE_HOLE * n || rim[k] < rimCount[k] * (24 + 6 * noise)) continue;
    const mean = sum[k] / a;
    const deviation = Math.sqrt(Math.max(0, squares[k] / a - mean * mean));
    const plain = Math.abs(mean) < 1 + noise && deviation < 0.7 + 1.2 * noise;
    // A garment of nearly the backdrop's colour has such patches everywhere.
    if (plain && near - a < Math.max(0.06 * total, a)) hole[k] = 1;
  }
  for (let i = 0; i < n; i++) {
    if (!hole[holes.labels[i]]) continue;
    garment[i] = 0;
    like[i] = 0;
  }
}

/** Cuts the garment out of a picture (RGB, long side at most 1024). Throws `no-garment-found`. */
export function cutOut(rgb: Raster<Uint8Array>): CutOut {
  const factor = Math.min(1, TRIAL_SIZE / Math.max(rgb.width, rgb.height));
  const small = resizeArea(
    rgb,
    Math.max(8, Math.round(rgb.width * factor)),
    Math.max(8, Math.round(rgb.height * factor)),
  );
  const smallLab = rgbToLab(small);
  const model = fitBackdrop(smallLab);
  const choice = chooseFlood(floodField(smallLab, compareBackdrop(smallLab, model)), model.noise);
  if (!choice) throw new StudioError('no-garment-found', NOT_FOUND);

  const sx = rgb.width / small.width;
  const sy = rgb.height / small.height;
  const box: Box = {
    x0: Math.max(0, Math.floor(choice.box.x0 * sx) - MARGIN),
    y0: Math.max(0, Math.floor(choice.box.y0 * sy) - MARGIN),
    x1: Math.min(rgb.width, Math.ceil(choice.box.x1 * sx) + MARGIN),
    y1: Math.min(rgb.height, Math.ceil(choice.box.y1 * sy) + MARGIN),
  };
  const lab = rgbToLab(rgb, box);
  const backdrop = compareBackdrop(lab, model, {
    x: box.x0 / rgb.width,
    y: box.y0 / rgb.height,
    width: lab.width / rgb.width,
    height: lab.height / rgb.height,
  });
  const gradient = sobel(lab);
  const standing = standingRuns(backdrop, gradient, lab.width, choice.settings);
  const { garment: rough, shadow } = peelShadow(
    lab,
    backdrop,
    clearCastShadow(backdrop, gradient, tidy(standing, backdrop, gradient)),
  );
  // Pinholes are leaks of the flood, not openings of the garment.
  const mask = fillHoles(cutBand(lab, backdrop, rough, shadow), 0.0002 * lab.width * lab.height);

  let area = 0;
  let changed = 0;
  let borderPixels = 0;
  const last = mask.width - 1;
  for (let y = 0; y < mask.height; y++) {
    const base = y * mask.width;
    let inRow = 0;
    for (let i = base; i <= base + last; i++) {
      const own = mask.data[i];
      inRow += own;
      changed += own ^ rough.data[i];
    }
    area += inRow;
    const py = y + box.y0;
    if (py === 0 || py === rgb.height - 1) borderPixels += inRow;
    else {
      if (box.x0 === 0) borderPixels += mask.data[base];
      if (box.x1 === rgb.width) borderPixels += mask.data[base + last];
    }
  }
  const coverage = area / (rgb.width * rgb.height);
  if (coverage < 0.008 || model.agreement < 0.4) throw new StudioError('no-garment-found', NOT_FOUND);
  const reasons: Sentence[] = [];
  let confidence = 1;
  const lower = (by: number, why: Sentence): void => {
    confidence *= by;
    reasons.push(why);
  };
  if (model.agreement < 0.6 || model.noise > 6)
    lower(clamp(Math.min(model.agreement, 3 / model.noise), 0.3, 0.6), say('garment-background-busy'));
  if (choice.raggedness > 1.6)
    lower(clamp(2.2 - 0.6 * choice.raggedness, 0.3, 0.9), say('garment-outline-ragged'));
  if (coverage > 0.8) lower(0.7, say('garment-fills-frame'));
  if (borderPixels > 0.04 * (rgb.width + rgb.height)) lower(0.75, say('garment-cut-off'));
  if (changed > 0.06 * area) lower(0.85, say('garment-like-background'));
  return { box, mask, confidence, reasons };
}
