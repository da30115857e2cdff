/** Measurements to a body: the most ordinary shape that has them, by damped Gauss-Newton steps within the bounds. */

import { StudioError } from '../../contract/errors.ts';
import {
  BODY_DETAILS,
  type BodyDetail,
  type BodyShape,
  MEASUREMENTS,
  type MeasurementGoal,
  type MeasurementName,
  type Measurements,
} from '../domain/body.ts';
import { clamp } from '../image/ops/signal.ts';
import { solveSymmetric } from '../mesh/linear-solve.ts';
import { type BodyAsset, TARGET_STEP } from './asset.ts';
import type { ShapeTarget } from './asset-file.ts';
import { detailTarget } from './details.ts';
import { macroWeights } from './macro.ts';
import type { Tape } from './measure.ts';
import { addTarget, averageShape, SHAPE_BOUNDS, shapeVertices, targetWeights } from './shape.ts';
import type { Reading } from './tape.ts';

type GoalName = keyof Measurements;

export interface SolvedBody {
  shape: BodyShape;
  /** What the body measures, all of it. */
  measurements: Measurements;
  /** Body minus goal for each goal, centimetres or kilograms. */
  residuals: Partial<Measurements>;
  /** In words, for goals that no body of this kind has together. */
  warnings: string[];
}

/** What is known of the person besides measurements; average where left out. */
export type KnownShape = Partial<
  Pick<BodyShape, 'sex' | 'ageYears' | 'proportions' | 'origin' | 'muscle' | 'cup'>
>;

/** How far a residual may be without a word, centimetres or kilograms. */
const TOLERANCE: Record<'length' | 'mass', number> = { length: 0.5, mass: 1 };
/** Residual that weighs as much as a parameter one spread from average. */
const SHARPNESS: Record<'length' | 'mass', number> = { length: 0.02, mass: 0.05 };
const MAX_STEPS = 30;

type Macro = 'weight' | 'height' | 'muscle' | 'cup';
/**
 * How widely people spread about the average in each parameter, and what the solver may use: the extremes of muscle
 * and weight together are no longer bodies.
 */
const MACROS: Record<Macro, { spread: number; bounds: readonly [number, number] }> = {
  weight: { spread: 0.35, bounds: SHAPE_BOUNDS.weight },
  // about 105 to 240 cm
  height: { spread: 0.4, bounds: [0.15, 0.95] },
  muscle: { spread: 0.15, bounds: [0.25, 0.85] },
  cup: { spread: 0.2, bounds: [0.05, 0.95] },
};
const DETAIL_SPREAD = 0.25;
/** Changes of form rather than of size come last. */
const RELUCTANT: Partial<Record<BodyDetail, number>> = { stomach: 0.15, buttocks: 0.15 };

interface Parameter {
  name: Macro | BodyDetail;
  mean: number;
  spread: number;
  low: number;
  high: number;
}

function parameters(start: BodyShape): Parameter[] {
  const macros = (Object.keys(MACROS) as Macro[])
    .filter((name) => name !== 'cup' || start.sex < 1)
    .map((name) => {
      const [low, high] = MACROS[name].bounds;
      return { name, mean: start[name], spread: MACROS[name].spread, low, high };
    });
  const [low, high] = SHAPE_BOUNDS.detail;
  const details = BODY_DETAILS.map((name) => ({
    name,
    mean: 0,
    spread: RELUCTANT[name] ?? DETAIL_SPREAD,
    low,
    high,
  }));
  return [...macros, ...details];
}

function withValues(start: BodyShape, list: readonly Parameter[], values: Float64Array): BodyShape {
  const shape: BodyShape = { ...start, details: {} };
  list.forEach(({ name }, i) => {
    if (name in MACROS) shape[name as Macro] = values[i];
    else if (values[i] !== 0) shape.details[name as BodyDetail] = values[i];
  });
  return shape;
}

