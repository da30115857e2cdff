/** Minimise: damped least squares over a shape and the numbers of its views, with the outline pairs held. */

import { EASES, GARMENT_OF, LOOSE } from './eases.ts';
import { landmarkTerms, pointsOf, residualOf, type Term } from './evidence.ts';
import { FREEDOMS, limitAngles } from './freedoms.ts';
import { addRow, dampedStep, type NormalEquations, normalEquations } from './least-squares.ts';
import { CAMERA, EASE, LOOSENESS, PER_VIEW, type PhotoView, VIEW_BOUNDS } from './photo-view.ts';
import type { ShapeState } from './shape-state.ts';
import { gather, type Seen } from './view.ts';

/** What is known of the stature, metres; a mean that the sex decides, and one sigma. */
export interface StaturePrior {
  female: number;
  male: number;
  spread: number;
  /** 0 female .. 1 male where it is known. */
  sex: number | undefined;
}

/** A shape, its views and what is usual. */
export interface Problem {
  state: ShapeState;
  views: readonly PhotoView[];
  stature: StaturePrior;
}

/** One sigma of the camera's pitch, radians. */
const PITCH = 0.07;
/** Steps of difference quotients: metres, metres, logarithm, radians. */
const H = 1e-4;
/** Steps along axes of the shape, in sigmas. */
const SHAPE_STEP = 0.1;

/** Vertices of a view at rest, and their slopes. */
interface Local {
  base: Float32Array;
  slopes: Float32Array[];
}

function localsOf({ state, views }: Problem): Local[] {
  return views.map(({ set }) => ({
    base: gather(set, state.rest.vertices),
    slopes: state.slopes.map((slope) => gather(set, slope.vertices)),
  }));
}

function bounds({ state, views }: Problem): { low: Float64Array; high: Float64Array } {
  const side = (key: 'low' | 'high'): Float64Array =>
    Float64Array.from([...state.axes.map((axis) => axis[key]), ...views.flatMap(() => VIEW_BOUNDS[key])]);
  return { low: side('low'), high: side('high') };
}

const all = ({ state, views }: Problem): Float64Array =>
  Float64Array.from([...state.values, ...views.flatMap((view) => [...view.numbers])]);

function take({ state, views }: Problem, values: Float64Array): void {
  const s = state.axes.length;
  state.values = values.slice(0, s);
  views.forEach((view, v) => {
    view.numbers = values.slice(s + v * PER_VIEW, s + (v + 1) * PER_VIEW);
    limitAngles(view.numbers.subarray(CAMERA, EASE));
  });
}

/**
 * Levenberg-Marquardt; changes the state's values and the views' numbers.
 * @param bend sigmas from which a landmark is doubted
 */
export function minimise(problem: Problem, steps: number, bend: number): void {
  const { low, high } = bounds(problem);
  const locals = localsOf(problem);
  let damping = 1e-3;
  for (let k = 0; k < steps; k++) {
    const { equations, terms } = linearise(problem, locals, bend);
    const values = all(problem);
    let better = false;
    for (let tries = 0; tries < 5 && !better; tries++) {
      const step = dampedStep(equations, damping, values, low, high);
      if (step) {
        take(
          problem,
          values.map((v, i) => v + step[i]),
        );
        if (costOf(problem, locals, terms) < equations.cost) {
          better = true;
          damping = Math.max(1e-6, damping * 0.3);
          continue;
        }
      }
      damping = Math.max(damping, 1e-4) * 8;
    }
    if (!better) {
      take(problem, values);
      return;
    }
  }
}

/** Normal equations at the present values: shape first, then the numbers of one view after the other. */
export function equationsOf(problem: Problem, bend: number): NormalEquations {
  return linearise(problem, localsOf(problem), bend).equations;
}

function costOf(problem: Problem, locals: readonly Local[], terms: readonly Term[][]): number {
  const { state, views } = problem;
  const equations = normalEquations(0);
  addUsual(problem, equations, false);
  let { cost } = equations;
  const rig = state.rig();
  views.forEach((view, v) => {
    const rest = state.vertices(locals[v].base, locals[v].slopes);
    const points = pointsOf(view.look(rig, rest), view.eases());
    for (const term of terms[v]) cost += term.weight * residualOf(term, points) ** 2;
  });
  return cost;
}

