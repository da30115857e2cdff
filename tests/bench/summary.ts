/** Summary: figures of a benchmark in few numbers, and a fixed piece of work that figures are compared with. */

export const round = (value: number): number => Math.round(value * 10) / 10;

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN;
};

export const summary = (values: readonly number[]) => ({
  count: values.length,
  median: round(quantile(values, 0.5)),
  p95: round(quantile(values, 0.95)),
  largest: round(Math.max(...values)),
});

/** Processor time of arithmetic over an array that fits no cache, milliseconds. */
export function reference(): number {
  const data = new Float32Array(4e6);
  const before = process.cpuUsage();
  for (let pass = 0; pass < 8; pass++)
    for (let i = 1; i < data.length; i++) data[i] = data[i - 1] * 0.5 + Math.sqrt(i + pass);
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}
