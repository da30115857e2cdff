/** Pages: the renderer built for the web host, kept under the hash of everything it is made from. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';

export const PAGE = 'web.html';
/** Builds kept; several working copies may share the folder. */
const KEPT = 6;
/** Milliseconds for which a build may be in use or still being made. */
const YOUNG = 3600 * 1000;

/** sha256 of the sources of the pages, shortened. */
export function pagesKey(root: string): string {
  const hash = createHash('sha256');
  for (const folder of ['src-renderer', 'src-main/contract']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
    for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  }
  for (const file of ['package-lock.json', 'src-main/hosts/web/pages.ts'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 24);
}

/**
 * Folder of the built pages, which are built where they are missing or outdated.
 *
 * @param root of the installation
 * @param shelf folder that builds are kept in
 * @param onBuild called before a build, which takes some seconds
 * @throws StudioError internal when they cannot be built
 */
export async function builtPages(root: string, shelf: string, onBuild = () => {}): Promise<string> {
  const target = join(shelf, pagesKey(root));
  if (existsSync(join(target, PAGE))) {
    const now = new Date();
    utimesSync(target, now, now);
    return target;
  }
  onBuild();
  const building = `${target}.${process.pid}`;
  try {
    const [{ build }, { default: react }] = await Promise.all([
      import('vite'),
      import('@vitejs/plugin-react'),
    ]);
    await build({
      root: join(root, 'src-renderer'),
      configFile: false,
      logLevel: 'error',
      plugins: [react()],
      build: {
        outDir: building,
        emptyOutDir: true,
        target: 'es2023',
        // Large pictures and typefaces stay files: the policy of the page allows nothing inline but styles.
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 4000,
        rolldownOptions: { input: join(root, 'src-renderer', PAGE) },
      },
    });
    try {
      renameSync(building, target);
    } catch (error) {
      // Somebody else was quicker.
      if (!existsSync(join(target, PAGE))) throw error;
    }
  } catch (error) {
    throw new StudioError(
      'internal',
      `The pages could not be built (${error instanceof Error ? error.message.split('\n')[0] : error}). Set Toile up again.`,
      { cause: error },
    );
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  forgetOld(shelf, target);
  return target;
}

function forgetOld(shelf: string, keep: string): void {
  const builds = readdirSync(shelf)
    .map((name) => join(shelf, name))
    .map((folder) => ({ folder, at: statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { folder, at } of builds.slice(KEPT))
    if (folder !== keep && Date.now() - at > YOUNG) rmSync(folder, { recursive: true, force: true });
}
