/** Leftovers: removes the temporary file or folder an engine process had no time to finish or delete. */

import { readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Deletes temporary files and folders of the ended process `pid` beside each target. Names as `writeFileWhole` gives them:
 * `.toile-PID-RANDOM.tmp`, beside the file a link points to.
 */
export async function sweepLeftovers(pid: number, targets: readonly string[]): Promise<void> {
  const real = await Promise.all(targets.map((target) => realpath(target).catch(() => target)));
  for (const folder of new Set(real.map((target) => dirname(target)))) {
    const names = await readdir(folder).catch(() => []);
    const left = names.filter((name) => name.startsWith(`.toile-${pid}-`) && name.endsWith('.tmp'));
    await Promise.all(
      left.map((name) => rm(join(folder, name), { recursive: true, force: true }).catch(() => {})),
    );
  }
}

/** Whether a process of this number is alive, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
