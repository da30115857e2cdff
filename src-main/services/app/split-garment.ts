/** Splitting: a garment whose picture shows several that lie side by side becomes as many garments. */

import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogGarment } from '../../contract/catalog/garment.ts';
import { titleOf } from '../../contract/file-names.ts';
import type { StudioContext } from './context.ts';
import { type ImportShared, type ImportStep, importGarment } from './import-file.ts';

type Shared = ImportShared & Pick<StudioContext, 'work' | 'changed'>;

/**
 * Each becomes a picture of its own, cut from the one there is, with what was said of all of them; the one they come from goes to
 * the trash. Split again, those there already stay as they are.
 *
 * @returns those garments; none, and nothing is changed, where no two can be told apart in the picture
 * @throws StudioError not-in-library, as the engine does
 */
export async function splitGarment(shared: Shared, id: string, step: ImportStep): Promise<CatalogGarment[]> {
  const { library, core, provider, work, changed } = shared;
  const whole = library.garments.get(id);
  const into = join(work, randomUUID());
  await mkdir(into);
  try {
    const { regions } = await core.ask(
      'findGarments',
      { picture: library.assets.file(whole.hash), into, models: { provider: provider() } },
      { signal: step.signal, priority: 'interactive' },
    );
    const pictures = regions.flatMap(({ picture }) => picture ?? []);
    if (pictures.length < 2) return [];
    const { brand, season, notes, tags } = whole;
    const title = titleOf(whole.fileName);
    const parts: CatalogGarment[] = [];
    for (const [at, picture] of pictures.entries()) {
      const number = at + 1;
      const given = { brand, season, notes, tags, name: `${whole.name || title} ${number}` };
      const fileName = `${title}-${number}.png`;
      parts.push((await importGarment(shared, picture, fileName, given, step)).record);
    }
    const ids = parts.map((part) => part.id);
    const collections = library.collections.withGarment(id);
    for (const collection of collections) library.collections.add(collection, ids);
    library.trash.put('garment', [id]);
    changed('garments', [id, ...ids]);
    changed('trash');
    if (collections.length > 0) changed('collections', collections);
    return parts;
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}
