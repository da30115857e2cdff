/** Handlers of the calls about garments worn in the 3D view. */

import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOutput, CallRequest } from '../../contract/calls/index.ts';
import type { WORN_CALLS } from '../../contract/calls/worn.ts';
import type { CatalogGarment } from '../../contract/catalog/garment.ts';
import { StudioError } from '../../contract/errors.ts';
import { safeName } from '../../contract/file-names.ts';
import type { Handlers, StudioContext } from './context.ts';
import { labelledChart } from './size-labels.ts';
import { madeFile, ticketed } from './ticketed.ts';

/** What the engine needs of a garment of the library. */
function filesOf(
  library: StudioContext['library'],
  { hash, backHash, cutOutHash, landmarks, category }: CatalogGarment,
) {
  const { assets } = library;
  return {
    garment: assets.file(hash),
    ...(backHash ? { back: assets.file(backHash) } : {}),
    ...(cutOutHash ? { cutOut: assets.file(cutOutHash) } : {}),
    landmarks,
    ...(category ? { category } : {}),
  };
}

export function wornHandlers(context: StudioContext): Handlers<keyof typeof WORN_CALLS> {
  const { library, core, provider } = context;
  const tickets = ticketed(context.emit);

  type Wish = CallRequest<'worn.dress'>;
  /** What the engine is asked for, and how the shop calls its sizes. */
  const wishOf = ({ measures }: Wish['body'], wish: Wish['garments'][number]) => {
    const { garmentId, size, material, alterations, colourway } = wish;
    const found = library.garments.get(garmentId);
    const labels = labelledChart(found.sizes, size ?? measures.bustGirth ?? measures.hipGirth ?? 100);
    const name = size === undefined ? undefined : labels.sizeOf(size);
    return {
      labels,
      request: {
        ...filesOf(library, found),
        ...(material ? { material } : {}),
        ...(alterations ? { alterations } : {}),
        ...(colourway ? { colourway } : {}),
        ...(labels.chart ? { chart: labels.chart } : {}),
        ...(name ? { size: name } : {}),
      },
    };
  };

  return {
    'worn.dress': async ({ body, garments, preference, pose, style, ticket }) => {
      const failed: CallOutput<'worn.dress'>['failed'] = [];
      const wishes = garments.flatMap((garment, index) => {
        const { garmentId } = garment;
        try {
          return [{ ...wishOf(body, garment), index, garmentId }];
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
          failed.push({ index, garmentId, error: error.toJSON() });
          return [];
        }
      });
      if (wishes.length === 0) throw StudioError.from(failed[0].error);
      const [worn, mesh] = await tickets.run(ticket, (options) =>
        madeFile(context, 'glb', (out) =>
          core.ask(
            'wear',
            {
              body,
              garments: wishes.map(({ request }) => request),
              preference,
              pose,
              style,
              out,
              models: { provider: provider() },
            },
            options,
          ),
        ),
      );
      return {
        mesh,
        measurements: worn.measurements,
        notes: worn.notes,
        failed: [
          ...failed,
          ...worn.failed.map(({ index, error }) => ({
            index: wishes[index].index,
            garmentId: wishes[index].garmentId,
            error,
          })),
        ],
        garments: worn.garments.map((garment) => {
          const { labels, index, garmentId } = wishes[garment.index];
          const { labelOf, relabelled } = labels;
          const { recommendation, sizes, reasons } = garment;
          return {
            ...garment,
            index,
            garmentId,
            size: labelOf(garment.size),
            sizes: sizes.map((size) => ({ ...size, size: labelOf(size.size) })),
            recommendation: {
              size: labelOf(recommendation.size),
              ...(recommendation.nextBest ? { nextBest: labelOf(recommendation.nextBest) } : {}),
              reasons: recommendation.reasons.map(relabelled),
            },
            reasons: reasons.map(relabelled),
          };
        }),
      };
    },
    'worn.report': async ({ body, garments, preference, document, name, clientId, ticket }) => {
      const out = join(context.work, `${randomUUID()}.pdf`);
      const request = {
        body,
        garments: garments.map((garment) => wishOf(body, garment).request),
        preference,
        document,
        out,
        models: { provider: provider() },
      };
      try {
        await tickets.run(ticket, (options) => core.ask('fitReport', request, options));
        return context.downloads.add(out, `${safeName(name) || 'report'}.pdf`, clientId);
      } catch (error) {
        await rm(out, { force: true });
        throw error;
      }
    },
    'worn.pattern': async ({ body, garmentId, cut, alterations }) => {
      const found = library.garments.get(garmentId);
      const garment = { ...filesOf(library, found), alterations };
      const [{ out: _, ms: __, ...pattern }, picture] = await madeFile(context, 'webp', (out) =>
        core.ask('pattern', { body, garment, cut, out }, { priority: 'interactive' }),
      );
      return { ...pattern, picture };
    },
    'worn.file': ({ mesh, name, clientId }) => {
      const found = context.transient.get(mesh);
      if (!found) throw new StudioError('upload-gone', 'This model is no longer there. Have it made again.');
      const out = join(context.work, `${randomUUID()}.glb`);
      copyFileSync(found.file, out);
      return context.downloads.add(out, `${safeName(name) || 'model'}.glb`, clientId);
    },
    'worn.cancel': ({ ticket }) => {
      tickets.cancel(ticket);
      return null;
    },
  };
}
