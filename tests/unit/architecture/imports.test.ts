/** The import rule is enforced: a planted violation makes the linter fail, an allowed import does not. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const planted = mkdtempSync(join(tmpdir(), 'toile-imports-'));
afterAll(() => rmSync(planted, { recursive: true, force: true }));

const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
writeFileSync(join(planted, 'biome.json'), JSON.stringify({ ...config, vcs: undefined, $schema: undefined }));

type Import = readonly [file: string, specifier: string];

/** Plants a file for each import beside the project's own configuration and lints them all; tells which are refused. */
function refused(imports: readonly Import[]): boolean[] {
  const names = imports.map(([file], n) => file.replace(/x\.ts$/, `x${n}.ts`));
  for (const [n, [, specifier]] of imports.entries()) {
    const path = join(planted, names[n]);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `import * as a from '${specifier}';\n\nexport const b = a;\n`);
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const result = spawnSync(process.execPath, [biome, 'lint', '--max-diagnostics=none', ...new Set(names)], {
    cwd: planted,
    encoding: 'utf8',
  });
  const output = `${result.stdout}${result.stderr}`;
  expect(output).toContain(`Checked ${names.length} files`);
  return names.map((name) =>
    output.split('\n').some((line) => line.startsWith(`${name}:`) && line.includes('noRestrictedImports')),
  );
}

describe('import rule', () => {
  const no: Import[] = [
    ['src-main/contract/x.ts', '../engine/image/raster.ts'],
    ['src-main/contract/x.ts', 'node:fs'],
    ['src-main/engine/image/ops/x.ts', '../../domain/pose.ts'],
    ['src-main/engine/domain/x.ts', '../runtime/x.ts'],
    ['src-main/engine/runtime/x.ts', '../perception/pose/x.ts'],
    ['src-main/engine/perception/pose/x.ts', '../../fitting/x.ts'],
    ['src-main/engine/fitting/x.ts', '../perception/pose/x.ts'],
    ['src-main/engine/compositing/x.ts', '../fitting/x.ts'],
    ['src-main/engine/mesh/x.ts', '../domain/body.ts'],
    ['src-main/engine/image/x.ts', '../mesh/x.ts'],
    ['src-main/engine/body/x.ts', '../perception/pose/x.ts'],
    ['src-main/engine/body/x.ts', '../studio/x.ts'],
    ['src-main/engine/studio/x.ts', '../perception/pose/x.ts'],
    ['src-main/engine/quality/x.ts', '../body/x.ts'],
    ['src-main/engine/fitting/x.ts', '../studio/x.ts'],
    ['src-main/services/x.ts', '../engine/studio/x.ts'],
    ['src-main/engine/pipeline/x.ts', '../../services/x.ts'],
    ['src-main/engine/pipeline/x.ts', '../../library/x.ts'],
    ['src-main/library/x.ts', '../engine/image/raster.ts'],
    ['src-main/library/x.ts', '../services/x.ts'],
    ['src-main/engine/print/x.ts', '../body/x.ts'],
    ['src-main/engine/body/x.ts', '../print/x.ts'],
    ['src-main/engine/pipeline/x.ts', 'pdfkit'],
    ['src-main/services/x.ts', '../engine/print/x.ts'],
    ['src-main/services/x.ts', 'better-sqlite3'],
    ['src-main/services/x.ts', '../engine/fitting/x.ts'],
    ['src-main/services/x.ts', '../hosts/cli/x.ts'],
    ['src-main/hosts/cli/x.ts', '../../library/x.ts'],
    ['src-main/hosts/cli/x.ts', 'electron'],
    ['src-main/engine/perception/pose/x.ts', 'sharp'],
    ['src-main/engine/perception/pose/x.ts', 'onnxruntime-node'],
    ['src-main/engine/pipeline/x.ts', 'better-sqlite3'],
    ['src-renderer/features/library/x.ts', '../../../src-main/services/x.ts'],
    ['src-renderer/features/library/x.ts', 'node:fs'],
    ['src-renderer/features/preview3d/x.ts', 'three'],
    ['src-renderer/features/preview3d/x.ts', '@react-three/fiber'],
    ['src-renderer/ui/x.ts', 'three/examples/jsm/environments/RoomEnvironment.js'],
    ['src-renderer/scene/x.ts', '../../src-main/services/x.ts'],
    ['src-preload/x.ts', '../src-main/engine/image/raster.ts'],
  ];
  const yes: Import[] = [
    ['src-main/engine/image/x.ts', 'sharp'],
    ['src-main/engine/runtime/x.ts', 'onnxruntime-node'],
    ['src-main/engine/perception/pose/x.ts', '../matte/x.ts'],
    ['src-main/engine/perception/pose/x.ts', '../../domain/pose.ts'],
    ['src-main/engine/pipeline/x.ts', '../compositing/x.ts'],
    ['src-main/engine/pipeline/x.ts', '../studio/x.ts'],
    ['src-main/engine/pipeline/x.ts', '../print/x.ts'],
    ['src-main/engine/print/x.ts', 'pdfkit'],
    ['src-main/engine/domain/x.ts', '../mesh/x.ts'],
    ['src-main/engine/studio/x.ts', '../body/x.ts'],
    ['src-main/services/x.ts', '../engine/pipeline/x.ts'],
    ['src-main/hosts/cli/x.ts', '../../services/x.ts'],
    ['src-main/hosts/electron/x.ts', 'electron'],
    ['src-main/library/x.ts', 'better-sqlite3'],
    ['src-main/services/x.ts', '../library/x.ts'],
    ['src-renderer/features/library/x.ts', '../../../src-main/contract/errors.ts'],
    ['src-renderer/scene/x.ts', 'three'],
    ['src-renderer/scene/x.ts', '@react-three/fiber'],
    ['src-renderer/scene/x.ts', '@react-three/drei/core/CameraControls.js'],
  ];
  const verdicts = refused([...no, ...yes]);

  it.each(no)('%s may not import %s', (...planted) => {
    expect(verdicts[no.findIndex((one) => one.join() === planted.join())]).toBe(true);
  });
  it.each(yes)('%s may import %s', (...planted) => {
    const at = yes.findIndex((one) => one.join() === planted.join());
    expect(verdicts[no.length + at]).toBe(false);
  });
});
