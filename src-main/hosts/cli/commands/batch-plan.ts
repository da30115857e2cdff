/** `toile batch plan`: what a batch would do, and a plan from the options of a command line. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { BatchPlan } from '../../../contract/batch.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { OutputRecipeInput } from '../../../contract/recipe.ts';
import { estimate, lanesFor } from '../../../services/batch/estimate.ts';
import { type Existing, type Planned, planBatch } from '../../../services/batch/plan.ts';
import { photoName } from '../../../services/batch/sources.ts';
import { EXIT } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { print, printJson } from '../output.ts';
import { long, room, type Shared, withBatches } from './batch-shared.ts';

export interface PlanFlags extends ModelFlags, Shared {
  photos?: string[];
  recursive?: boolean;
  garments?: string[];
  csv?: string;
  out: string;
  name?: string;
  template?: string;
  format?: OutputRecipeInput['format'][];
  quality?: number;
  longest?: number[];
  recipes?: string;
  profile?: OutputRecipeInput['profile'];
  sharpen?: OutputRecipeInput['sharpen'];
  watermark?: string;
  creator?: string;
  copyright?: string;
  exif: boolean;
  keepGps?: boolean;
  tuck?: boolean;
  size?: string;
  existing?: Existing;
  lanes?: number;
  queue?: string;
  storage?: string;
}

async function recipesOf(flags: PlanFlags): Promise<OutputRecipeInput[]> {
  if (flags.recipes !== undefined) {
    try {
      const list: unknown = JSON.parse(await readFile(flags.recipes, 'utf8'));
      return (Array.isArray(list) ? list : [list]) as OutputRecipeInput[];
    } catch (cause) {
      throw new StudioError(
        'invalid-input',
        `The recipes "${basename(flags.recipes)}" cannot be read. Expected JSON such as [{"format":"jpeg","longest":2048}].`,
        { cause },
      );
    }
  }
  const shared = {
    ...(flags.quality === undefined ? {} : { quality: flags.quality }),
    ...(flags.profile ? { profile: flags.profile } : {}),
    ...(flags.sharpen ? { sharpen: flags.sharpen } : {}),
    ...(flags.watermark === undefined
      ? {}
      : {
          watermark: existsSync(flags.watermark)
            ? { picture: resolve(flags.watermark) }
            : { text: flags.watermark },
        }),
    ...(flags.creator === undefined ? {} : { creator: flags.creator }),
    ...(flags.copyright === undefined ? {} : { copyright: flags.copyright }),
    keepExif: flags.exif,
    keepGps: flags.keepGps ?? false,
  };
  const sizes = flags.longest?.length ? flags.longest.map((longest) => ({ longest })) : [{}];
  return (flags.format ?? ['jpeg']).flatMap((format) =>
    sizes.map((size) => ({ ...shared, ...size, ...(format ? { format } : {}) })),
  );
}

export async function plannedFrom(flags: PlanFlags): Promise<Planned> {
  return planBatch({
    ...(flags.photos ? { photos: flags.photos } : {}),
    recursive: flags.recursive ?? false,
    ...(flags.garments ? { garments: flags.garments } : {}),
    ...(flags.csv === undefined ? {} : { csv: flags.csv }),
    tuck: flags.tuck ?? false,
    ...(flags.size === undefined ? {} : { size: flags.size }),
    out: flags.out,
    ...(flags.name === undefined ? {} : { name: flags.name }),
    existing: flags.existing ?? 'stop',
    options: {
      ...(flags.template === undefined ? {} : { template: flags.template }),
      recipes: await recipesOf(flags),
      models: modelChoice(flags),
    },
  });
}

export async function plan(flags: PlanFlags): Promise<number> {
  const planned = await plannedFrom(flags);
  const lanes = flags.lanes ?? lanesFor();
  const expected = await withBatches(flags, async (store) => estimate(planned.plan, store, lanes));
  if (flags.json) printJson({ ...planned, estimate: { ...expected, lanes } });
  else {
    printPlan(planned.plan, planned.skipped);
    const how = expected.measured ? 'as earlier batches here' : 'a guess, until a batch has run here';
    print(`about ${long(expected.seconds)} on ${lanes} lane${lanes > 1 ? 's' : ''} (${how})`);
    print(`about ${room(expected.bytes)} of pictures`);
  }
  return EXIT.ok;
}

/** Items listed by a plan. */
const SHOWN = 12;

function printPlan({ name, out, items, options }: BatchPlan, skipped: number): void {
  const photos = new Set(items.map(({ spec }) => spec.photo.path)).size;
  print(
    `${name}: ${photos} photos, ${items.length} looks, ${items.length * options.recipes.length} files in ${out}`,
  );
  if (skipped > 0) print(`${skipped} looks are left out: their files are there already`);
  for (const { number, spec, targets } of items.slice(0, SHOWN)) {
    const worn = spec.layers.map((layer) => layer.name).join(' + ');
    print(`  ${number}  ${photoName(spec)}  ${worn}  ->  ${targets.join(', ')}`);
  }
  if (items.length > SHOWN) print(`  ... and ${items.length - SHOWN} more`);
}