/** Finds bodies by their measurements; holds the targets in a form that is quick to look up. */
export class BodySolver {
  private readonly asset: BodyAsset;
  private readonly tape: Tape;
  /** For each target the place of each vertex among its moved ones plus one, 0 when it stays. */
  private readonly places = new Map<string, Uint16Array>();
  /** The targets with only the vertices that measurements other than the mass depend on. */
  private readonly lean: ReadonlyMap<string, ShapeTarget>;

  constructor(asset: BodyAsset, tape: Tape) {
    this.asset = asset;
    this.tape = tape;
    const used = tape.vertices();
    this.lean = new Map(
      [...asset.targets].map(([name, { vertices, deltas }]) => {
        const kept = vertices.map((_, i) => i).filter((i) => used[vertices[i]] === 1);
        return [
          name,
          {
            vertices: kept.map((i) => vertices[i]),
            deltas: deltas.filter((_, k) => used[vertices[Math.floor(k / 3)]] === 1),
          },
        ];
      }),
    );
  }

  /**
   * The body nearest to average that has the wanted measurements, or comes as near to them as bodies do.
   *
   * @param goal any subset, centimetres and kilograms
   * @param from where the search starts, the average when left out: near the answer it is quicker, and may end at
   *   another of several bodies that fit as well
   * @throws StudioError 'invalid-input' for a value that is no positive number
   */
  solve(goal: MeasurementGoal, known: KnownShape = {}, from?: BodyShape): SolvedBody {
    const names = checkedGoals(goal);
    const start: BodyShape = { ...averageShape(known.sex ?? 0), ...known, details: {} };
    const list = parameters(start);
    const state = this.minimise(goal, names, start, list, from);
    const measurements = this.tape.measure(shapeVertices(this.asset, state));
    const residuals: Partial<Measurements> = {};
    for (const name of names) residuals[name] = measurements[name] - goal[name]!;
    return { shape: state, measurements, residuals, warnings: warningsOf(goal, names, measurements) };
  }

  private minimise(
    goal: MeasurementGoal,
    names: readonly GoalName[],
    start: BodyShape,
    list: readonly Parameter[],
    from: BodyShape | undefined,
  ): BodyShape {
    const n = list.length;
    const scaleOf = (name: GoalName): number => 1 / SHARPNESS[name === 'massKg' ? 'mass' : 'length'];
    const first = ({ name, mean }: Parameter): number =>
      !from ? mean : name in MACROS ? from[name as Macro] : (from.details[name as BodyDetail] ?? 0);
    let values: Float64Array = Float64Array.from(list, (p) => clamp(first(p), p.low, p.high));
    let current = this.evaluate(goal, names, withValues(start, list, values), scaleOf);
    const prior = (x: Float64Array): number =>
      list.reduce((s, p, i) => s + ((x[i] - p.mean) / p.spread) ** 2, 0);
    let cost = current.cost + prior(values);
    let damping = 1e-3;
    for (let step = 0; step < MAX_STEPS; step++) {
      const rows = this.jacobian(current.readings, withValues(start, list, values), list);
      const matrix = new Float64Array(n * n);
      const right = new Float64Array(n);
      rows.forEach((row, r) => {
        const k = scaleOf(names[r]);
        for (let i = 0; i < n; i++) {
          const a = row[i] * k;
          if (a === 0) continue;
          right[i] -= a * current.residuals[r];
          for (let j = 0; j < n; j++) matrix[i * n + j] += a * row[j] * k;
        }
      });
      list.forEach((p, i) => {
        matrix[i * n + i] += 1 / p.spread ** 2;
        right[i] -= (values[i] - p.mean) / p.spread ** 2;
      });
      let better = false;
      for (let attempt = 0; attempt < 6 && !better; attempt++) {
        const moved = boundedStep(matrix, right, values, list, damping);
        const next = this.evaluate(goal, names, withValues(start, list, moved), scaleOf);
        const nextCost = next.cost + prior(moved);
        if (nextCost < cost) {
          better = true;
          const gain = (cost - nextCost) / cost;
          values = moved;
          current = next;
          cost = nextCost;
          damping = Math.max(damping * 0.2, 1e-7);
          if (gain < 0.01) return withValues(start, list, values);
        } else damping *= 8;
      }
      if (!better) break;
    }
    return withValues(start, list, values);
  }

