/** Handlers of the calls about garments worn in the 3D view. */

import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallRequest } from '../../contract/calls/index.ts';
import type { WORN_CALLS } from '../../contract/calls/worn.ts';
import { StudioError } from '../../contract/errors.ts';
import { safeName } from '../../contract/file-names.ts';
import type { Handlers, StudioContext } from './context.ts';
import { labelledChart } from './size-labels.ts';
import { madeFile, ticketed } from './ticketed.ts';

export function wornHandlers(context: StudioContext): Handlers<keyof typeof WORN_CALLS> {
  const { library, core, provider } = context;
  const tickets = ticketed(context.emit);

  const files = (hash: string | undefined) => hash && library.assets.file(hash);
  /** What the engine is asked for, and how the shop calls its sizes. */
  const wishesOf = ({ body, garments }: Pick<CallRequest<'worn.dress'>, 'body' | 'garments'>) =>
    garments.map(({ garmentId, size, material }) => {
      const found = library.garments.get(garmentId);
      const labels = labelledChart(
        found.sizes,
        size ?? body.measures.bustGirth ?? body.measures.hipGirth ?? 100,
      );
      const { hash, backHash, cutOutHash, landmarks, category } = found;
      const name = size === undefined ? undefined : labels.sizeOf(size);
      const back = files(backHash);
      const cutOut = files(cutOutHash);
      return {
        labels,
        request: {
          garment: library.assets.file(hash),
          ...(back ? { back } : {}),
          ...(cutOut ? { cutOut } : {}),
          landmarks,
          ...(category ? { category } : {}),
          ...(material ? { material } : {}),
          ...(labels.chart ? { chart: labels.chart } : {}),
          ...(name ? { size: name } : {}),
        },
      };
    });

  return {
    'worn.dress': async ({ body, garments, preference, pose, ticket }) => {
      const wishes = wishesOf({ body, garments });
      const [worn, mesh] = await tickets.run(ticket, (options) =>
        madeFile(context, 'glb', (out) =>
          core.ask(
            'wear',
            {
              body,
              garments: wishes.map(({ request }) => request),
              preference,
              pose,
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
        garments: worn.garments.map((garment, i) => {
          const { labelOf, relabelled } = wishes[i].labels;
          const { recommendation, sizes, reasons } = garment;
          return {
            ...garment,
            garmentId: garments[i].garmentId,
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
        garments: wishesOf({ body, garments }).map(({ request }) => request),
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
