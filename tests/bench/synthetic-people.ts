/** People of a synthetic set for benchmarks: their true bodies, and what perception finds in their pictures. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { silentLog } from '../../src-main/contract/log.ts';
import { StudioCase, StudioSet } from '../../src-main/contract/studio.ts';
import { loadParametricBody } from '../../src-main/engine/body/index.ts';
import type { PhotoEvidence } from '../../src-main/engine/body/photo/fit-body.ts';
import type { BodyShape } from '../../src-main/engine/domain/body.ts';
import { StageCache } from '../../src-main/engine/pipeline/cache.ts';
import { openPhoto, perceivePerson } from '../../src-main/engine/pipeline/perceive.ts';
import type { RunContext } from '../../src-main/engine/pipeline/stage.ts';
import { createRuntime, type Runtime } from '../../src-main/engine/runtime/index.ts';
import { GENERATOR } from '../../src-main/engine/studio/case.ts';
import { loadLooks } from '../../src-main/engine/studio/looks.ts';
import { planCase } from '../../src-main/engine/studio/plan.ts';
import { BUILT_IN_MODELS } from '../../src-main/hosts/cli/places.ts';

export const body = loadParametricBody([BUILT_IN_MODELS]);
const looks = loadLooks([BUILT_IN_MODELS]);

export interface SyntheticPerson {
  about: StudioCase;
  /** The body the case was drawn with. */
  shape: BodyShape;
}

/**
 * @param half 0 or 1: every other four cases, which are one of each kind, so that what is estimated on one half is checked
 *   on the other
 * @throws Error when the set is of another generator, or a seed does not give the body that its case shows
 */
export function syntheticPeople(
  folder: string,
  { half, limit = Number.POSITIVE_INFINITY }: { half?: number; limit?: number } = {},
): SyntheticPerson[] {
  const set = join(folder, 'set.json');
  if (existsSync(set)) {
    const { generator } = StudioSet.parse(JSON.parse(readFileSync(set, 'utf8')));
    if (generator !== GENERATOR)
      throw new Error(`the set is of generator ${generator}, this is ${GENERATOR}: make it again`);
  }
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'case.json')))
    .sort()
    .slice(0, limit)
    .filter((_, i) => half === undefined || Math.floor(i / 4) % 2 === half)
    .map((name) => {
      const about = StudioCase.parse(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')));
      const { shape } = planCase(about.seed, about.kind, looks).person;
      const rest = body.shape(shape);
      const length = (a: readonly number[], b: readonly number[]): number =>
        Math.hypot(...a.map((v, k) => v - b[k]));
      const { leftHip, leftKnee } = about.keypoints;
      const thigh = length(body.restPoint(rest, 'upperleg01.L'), body.restPoint(rest, 'lowerleg01.L'));
      if (Math.abs(length(leftHip.world, leftKnee.world) - thigh) > 0.002)
        throw new Error(`${name}: its seed does not give the body that it shows; make the set again`);
      return { about, shape };
    });
}

/** What perception finds in pictures of a set; kept in a folder, where one is given, for the next run. */
export class Sight {
  private readonly folder: string;
  private readonly kept: string | undefined;
  private context: RunContext<Runtime> | undefined;

  constructor(folder: string, kept?: string) {
    this.folder = folder;
    this.kept = kept;
  }

  /** Of the parsing the labels alone, which is all that a fit looks at; in the pixels of the picture up to 1024. */
  async of(name: string, picture: string): Promise<PhotoEvidence> {
    const kept = this.kept && join(this.kept, `${name}-${picture}.bin`);
    if (kept && existsSync(kept)) return deserialize(readFileSync(kept));
    this.context ??= {
      runtime: createRuntime({ modelsDirs: [BUILT_IN_MODELS], provider: 'cpu' }),
      signal: new AbortController().signal,
      log: silentLog,
      cache: new StageCache(0),
      records: [],
    };
    const photo = await openPhoto(join(this.folder, name, `${picture}.png`), this.context, 'person');
    const { pose, matte, parsing } = await perceivePerson(photo, undefined, {}, this.context);
    const { maskInRoi: _, ...person } = pose.value.people[pose.value.subject];
    const found = { pose: person, matte: matte.value, parsing: { labels: parsing.value.labels } };
    if (this.kept && kept) {
      mkdirSync(this.kept, { recursive: true });
      writeFileSync(kept, serialize(found));
    }
    return found as unknown as PhotoEvidence;
  }
}