  private evaluate(
    goal: MeasurementGoal,
    names: readonly GoalName[],
    shape: BodyShape,
    scaleOf: (name: GoalName) => number,
  ): { residuals: number[]; cost: number; readings: (Reading | Float64Array)[] } {
    // every reading is the same wherever the body stands
    const rest = Float32Array.from(this.asset.positions);
    const targets = names.includes('massKg') ? this.asset.targets : this.lean;
    for (const [name, weight] of targetWeights(shape)) {
      const target = targets.get(name);
      if (target) addTarget(target, weight, rest);
    }
    const readings: (Reading | Float64Array)[] = [];
    const residuals = names.map((name) => {
      if (name === 'massKg') {
        readings.push(this.tape.massGradient(rest));
        return (this.tape.mass(rest) - goal.massKg!) * scaleOf(name);
      }
      const reading = this.tape.read(rest, name);
      readings.push(reading);
      return (reading.value * 100 - goal[name]!) * scaleOf(name);
    });
    return { residuals, cost: residuals.reduce((s, r) => s + r * r, 0), readings };
  }

  /** Change of each reading (cm, kg) with each parameter: targets are linear, their weights are not. */
  private jacobian(
    readings: readonly (Reading | Float64Array)[],
    shape: BodyShape,
    list: readonly Parameter[],
  ): Float64Array[] {
    const rows = readings.map(() => new Float64Array(list.length));
    const effects = new Map<string, number[]>();
    list.forEach((parameter, i) => {
      for (const [target, slope] of weightSlopes(shape, parameter)) {
        if (!this.asset.targets.has(target)) continue;
        let effect = effects.get(target);
        if (!effect) {
          effect = readings.map((reading) => this.effect(target, reading));
          effects.set(target, effect);
        }
        for (let r = 0; r < rows.length; r++) rows[r][i] += slope * effect[r];
      }
    });
    return rows;
  }

  /** Change of a reading (cm, kg) when a target's weight grows by 1. */
  private effect(name: string, reading: Reading | Float64Array): number {
    const { vertices: moved, deltas } = this.asset.targets.get(name)!;
    let sum = 0;
    if (reading instanceof Float64Array) {
      for (let i = 0; i < moved.length; i++) {
        const v = moved[i] * 3;
        if (v >= reading.length) break;
        sum +=
          deltas[i * 3] * reading[v] +
          deltas[i * 3 + 1] * reading[v + 1] +
          deltas[i * 3 + 2] * reading[v + 2];
      }
      return sum * TARGET_STEP;
    }
    const places = this.placesOf(name);
    const { vertices, gradient } = reading;
    for (let k = 0; k < vertices.length; k++) {
      const place = places[vertices[k]];
      if (place === 0) continue;
      const d = (place - 1) * 3;
      sum +=
        deltas[d] * gradient[k * 3] +
        deltas[d + 1] * gradient[k * 3 + 1] +
        deltas[d + 2] * gradient[k * 3 + 2];
    }
    return sum * TARGET_STEP * 100;
  }

  private placesOf(name: string): Uint16Array {
    let places = this.places.get(name);
    if (!places) {
      places = new Uint16Array(this.asset.vertexCount);
      const { vertices } = this.asset.targets.get(name)!;
      for (let i = 0; i < vertices.length; i++) places[vertices[i]] = i + 1;
      this.places.set(name, places);
    }
    return places;
  }
}

