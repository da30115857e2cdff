/** Shape state: the body a fit has arrived at, and straight lines from it to the bodies nearby. */

import type { BodyShape } from '../../domain/body.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import { type Rig, rigOf } from './rig.ts';
import { type ShapeAxis, type ShapeSlope, shapeAt, shapeSlopes, statureOf } from './shape-space.ts';

export class ShapeState {
  readonly body: ParametricBody;
  readonly axes: readonly ShapeAxis[];
  rest: RestBody;
  /** Values of the axes; `rest` is the body of `base`. */
  values: Float64Array;
  slopes: ShapeSlope[];
  private base: Float64Array;

  constructor(body: ParametricBody, axes: readonly ShapeAxis[], start: BodyShape) {
    this.body = body;
    this.axes = axes;
    this.values = Float64Array.from(axes, (axis) => axis.mean);
    this.base = this.values.slice();
    this.rest = body.shape(shapeAt(start, axes, this.values));
    this.slopes = shapeSlopes(body, this.rest, axes);
  }

  /** Joints at rest for the values of the axes, straight on from `rest`. */
  rig(values = this.values): Rig {
    const joints = this.rest.joints.slice();
    this.slopes.forEach(({ joints: slope }, k) => {
      const by = values[k] - this.base[k];
      if (by !== 0) for (let i = 0; i < joints.length; i++) joints[i] += by * slope[i];
    });
    return rigOf(this.body.bones, joints);
  }

  /** Some vertices at rest, straight on from `base`. @param slopes of these vertices, one a axis */
  vertices(base: Float32Array, slopes: readonly Float32Array[], values = this.values): Float32Array {
    const out = base.slice();
    slopes.forEach((slope, k) => {
      const by = values[k] - this.base[k];
      if (by !== 0) for (let i = 0; i < out.length; i++) out[i] += by * slope[i];
    });
    return out;
  }

  /** Metres. */
  stature(): number {
    let stature = statureOf(this.body, this.rest);
    this.slopes.forEach((slope, k) => {
      stature += (this.values[k] - this.base[k]) * slope.stature;
    });
    return stature;
  }

  /** Makes `rest` the body of the values found so far. */
  settle(): void {
    this.rest = this.body.shape(shapeAt(this.rest.shape, this.axes, this.values));
    this.base = this.values.slice();
  }

  /** Takes the slopes anew at `rest`. */
  refresh(): void {
    this.slopes = shapeSlopes(this.body, this.rest, this.axes);
  }
}
