/**
 * Milliseconds to fit a body to the sample clients' photos on a warm engine, as JSON on standard output: the stage alone,
 * the least of `repeat` runs with another age each, so that nothing comes from the cache.
 *
 *   node tests/bench/photo-body.ts [--repeat N]
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createCore } from '../../src-main/services/core.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values: flags } = parseArgs({ options: { repeat: { type: 'string', default: '3' } } });
const work = mkdtempSync(join(tmpdir(), 'toile-bench-'));
const core = createCore({ dataDir: work, modelsDirs: [join(root, '.toile/models')], resourcesDir: root });
const figures: Record<string, { ms: number; iou: number; landmarkError: number }> = {};
try {
  for (const name of ['amara', 'kenji', 'lena', 'marco']) {
    const photo = join(root, 'resources/samples/clients', `${name}.jpg`);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < Math.max(1, Number(flags.repeat)); i++) {
      const result = await core.body({ photo, out: join(work, `${name}.jpg`), ageYears: 30 + i });
      const fit = result.stages.find(({ stage }) => stage === 'fit-body');
      least = Math.min(least, fit?.ms ?? Number.NaN);
      const [{ iouBody, landmarkError }] = result.views;
      figures[name] = { ms: least, iou: iouBody, landmarkError };
    }
  }
} finally {
  await core.close();
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
