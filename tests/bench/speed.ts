/**
 * Speed and memory of the main job on a warm engine, as JSON on standard output.
 *
 *   node tests/bench/speed.ts [--people DIR --garments DIR] [--repeat N] [--out FILE]
 *
 * Without folders it measures on the sample clients and garments. Pictures are brought to 768x1024 first. Figures are
 * medians over `repeat` rounds of milliseconds as the stages report them, beside ratios taken within the same run, which
 * compare across machines:
 *   newPerson      pose + matte + parsing + body frame of a person never seen
 *   newGarment     a garment never seen on a known person, some seconds after the first: from its file to the composited
 *                  picture, writing excluded
 *   largePhoto     a 24-megapixel photo and a new garment from file to file, with the engine's peak memory
 */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { TryOnResult } from '../../src-main/contract/try-on.ts';
import { createCore } from '../../src-main/services/core.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values: flags } = parseArgs({
  options: {
    people: { type: 'string', default: join(root, 'resources/samples/clients') },
    garments: { type: 'string', default: join(root, 'resources/samples/garments') },
    repeat: { type: 'string', default: '3' },
    out: { type: 'string' },
  },
});
const repeat = Math.max(1, Number(flags.repeat));
const work = mkdtempSync(join(tmpdir(), 'toile-bench-'));

function pictures(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png|webp)$/i.test(name));
  if (names.length < 2)
    throw new Error(`${folder} holds ${names.length} pictures; the bench needs at least 2.`);
  return names.sort().map((name) => join(folder, name));
}

/** A copy of a picture at another size, with its content hash changed by `variant` so that no cache knows it. */
async function resized(file: string, width: number, height: number, variant: number): Promise<string> {
  const out = join(work, `${variant}-${width}.jpg`);
  await sharp(file)
    .resize(width, height, { fit: 'cover' })
    .jpeg({ quality: 92 })
    .withExif({ IFD0: { ImageDescription: `bench ${variant}` } })
    .toFile(out);
  return out;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function stageMs(result: TryOnResult, pick: (stage: string, subject: string) => boolean): number {
  return result.stages.reduce((sum, { stage, subject, ms }) => sum + (pick(stage, subject) ? ms : 0), 0);
}

const WARM_UP = 6;
/** Milliseconds between two garments on one person. */
const LOOK_MS = 2500;
const PERSON_STAGES = ['estimate-pose', 'matte-person', 'parse-body', 'measure-body'];
const people = pictures(flags.people);
const garments = pictures(flags.garments);
const core = createCore({
  dataDir: join(work, 'data'),
  modelsDirs: [join(root, '.toile', 'models')],
  resourcesDir: join(root, 'resources'),
});
mkdirSync(join(work, 'out'));
let variant = 0;
const person = (k: number, width = 768, height = 1024) =>
  resized(people[k % people.length] as string, width, height, variant++);
const garment = async (k: number) => resized(garments[k % garments.length] as string, 768, 1024, variant++);

try {
  const out = join(work, 'out', 'result.png');
  // The compiler needs several rounds before its code is as fast as in a session of real work.
  for (let k = 0; k < WARM_UP; k++) {
    const warm = { person: await person(k), garments: [await garment(k)], out };
    await core.tryOn({ ...warm, models: { provider: 'cpu' } });
  }
  const newPerson: number[] = [];
  const newGarment: number[] = [];
  const stages = new Map<string, number[]>();
  for (let round = 0; round < repeat; round++) {
    const fresh = await person(round);
    const first = await core.tryOn({
      person: fresh,
      garments: [await garment(round)],
      out,
      models: { provider: 'cpu' },
    });
    // Somebody looks at the picture before the next garment; the engine prepares other kinds of clothes meanwhile.
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    newPerson.push(stageMs(first, (stage) => PERSON_STAGES.includes(stage)));
    const second = await core.tryOn({
      person: fresh,
      garments: [await garment(round + 1)],
      out,
      models: { provider: 'cpu' },
    });
    newGarment.push(
      stageMs(
        second,
        (stage, subject) => stage !== 'save-picture' && !(stage === 'load-photo' && subject === 'person'),
      ),
    );
    const known = second.stages.map((record) =>
      record.stage === 'composite' ? { ...record, stage: 'composite (known person)' } : record,
    );
    for (const { stage, subject, ms, cached } of [...first.stages, ...known]) {
      if (cached) continue;
      const key =
        stage === 'load-photo' ? `${stage} (${subject === 'person' ? 'person' : 'garment'})` : stage;
      stages.set(key, [...(stages.get(key) ?? []), ms]);
    }
  }
  const small = median(newPerson) + median(newGarment);
  const large = await core.tryOn({
    person: await person(1, 4243, 5657),
    garments: [await garment(1)],
    out: join(work, 'out', 'large.jpg'),
    models: { provider: 'cpu' },
  });
  const report = {
    machine: {
      cpu: cpus()[0]?.model.trim(),
      cores: availableParallelism(),
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    repeat,
    newPersonMs: Math.round(median(newPerson)),
    newGarmentMs: Math.round(median(newGarment)),
    largePhotoMs: Math.round(large.ms),
    largePhotoMegapixels: (large.width * large.height) / 1e6,
    peakMb: Math.round(large.peakMb),
    ratios: {
      garmentToPerson: median(newGarment) / median(newPerson),
      largeToSmall: large.ms / small,
    },
    stagesMs: Object.fromEntries([...stages].map(([stage, ms]) => [stage, Math.round(median(ms))])),
    largeStagesMs: Object.fromEntries(
      large.stages.map(({ stage, subject, ms }) => [`${stage} ${subject}`, Math.round(ms)]),
    ),
  };
  const text = JSON.stringify(report, undefined, 2);
  if (flags.out) writeFileSync(flags.out, `${text}\n`);
  process.stdout.write(`${text}\n`);
} finally {
  await core.close();
  rmSync(work, { recursive: true, force: true });
}
