/** `toile serve`: the app in the browser of this computer. */

import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { builtPages } from '../../web/pages.ts';
import { serve as start } from '../../web/serve.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson, say } from '../output.ts';
import {
  BUILT_IN_MODELS,
  dataDir,
  libraryDir,
  PAGES,
  RESOURCES,
  ROOT,
  userModels,
  version,
} from '../places.ts';
import { interruptible, logFromEnvironment } from '../session.ts';

export interface ServeFlags {
  dataDir?: string;
  port: number;
  open: boolean;
  json?: boolean;
}

/**
 * Runs until Ctrl-C.
 *
 * @param open shows the address; where it tells when its window has been closed, this ends with it
 */
export async function serve(
  flags: ServeFlags,
  open: (link: string) => Promise<void> | undefined = openBrowser,
): Promise<number> {
  const data = flags.dataDir === undefined ? dataDir() : resolve(flags.dataDir);
  const pagesFolder = await builtPages(ROOT, PAGES, () =>
    say('Building the pages; this takes some seconds.'),
  );
  return interruptible(async (signal) => {
    const serving = await start({
      dataDir: data,
      libraryFolder: libraryDir(data),
      modelsDirs: [BUILT_IN_MODELS, userModels(data)],
      resourcesDir: RESOURCES,
      packagesDir: join(ROOT, 'node_modules'),
      pagesFolder,
      version: version(),
      locale: Intl.DateTimeFormat().resolvedOptions().locale,
      port: flags.port,
      log: logFromEnvironment(),
    });
    const { readOnly } = serving.studio;
    if (flags.json) printJson({ url: serving.link, port: serving.host.port, readOnly });
    else {
      if (readOnly)
        say('This library is open in another Toile: here it can be looked at, but nothing can be changed.');
      print(serving.link);
      say('This address works once. Enter shows another, Ctrl-C ends Toile.');
    }
    const window = flags.open && !flags.json ? open(serving.link) : undefined;
    const keyboard = process.stdin.isTTY ? createInterface({ input: process.stdin }) : undefined;
    keyboard?.on('line', () => print(serving.host.newLink()));
    try {
      await new Promise<void>((done) => {
        if (signal.aborted) done();
        void window?.then(done);
        signal.addEventListener('abort', () => done(), { once: true });
        // Ctrl-C at a terminal whose line is being read comes from there.
        keyboard?.on('SIGINT', done);
      });
    } finally {
      keyboard?.close();
      await serving.close();
    }
    return EXIT.ok;
  });
}

/** The address is shown in any case: a browser that does not start is no error. */
export function openBrowser(url: string): undefined {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  const child = spawn(command as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
