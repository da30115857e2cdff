import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { engineFlags } from '../../../src-main/services/engine-child.ts';

const folder = mkdtempSync(join(tmpdir(), 'toile-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('flags of the engine process', () => {
  const nodeSaying = (name: string, answer: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${answer}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it('are given to a Node that knows them', () => {
    const known = nodeSaying(
      'new',
      'echo "  --external-memory-accounted-in-global-limit (counts)"; echo "  --initial-heap-size (MB)"',
    );
    expect(engineFlags(known)).toEqual([
      '--external-memory-accounted-in-global-limit',
      '--initial-heap-size=256',
    ]);
  });

  it('are kept from one that would not start with them, fails to answer, or is not there', () => {
    expect(engineFlags(nodeSaying('old', 'echo "  --initial-heap-size (MB)"'))).toEqual([]);
    expect(engineFlags(nodeSaying('mute', 'exit 9'))).toEqual([]);
    expect(engineFlags(join(folder, 'nowhere'))).toEqual([]);
  });

  it('start this very Node', async () => {
    const { spawnSync } = await import('node:child_process');
    expect(spawnSync(process.execPath, [...engineFlags(), '-e', '0']).status).toBe(0);
  });
});
