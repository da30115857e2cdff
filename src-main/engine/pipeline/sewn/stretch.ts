/** Stretch of worn cloth in two numbers. */

/** @param share strain by vertex over comfort */
export function stretchOf(share: Float32Array, comfort: number): { p90: number; beyond: number } {
  const sorted = Float32Array.from(share).sort();
  const above = sorted.length - sorted.findIndex((v) => v > 1);
  return {
    p90: sorted[Math.floor(0.9 * (sorted.length - 1))] * comfort,
    beyond: sorted[sorted.length - 1] > 1 ? above / sorted.length : 0,
  };
}
