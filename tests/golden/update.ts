/**
 * Writes the expected pictures anew: `node tests/golden/update.ts [NAME...]`. Look at every one before committing it.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeImage } from '../../src-main/engine/image/encode.ts';
import { writeFileWhole } from '../../src-main/engine/image/write-file.ts';
import { goldenCases, openCore, runCase } from './cases.ts';

const names = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'toile-golden-'));
const core = openCore(folder);
try {
  for (const golden of goldenCases()) {
    if (names.length > 0 && !names.includes(golden.name)) continue;
    const { result, small } = await runCase(core, golden, folder);
    await writeFileWhole(golden.expected, [await encodeImage(small, { format: 'png' })]);
    const worn = result.garments.map((garment) => garment.category).join(', ');
    process.stdout.write(`${golden.name}: ${worn}, confidence ${result.confidence.toFixed(2)}\n`);
  }
} finally {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
}
