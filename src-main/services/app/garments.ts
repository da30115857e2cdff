/** Handlers of the calls about garments and collections. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectionView, GARMENT_CALLS, GarmentSeen } from '../../contract/calls/garments.ts';
import type { CatalogGarment, Collection } from '../../contract/catalog/garment.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Handlers, StudioContext } from './context.ts';
import { forgetting } from './forgetting.ts';
import { splitGarment } from './split-garment.ts';

export function garmentHandlers(context: StudioContext): Handlers<keyof typeof GARMENT_CALLS> {
  const { library, core, jobs, staging, pictures, transient, changed, work } = context;

  const view = ({ id, name, kind, query }: Collection): CollectionView => {
    const wanted = kind === 'search' ? (query ?? {}) : { collection: id };
    const count = library.garments.search(wanted, { limit: 1 }).total;
    return { id, name, kind, ...(query ? { query } : {}), count };
  };

  const told = (garments: CatalogGarment[]): CatalogGarment[] => {
    changed(
      'garments',
      garments.map(({ id }) => id),
    );
    return garments;
  };

  async function seen(garment: CatalogGarment): Promise<GarmentSeen> {
    const { hash, cutOutHash, category, landmarks } = garment;
    const out = join(work, `${randomUUID()}.webp`);
    try {
      const result = await core.ask(
        'inspectGarment',
        {
          garment: library.assets.file(hash),
          landmarks,
          ...(cutOutHash ? { cutOut: library.assets.file(cutOutHash) } : {}),
          ...(category ? { category } : {}),
          cutOutPicture: out,
          models: { provider: context.provider() },
        },
        { priority: 'interactive' },
      );
      return {
        width: result.width,
        height: result.height,
        category: result.category,
        sleeve: result.sleeve,
        confidence: result.confidence.overall,
        landmarks: result.landmarks,
        cutOut: await transient.take(out),
        notes: [...result.reasons, ...result.notes],
      };
    } finally {
      await rm(out, { force: true });
    }
  }

  return {
    'garments.search': ({ query, page }) => library.garments.search(query, page),
    'garments.ids': ({ query }) => library.garments.searchIds(query),
    'garments.colours': () => library.garments.colours(),
    'garments.facets': () => library.garments.facets(),
    'garments.get': ({ id }) => library.garments.get(id),
    'garments.import': ({ uploads, collectionId }) => {
      if (collectionId) library.collections.get(collectionId);
      const files = uploads.map((token) => ({ token, name: staging.get(token).name }));
      const subject = files.length === 1 ? files[0].name : String(files.length);
      return jobs.start('import-garments', subject, { files, ...(collectionId ? { collectionId } : {}) });
    },
    'garments.split': ({ id }) =>
      splitGarment(context, id, { signal: new AbortController().signal, onProgress: () => {} }),
    'garments.update': ({ ids, changes }) => told(library.garments.update(ids, forgetting(changes))),
    'garments.retag': ({ ids, add, remove }) => told(library.garments.retag(ids, add, remove)),
    'garments.inspect': ({ id }) => seen(library.garments.get(id)),
    'garments.repairCutOut': async ({ id, strokes }) => {
      const { hash, cutOutHash } = library.garments.get(id);
      const out = join(work, `${randomUUID()}.png`);
      try {
        const { width, height } = await core.ask(
          'repairCutOut',
          {
            garment: library.assets.file(hash),
            ...(cutOutHash ? { cutOut: library.assets.file(cutOutHash) } : {}),
            strokes,
            out,
          },
          { priority: 'interactive' },
        );
        const facts = { kind: 'mask', mediaType: 'image/png', width, height } as const;
        const mask = await library.assets.importFile(out, facts);
        const garment = library.garments.setPicture(id, 'cutOut', mask.hash);
        changed('garments', [id]);
        return seen(garment);
      } finally {
        await rm(out, { force: true });
      }
    },
    'garments.resetCutOut': ({ id, to }) => {
      if (to) {
        const mask = library.assets.get(to);
        const picture = library.assets.get(library.garments.get(id).hash);
        library.assets.file(to);
        if (mask?.kind !== 'mask' || mask.width !== picture?.width || mask.height !== picture?.height)
          throw new StudioError(
            'invalid-input',
            'Expected an earlier cut-out of this garment, of the size of its picture. Repair the cut-out anew.',
          );
      }
      const garment = library.garments.setPicture(id, 'cutOut', to);
      changed('garments', [id]);
      return seen(garment);
    },
    'garments.setBack': async ({ id, upload }) => {
      library.garments.get(id);
      let hash: string | undefined;
      if (upload) {
        const { file } = staging.get(upload);
        const examined = await pictures.examine(file, { priority: 'interactive' });
        const { mediaType, width, height } = examined;
        const asset = await library.assets.importFile(file, { kind: 'original', mediaType, width, height });
        await pictures.enter(asset.hash, examined);
        hash = asset.hash;
        staging.remove([upload]);
      }
      return told([library.garments.setPicture(id, 'back', hash)])[0];
    },
    'collections.list': () => library.collections.list().map(view),
    'collections.create': (fields) => {
      const collection = library.collections.create(fields);
      changed('collections', [collection.id]);
      return view(collection);
    },
    'collections.rename': ({ id, name }) => {
      const collection = library.collections.rename(id, name);
      changed('collections', [id]);
      return view(collection);
    },
    'collections.delete': ({ id }) => {
      library.collections.delete(id);
      changed('collections', [id]);
      return null;
    },
    'collections.add': ({ id, garmentIds }) => {
      library.collections.add(id, garmentIds);
      changed('collections', [id]);
      return view(library.collections.get(id));
    },
    'collections.remove': ({ id, garmentIds }) => {
      library.collections.remove(id, garmentIds);
      changed('collections', [id]);
      return view(library.collections.get(id));
    },
  };
}
