/** Places: where the desktop app finds its files, packaged or in the source tree. */

import { join } from 'node:path';

export interface Places {
  preload: string;
  rendererDir: string;
  /** Folder with built models. */
  models: string;
  /** Packages the models were built from; not there in an installed app. */
  packages: string;
  /** Folder of samples and icons. */
  resources: string;
  icon: string;
  /** What Toile is made of and under which licences. */
  credits: string;
  /** Node's or Chromium's own files of the window, apart from the library. */
  profile: string;
}

export interface Surroundings {
  packaged: boolean;
  /** `app.asar`, or the source tree. */
  appPath: string;
  resourcesPath: string;
  dataDir: string;
}

export function placesOf({ packaged, appPath, resourcesPath, dataDir }: Surroundings): Places {
  const shipped = packaged ? resourcesPath : appPath;
  const resources = join(shipped, 'resources');
  return {
    preload: join(appPath, 'out', 'preload', 'index.cjs'),
    rendererDir: join(appPath, 'out', 'renderer'),
    models: packaged ? join(shipped, 'models') : join(shipped, '.toile', 'models'),
    packages: join(appPath, 'node_modules'),
    resources,
    icon: join(resources, 'icons', '512x512.png'),
    credits: packaged ? join(shipped, 'CREDITS.txt') : join(shipped, 'LICENSE'),
    profile: join(dataDir, 'desktop'),
  };
}
