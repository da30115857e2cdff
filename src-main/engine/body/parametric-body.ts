/** The parametric body: shapes, measures and poses it, finds it by measurements, dresses it with pieces that follow it. */

import type { BodyPose, BodyShape, Bone, MeasurementGoal, Measurements, PosedBody } from '../domain/body.ts';
import { fitPiece, type SkinWeights, transferSkin } from '../mesh/bound-piece.ts';
import { normals, type Triangulation, trianglesOf, triangulate } from '../mesh/quad-mesh.ts';
import type { Vec3 } from '../mesh/vector.ts';
import type { BodyAsset, BodyPiece } from './asset.ts';
import { Tape } from './measure.ts';
import { type BodyField, BodyFields } from './sdf.ts';
import { lowestSkin, shapeVertices } from './shape.ts';
import { jointPosition, posedJoints, restJoints, restPose, stancePose } from './skeleton.ts';
import { boneMotions, skinVertices } from './skin.ts';
import { BodySolver, type KnownShape, type SolvedBody } from './solve.ts';
import type { Stance } from './stance.ts';

/** A body of one shape at rest; make it once and pose it many times. */
export interface RestBody {
  shape: BodyShape;
  /** Skin first, then helpers and joints; three numbers a vertex, metres. */
  vertices: Float32Array;
  /** Bone heads, three numbers a bone, metres. */
  joints: Float64Array;
}

/** The stance of a catalogue picture: relaxed, weight on both legs, arms slightly away from the body. */
export const CATALOGUE_STANCE: Stance = {
  arms: {
    L: { upper: [0.26, -1, -0.04], fore: [0.17, -1, 0.2], roll: -0.4 },
    R: { upper: [0.26, -1, -0.04], fore: [0.17, -1, 0.2], roll: -0.4 },
  },
  legs: {
    L: { thigh: [0.045, -1, 0], calf: [0.02, -1, -0.04], turn: 0.18 },
    R: { thigh: [0.045, -1, 0], calf: [0.02, -1, -0.04], turn: 0.18 },
  },
};

export class ParametricBody {
  readonly asset: BodyAsset;
  /** Turning triangles of the skin into vertices split at texture seams. */
  readonly skinTriangles: Triangulation;
  private readonly pieceSkins = new Map<string, SkinWeights>();
  private readonly made: { tape?: Tape; solver?: BodySolver; fields?: BodyFields } = {};

  constructor(asset: BodyAsset) {
    this.asset = asset;
    this.skinTriangles = triangulate(asset.body);
  }

  get bones(): readonly Bone[] {
    return this.asset.bones;
  }

  /** @throws RangeError when there is no such bone */
  boneIndex(name: string): number {
    const index = this.asset.bones.findIndex((bone) => bone.name === name);
    if (index < 0) throw new RangeError(`the skeleton has no bone "${name}"`);
    return index;
  }

  /** @throws StudioError 'invalid-input' when a parameter is out of range */
  shape(shape: BodyShape): RestBody {
    const vertices = shapeVertices(this.asset, shape);
    return { shape, vertices, joints: restJoints(this.asset, vertices) };
  }

  /** Measurements of a body at rest, centimetres and kilograms; measure.ts says how each is taken. */
  measure(rest: RestBody): Measurements {
    return this.tape.measure(rest.vertices);
  }

  /** The nearest body to average with the wanted measurements; see BodySolver.solve. */
  solve(goal: MeasurementGoal, known?: KnownShape, from?: BodyShape): SolvedBody {
    return this.solver.solve(goal, known, from);
  }

  /** Distance fields of a posed body and its parts, for cloth. */
  fields(posed: PosedBody): BodyField {
    return this.fieldMaker.of(posed);
  }

  /** A joint or named point ('crown', 'toetip.L', 'fingertip3.R', 'eye.L') of a body at rest, metres. */
  restPoint(rest: RestBody, name: string): Vec3 {
    return jointPosition(this.asset, rest.vertices, name);
  }

  restPose(rest: RestBody): BodyPose {
    return restPose(this.asset.bones, rest.joints);
  }

  /** The pose of a stance, the lowest point of the skin on the floor. */
  stance(rest: RestBody, stance: Stance): BodyPose {
    return this.grounded(rest, stancePose(this.asset, rest.vertices, stance));
  }

  /** Relaxed catalogue stance, arms slightly away. */
  standingPose(rest: RestBody): BodyPose {
    return this.stance(rest, CATALOGUE_STANCE);
  }

  /** The same pose, moved up or down until the lowest point of the skin is on the floor. */
  grounded(rest: RestBody, pose: BodyPose): BodyPose {
    const [x, y, z] = pose.root;
    return { ...pose, root: [x, y - lowestSkin(this.asset, this.skinned(rest, pose).vertices), z] };
  }

  /** Poses a body; the result owns its arrays. */
  pose(rest: RestBody, pose: BodyPose): PosedBody {
    const { vertices, joints } = this.skinned(rest, pose);
    const smooth = normals(this.asset.body.quads, vertices);
    const mesh = trianglesOf(this.skinTriangles, vertices, smooth);
    return { shape: rest.shape, pose, vertices, rest: rest.vertices, mesh, joints };
  }

  get pieces(): readonly BodyPiece[] {
    return this.asset.pieces;
  }

  /**
   * Vertices of a garment, shoes or hair on a posed body, by its own vertex numbers, metres. The piece follows the
   * skin; it is neither draped nor kept outside other layers. `adjust` may move its vertices at rest.
   */
  fitPiece(
    piece: BodyPiece,
    rest: RestBody,
    pose: BodyPose,
    adjust: (vertices: Float32Array) => void = () => {},
  ): { rest: Float32Array; posed: Float32Array } {
    let skin = this.pieceSkins.get(piece.name);
    if (!skin) {
      skin = transferSkin(piece.bound, this.asset.skin);
      this.pieceSkins.set(piece.name, skin);
    }
    const fitted = fitPiece(piece.bound, rest.vertices, piece.scale);
    adjust(fitted);
    return { rest: fitted, posed: skinVertices(this.motions(rest, pose), fitted, skin) };
  }

  private get tape(): Tape {
    this.made.tape ??= new Tape(this.asset);
    return this.made.tape;
  }

  private get solver(): BodySolver {
    this.made.solver ??= new BodySolver(this.asset, this.tape);
    return this.made.solver;
  }

  private get fieldMaker(): BodyFields {
    this.made.fields ??= new BodyFields(this.asset);
    return this.made.fields;
  }

  private motions(rest: RestBody, pose: BodyPose): Float64Array {
    return boneMotions(pose, rest.joints, posedJoints(this.asset.bones, rest.joints, pose));
  }

  private skinned(rest: RestBody, pose: BodyPose): { vertices: Float32Array; joints: Float64Array } {
    const joints = posedJoints(this.asset.bones, rest.joints, pose);
    const motions = boneMotions(pose, rest.joints, joints);
    return { vertices: skinVertices(motions, rest.vertices, this.asset.skin), joints };
  }
}