/** How fast the weight of each target grows with a parameter; at a kink, the mean of both sides. */
function weightSlopes(shape: BodyShape, { name, low, high }: Parameter): Map<string, number> {
  const slopes = new Map<string, number>();
  if (!(name in MACROS)) {
    const detail = name as BodyDetail;
    const value = shape.details[detail] ?? 0;
    const share = value === 0 ? 0.5 : 1;
    if (value >= 0) slopes.set(detailTarget(detail, 1)[0], share);
    if (value <= 0) slopes.set(detailTarget(detail, -1)[0], -share);
    return slopes;
  }
  const macro = name as Macro;
  const from = Math.max(low, shape[macro] - 1e-4);
  const to = Math.min(high, shape[macro] + 1e-4);
  const before = macroWeights({ ...shape, [macro]: from }, 'compact');
  const after = macroWeights({ ...shape, [macro]: to }, 'compact');
  for (const target of new Set([...before.keys(), ...after.keys()])) {
    const slope = ((after.get(target) ?? 0) - (before.get(target) ?? 0)) / (to - from);
    if (slope !== 0) slopes.set(target, slope);
  }
  return slopes;
}

/** A damped step that stays within the bounds: parameters that would leave are held there and the rest solved again. */
function boundedStep(
  matrix: Float64Array,
  right: Float64Array,
  values: Float64Array,
  list: readonly Parameter[],
  damping: number,
): Float64Array {
  const n = list.length;
  const held = new Map<number, number>();
  for (;;) {
    const free = list.flatMap((_, i) => (held.has(i) ? [] : [i]));
    const m = free.length;
    const a = new Float64Array(m * m);
    const b = new Float64Array(m);
    free.forEach((i, r) => {
      b[r] = right[i];
      for (const [j, step] of held) b[r] -= matrix[i * n + j] * step;
      free.forEach((j, c) => {
        a[r * m + c] = matrix[i * n + j] * (r === c ? 1 + damping : 1);
      });
    });
    const step = solveSymmetric(a, b);
    let left = false;
    free.forEach((i, r) => {
      const { low, high } = list[i];
      const to = values[i] + step[r];
      if (to >= low && to <= high) return;
      held.set(i, clamp(to, low, high) - values[i]);
      left = true;
    });
    if (left) continue;
    const moved = Float64Array.from(values);
    free.forEach((i, r) => {
      moved[i] += step[r];
    });
    for (const [i, by] of held) moved[i] = clamp(values[i] + by, list[i].low, list[i].high);
    return moved;
  }
}

function checkedGoals(goal: MeasurementGoal): GoalName[] {
  const known: readonly string[] = [...MEASUREMENTS, 'massKg'];
  const names: GoalName[] = [];
  for (const [name, value] of Object.entries(goal)) {
    if (value === undefined) continue;
    if (!known.includes(name))
      throw new StudioError(
        'invalid-input',
        `Expected measurements by the names ${known.join(', ')}; received "${name}".`,
      );
    if (!(Number.isFinite(value) && value > 0))
      throw new StudioError(
        'invalid-input',
        `Expected ${name} to be a positive number (${name === 'massKg' ? 'kilograms' : 'centimetres'}), received ${value}.`,
      );
    names.push(name as GoalName);
  }
  return names;
}

/** The words of a measurement for people. */
const words = (name: GoalName): string =>
  name === 'massKg' ? 'weight' : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function warningsOf(goal: MeasurementGoal, names: readonly GoalName[], found: Measurements): string[] {
  return names.flatMap((name) => {
    const wanted = goal[name]!;
    const mass = name === 'massKg';
    if (Math.abs(found[name] - wanted) <= TOLERANCE[mass ? 'mass' : 'length']) return [];
    const unit = mass ? 'kg' : 'cm';
    const others = names
      .filter((other) => other !== name)
      .map((other: MeasurementName | 'massKg') => words(other));
    const together = others.length > 0 ? ` together with the other measurements (${others.join(', ')})` : '';
    return [
      `No body was found with ${words(name)} ${wanted.toFixed(1)} ${unit}${together}; ` +
        `the nearest has ${found[name].toFixed(1)} ${unit}. Check the numbers.`,
    ];
  });
}
