/** Demo job: fills the library with the boutique that ships with Toile; what is there already is left as it is. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ClientFields } from '../../contract/catalog/client.ts';
import { GarmentFields } from '../../contract/catalog/garment.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import type { StudioContext } from './context.ts';
import { importGarment, importPhoto } from './import-file.ts';
import { eachFile } from './import-jobs.ts';
import type { JobWork } from './job-runner.ts';

const both = <T extends z.ZodType>(of: T) => z.strictObject({ en: of, zh: of });
const Sample = z.string().regex(/^[a-z][a-z-]{0,40}$/);

const Boutique = z.strictObject({
  about: z.string(),
  clients: z.array(z.strictObject({ sample: Sample, name: both(z.string()), sex: ClientFields.shape.sex })),
  garments: z.array(
    z.strictObject({
      sample: Sample,
      name: both(z.string()),
      sku: z.string(),
      brand: z.string(),
      price: z.int(),
      currency: z.string(),
      season: both(z.string()),
      tags: both(z.array(z.string())),
      sizes: GarmentFields.shape.sizes.unwrap(),
    }),
  ),
});

/** What a sample's own manifest says in words. */
const Manifest = z.object({ about: z.string() });

export const DemoInput = z.strictObject({ language: z.enum(['en', 'zh']) });

/** Client of each sample, so that a second run finds them under whatever name they have by then. */
const CLIENTS_KEY = 'demoClients';
const DemoClients = z.record(z.string(), z.uuid());

type Shared = Pick<
  StudioContext,
  'library' | 'core' | 'pictures' | 'provider' | 'knowledge' | 'log' | 'changed' | 'resourcesDir'
> & { onUnknown(error: unknown): StudioErrorData };

export function loadDemo(shared: Shared): JobWork {
  return async (input, run) => {
    const { language } = DemoInput.parse(input);
    const other = language === 'en' ? 'zh' : 'en';
    const samples = join(shared.resourcesDir, 'samples');
    const boutique = await readJson(join(samples, 'boutique.json'), Boutique);
    const steps = [
      ...boutique.garments.map((garment) => ({ name: garment.name[language], garment })),
      ...boutique.clients.map((client) => ({ name: client.name[language], client })),
    ];
    await eachFile(steps, run, shared.onUnknown, async (entry, step) => {
      if ('garment' in entry) {
        const { sample, name, season, tags, ...fields } = entry.garment;
        const { about } = await readJson(join(samples, 'garments', `${sample}.json`), Manifest);
        const given = {
          ...fields,
          name: name[language],
          season: season[language],
          tags: tags[language],
          notes: notesOf(about, name[other], language),
        };
        const file = join(samples, 'garments', `${sample}.jpg`);
        const imported = await importGarment(shared, file, `${sample}.jpg`, given, step);
        shared.changed('garments', [imported.record.id]);
        return imported;
      }
      const { sample, name, sex } = entry.client;
      const { about } = await readJson(join(samples, 'clients', `${sample}.json`), Manifest);
      const { id, isNew } = demoClient(shared, sample, {
        name: name[language],
        notes: notesOf(about, name[other], language),
        ...(sex ? { sex } : {}),
        consent: { given: true, scope: ['store', 'try-on', 'show', 'publish'], note: 'CC0' },
      });
      const file = join(samples, 'clients', `${sample}.jpg`);
      const imported = await importPhoto(shared, file, `${sample}.jpg`, id, step);
      if (isNew) shared.changed('clients', [id]);
      shared.changed('photos', [imported.record.id]);
      return imported;
    });
  };
}

/** A record is found by its name in either language; what the samples say of themselves is English. */
const notesOf = (about: string, other: string, language: 'en' | 'zh'): string =>
  language === 'en' ? `${other}\n${about}` : other;

function demoClient(
  { library }: Shared,
  sample: string,
  fields: z.input<typeof ClientFields>,
): { id: string; isNew: boolean } {
  return library.atomically(() => {
    const known = DemoClients.safeParse(library.settings.get(CLIENTS_KEY)).data ?? {};
    const before = known[sample];
    if (before && exists(() => library.clients.get(before))) {
      library.trash.restore('client', [before]);
      return { id: before, isNew: false };
    }
    const { id } = library.clients.create(fields);
    library.settings.set(CLIENTS_KEY, { ...known, [sample]: id });
    return { id, isNew: true };
  });
}

function exists(get: () => unknown): boolean {
  try {
    get();
    return true;
  } catch {
    return false;
  }
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new StudioError(
      'file-unreadable',
      'The sample boutique that ships with Toile is missing or damaged. Install Toile again.',
      { cause: error },
    );
  }
}