/** Normal equations, and the terms with the weights they were made with. */
function linearise(
  problem: Problem,
  locals: readonly Local[],
  bend: number,
): { equations: NormalEquations; terms: Term[][] } {
  const { state, views } = problem;
  const s = state.axes.length;
  const size = s + views.length * PER_VIEW;
  const equations = normalEquations(size);
  addUsual(problem, equations, true);
  const rig = state.rig();
  const shifted = state.axes.map((axis, k) => {
    const step = axis.spread * SHAPE_STEP;
    const moved = state.values.slice();
    moved[k] += step;
    return { moved, rig: state.rig(moved), step };
  });
  const terms = views.map((view, v) => {
    const { slopes, base } = locals[v];
    const rest = state.vertices(base, slopes);
    const seen = view.look(rig, rest);
    const points = pointsOf(seen, view.eases());
    const slope = (other: Seen, step: number): Float64Array =>
      pointsOf(other, view.eases()).map((p, i) => (p - points[i]) / step);
    const columns = shifted.map(({ moved, rig: other, step }) =>
      slope(view.look(other, state.vertices(base, slopes, moved)), step),
    );
    for (let i = 0; i < EASE; i++) {
      const numbers = view.numbers.slice();
      numbers[i] += H;
      columns.push(slope(view.look(rig, rest, numbers), H));
    }
    const list = [...landmarkTerms(view.evidence.pose, view.trust, seen, view.metre(), bend), ...view.terms];
    const offset = v * PER_VIEW;
    const place = columns.map((_, c) => (c < s ? c : c + offset));
    const firstEase = points.length - EASES.length;
    const row = new Float64Array(size);
    for (const term of list) {
      for (let c = 0; c < columns.length; c++)
        row[place[c]] =
          term.a * columns[c][term.i] + term.b * columns[c][term.j] + term.c * columns[c][term.k];
      // an ease moves only its own point; its number is its logarithm
      const ease = term.c !== 0 && term.k >= firstEase ? s + offset + EASE + term.k - firstEase : -1;
      if (ease >= 0) row[ease] = term.c * points[term.k];
      addRow(equations, row, ease >= 0 ? [...place, ease] : place, residualOf(term, points), term.weight);
      if (ease >= 0) row[ease] = 0;
    }
    return list;
  });
  return { equations, terms };
}

/** Adds what is usual among people, clothes and cameras. @param derive false to add to the cost alone */
function addUsual({ state, views, stature }: Problem, equations: NormalEquations, derive: boolean): void {
  const row = new Float64Array(equations.size);
  const one = (i: number, residual: number, spread: number): void => {
    if (derive) row[i] = 1;
    addRow(equations, row, derive ? [i] : [], residual, 1 / spread ** 2);
    if (derive) row[i] = 0;
  };
  const { axes, values } = state;
  axes.forEach(({ mean, spread }, k) => {
    one(k, values[k] - mean, spread);
  });
  views.forEach(({ numbers }, v) => {
    const at = axes.length + v * PER_VIEW;
    one(at + 3, numbers[3], PITCH);
    FREEDOMS.forEach(({ natural, spread }, i) => {
      one(at + CAMERA + i, numbers[CAMERA + i] - natural, spread);
    });
    LOOSE.forEach((_, g) => {
      one(at + LOOSENESS + g, numbers[LOOSENESS + g], 1);
    });
    EASES.forEach(({ gain, spread }, i) => {
      const g = LOOSENESS + GARMENT_OF[i];
      const columns = derive ? [at + EASE + i, at + g] : [];
      if (derive) {
        row[at + EASE + i] = 1;
        row[at + g] = -gain;
      }
      addRow(equations, row, columns, numbers[EASE + i] - gain * numbers[g], 1 / spread ** 2);
      if (derive) {
        row[at + EASE + i] = 0;
        row[at + g] = 0;
      }
    });
  });
  const g = stature.sex ?? state.rest.shape.sex;
  const wanted = stature.female * (1 - g) + stature.male * g;
  const columns = derive ? axes.map((_, k) => k) : [];
  for (const k of columns) row[k] = state.slopes[k].stature;
  addRow(equations, row, columns, state.stature() - wanted, 1 / stature.spread ** 2);
}
