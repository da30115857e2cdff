/** Shape body: answers a 3D view that asks for a body by its numbers, as quickly as a slider is dragged. */

import { extname } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import type { ShapeBodyRequest, ShapeBodyResult } from '../../../contract/shape-body.ts';
import { skinBeside } from '../../body/covered-skin.ts';
import { loadParametricBody, type ParametricBody, type SolvedBody } from '../../body/index.ts';
import { viewPose } from '../../body/poses.ts';
import type { Measurements } from '../../domain/body.ts';
import { checkTarget, writeFileWhole, writePassing } from '../../image/write-file.ts';
import { type ScenePart, writeGltf } from '../../mesh/gltf.ts';
import { GltfAgain } from '../../mesh/gltf-again.ts';
import { FigureMaker, raised, type Standing } from './figure/figure-parts.ts';

/** Deviation worth a word, centimetres and kilograms. */
const TOLERANCE = { length: 0.5, mass: 1 };
export const SEXES = { female: 0, male: 1 } as const;

export class BodyShaper {
  private readonly modelsDirs: readonly string[];
  private body: ParametricBody | undefined;
  /** The body before, by what is not measured of it. */
  private before: { kind: string; solved: SolvedBody } | undefined;
  private figures: FigureMaker | undefined;
  /** The first file in a style, which those after differ from in nothing but places. */
  private first: { style: string; file: GltfAgain } | undefined;

  constructor(modelsDirs: readonly string[]) {
    this.modelsDirs = modelsDirs;
  }

  /** @throws StudioError 'invalid-input' when `out` is no .glb, 'model-missing', 'output-unwritable' */
  async answer(request: ShapeBodyRequest): Promise<Omit<ShapeBodyResult, 'ms'>> {
    const { out, sex, ageYears, measures, pose, style, live } = request;
    if (extname(out).toLowerCase() !== '.glb')
      throw new StudioError(
        'invalid-input',
        `Expected a file ending in .glb for the body, received "${out}".`,
      );
    await checkTarget(out, []);
    this.body ??= loadParametricBody(this.modelsDirs);
    const kind = `${sex} ${ageYears}`;
    const near = live && this.before?.kind === kind ? this.before.solved.shape : undefined;
    const known = { sex: SEXES[sex], ...(ageYears === undefined ? {} : { ageYears }) };
    const solved = this.body.solve(measures, known, near);
    this.before = { kind, solved };
    const rest = this.body.shape(solved.shape);
    this.figures ??= new FigureMaker(this.body, this.modelsDirs);
    const { figures } = this;
    const at = viewPose(this.body, rest, pose);
    const standing: Standing = { rest, pose: at, posed: this.body.pose(rest, at) };
    const surface = await figures.skin(SEXES[sex], style);
    const shoes = figures.shoes(standing, style);
    const mesh = shoes ? skinBeside(this.body, standing.posed, [], 0, shoes.inside) : standing.posed.mesh;
    const parts = raised(
      [{ name: 'body', mesh, surface }, ...(await figures.others(standing, style))],
      shoes ? -shoes.lowest : 0,
    );
    const file = await this.written(JSON.stringify([sex, style]), parts);
    await (live ? writePassing(out, file) : writeFileWhole(out, [file]));
    return {
      out,
      measurements: tenths(solved.measurements),
      unmet: unmet(measures, solved.measurements),
      hasSkins: figures.hasSkins,
    };
  }

  /** Figures of one sex and style have the same vertices. */
  private async written(style: string, parts: readonly ScenePart[]): Promise<Uint8Array> {
    if (this.first?.style !== style) this.first = { style, file: new GltfAgain(await writeGltf(parts)) };
    return this.first.file.write(parts);
  }
}

/** Measurements as they are told: one decimal. */
export const tenths = (measurements: Measurements): Record<string, number> =>
  Object.fromEntries(
    Object.entries(measurements).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  );

function unmet(wanted: ShapeBodyRequest['measures'], found: Measurements): ShapeBodyResult['unmet'] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const name = key as keyof typeof wanted;
    if (value === undefined) return [];
    const off = Math.abs(found[name] - value);
    if (off <= TOLERANCE[name === 'massKg' ? 'mass' : 'length']) return [];
    return [{ name, wanted: value, nearest: Math.round(found[name] * 10) / 10 }];
  });
}
