/** Small numeric helpers over one-dimensional data: clamping, interpolation, order statistics, smoothing, seeded noise. */

export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}

/** 0 below 0, 1 above 1, cubic 3x^2 - 2x^3 between. */
export function smoothstep(x: number): number {
  const t = clamp(x, 0, 1);
  return t * t * (3 - 2 * t);
}

/** `count` values from `from` to `to`, both included. */
export function linspace(from: number, to: number, count: number): Float64Array {
  const out = new Float64Array(count);
  const step = count > 1 ? (to - from) / (count - 1) : 0;
  for (let i = 0; i < count; i++) out[i] = from + step * i;
  return out;
}

/** Linear interpolation of ys over ascending xs, held constant outside the range. Throws on empty input. */
export function interp1(x: number, xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const n = xs.length;
  if (n === 0 || ys.length < n) throw new RangeError('interp1 expected as many ys as xs, at least one');
  if (!(x > xs[0])) return ys[0];
  if (x >= xs[n - 1]) return ys[n - 1];
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (xs[mid] <= x) low = mid;
    else high = mid;
  }
  const span = xs[high] - xs[low];
  const t = span > 0 ? (x - xs[low]) / span : 0;
  return ys[low] * (1 - t) + ys[high] * t;
}

/** q-quantile (0..1) with linear interpolation between order statistics; NaN for empty input. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  // Copied by hand: typed arrays made from array-likes go through an iterator, which costs more than the sort.
  const sorted = new Float64Array(n);
  for (let i = 0; i < n; i++) sorted[i] = values[i];
  sorted.sort();
  const at = clamp(q, 0, 1) * (n - 1);
  const low = Math.floor(at);
  const high = Math.min(n - 1, low + 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Running median over an odd window, ends replicated. */
export function medianFilter1d(values: ArrayLike<number>, window: number): Float64Array {
  const n = values.length;
  const half = window >> 1;
  const out = new Float64Array(n);
  const buffer = new Float64Array(2 * half + 1);
  for (let i = 0; i < n; i++) {
    for (let k = -half; k <= half; k++) buffer[k + half] = values[clamp(i + k, 0, n - 1)];
    out[i] = buffer.slice().sort()[half];
  }
  return out;
}

/** Median of the values at most `reach` places away from each; at the ends of those there are. */
export function runningMedian(values: ArrayLike<number>, reach: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n);
  // The window, in ascending order.
  const sorted = new Float64Array(2 * reach + 2);
  let size = 0;
  const insert = (v: number): void => {
    let k = size++;
    for (; k > 0 && sorted[k - 1] > v; k--) sorted[k] = sorted[k - 1];
    sorted[k] = v;
  };
  const remove = (v: number): void => {
    size--;
    let k = 0;
    while (k < size && sorted[k] !== v) k++;
    for (; k < size; k++) sorted[k] = sorted[k + 1];
  };
  for (let k = 0; k < Math.min(reach, n); k++) insert(values[k]);
  for (let i = 0; i < n; i++) {
    if (i + reach < n) insert(values[i + reach]);
    if (i - reach - 1 >= 0) remove(values[i - reach - 1]);
    const low = (size - 1) >> 1;
    out[i] = size % 2 === 1 ? sorted[low] : sorted[low] + (sorted[low + 1] - sorted[low]) * 0.5;
  }
  return out;
}

/** Normalised Gaussian taps out to 3 sigma (at least one tap). */
export function gaussianKernel(sigma: number): Float32Array {
  const radius = Math.max(0, Math.ceil(sigma * 3));
  const taps = new Float32Array(2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i++) {
    const v = sigma > 0 ? Math.exp((-0.5 * i * i) / (sigma * sigma)) : i === 0 ? 1 : 0;
    taps[i + radius] = v;
    sum += v;
  }
  for (let i = 0; i < taps.length; i++) taps[i] /= sum;
  return taps;
}

/** Gaussian smoothing of a sequence, ends replicated. */
export function gaussianFilter1d(values: ArrayLike<number>, sigma: number): Float64Array {
  const n = values.length;
  const taps = gaussianKernel(sigma);
  const radius = taps.length >> 1;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += taps[k + radius] * values[clamp(i + k, 0, n - 1)];
    out[i] = sum;
  }
  return out;
}

/** Seeded uniform generator on [0, 1) (mulberry32): the only source of randomness in the engine. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
