/** Dense damped least squares with bounds: normal equations gathered row by row, Cholesky, covariance. */

/** Normal equations of a linear least squares problem: sum of w (r + J d)^2. */
export interface NormalEquations {
  size: number;
  /** J' W J, row-major, both halves. */
  matrix: Float64Array;
  /** J' W r. */
  gradient: Float64Array;
  /** Sum of w r^2. */
  cost: number;
}

export function normalEquations(size: number): NormalEquations {
  return { size, matrix: new Float64Array(size * size), gradient: new Float64Array(size), cost: 0 };
}

/**
 * Adds one residual.
 * @param row its derivatives, `size` numbers; only the `columns` named are looked at
 */
export function addRow(
  equations: NormalEquations,
  row: Float64Array,
  columns: ArrayLike<number>,
  residual: number,
  weight: number,
): void {
  const { size, matrix, gradient } = equations;
  equations.cost += weight * residual * residual;
  for (let a = 0; a < columns.length; a++) {
    const i = columns[a];
    const v = weight * row[i];
    if (v === 0) continue;
    gradient[i] += v * residual;
    for (let b = 0; b <= a; b++) matrix[i * size + columns[b]] += v * row[columns[b]];
  }
}

/** Copies the half that addRow wrote to the other. `columns` of every row must ascend. */
function full(equations: NormalEquations): Float64Array {
  const { size, matrix } = equations;
  const out = matrix.slice();
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) out[j * size + i] = out[i * size + j];
  return out;
}

/** Lower Cholesky factor of a symmetric matrix, undefined when it is not positive definite. */
function cholesky(matrix: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i === j) {
        if (!(sum > 0)) return undefined;
        l[i * n + i] = Math.sqrt(sum);
      } else l[i * n + j] = sum / l[j * n + j];
    }
  }
  return l;
}

function solveWith(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}

/**
 * The step that lowers the cost most, damped by `damping` times the diagonal. Numbers that stand at a bound and would
 * leave it stay (`held` says which may go neither way).
 *
 * @returns undefined when the equations have no solution
 */
export function dampedStep(
  equations: NormalEquations,
  damping: number,
  values: Float64Array,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): Float64Array | undefined {
  const { size, gradient } = equations;
  const held = new Uint8Array(size);
  const matrix = full(equations);
  for (let i = 0; i < size; i++) matrix[i * size + i] *= 1 + damping;
  // a number that runs into a bound is held there and the others are solved for again
  for (let round = 0; round < 4; round++) {
    const reduced = matrix.slice();
    const right = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      if (!held[i]) right[i] = -gradient[i];
      for (let j = 0; j < size; j++) if (held[i] || held[j]) reduced[i * size + j] = i === j ? 1 : 0;
    }
    const l = cholesky(reduced, size);
    if (!l) return undefined;
    const step = solveWith(l, size, right);
    let more = false;
    for (let i = 0; i < size; i++) {
      if (held[i]) continue;
      const at = values[i];
      if ((at <= low[i] && step[i] < 0) || (at >= high[i] && step[i] > 0)) {
        held[i] = 1;
        more = true;
      }
    }
    if (more && round < 3) continue;
    for (let i = 0; i < size; i++)
      step[i] = Math.min(high[i], Math.max(low[i], values[i] + step[i])) - values[i];
    return step;
  }
  return undefined;
}

/** Inverse of J' W J: the covariance of the numbers when weights are inverse variances; row-major. */
export function covariance(equations: NormalEquations): Float64Array | undefined {
  const n = equations.size;
  const l = cholesky(full(equations), n);
  if (!l) return undefined;
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    const column = solveWith(l, n, unit);
    for (let i = 0; i < n; i++) out[i * n + j] = column[i];
  }
  return out;
}
