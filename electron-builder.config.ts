/** Makes installers of the desktop app; how to is in docs/packaging.md. Nothing is built here: run `electron-vite build` first. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from 'electron-builder';
import { credits } from './packaging/credits.ts';
import { leftOut, lockedPackages } from './packaging/shipped.ts';
import { PICTURE_ENDINGS } from './src-main/contract/file-names.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const packages = lockedPackages(join(root, 'package-lock.json'));

/** Folder of machine code for other systems than the one a package is for, by electron-builder's names of systems. */
const OTHERS = {
  linux: { onnxruntime: '{darwin,win32}', sqlite: 'linux' },
  mac: { onnxruntime: '{linux,win32}', sqlite: 'darwin' },
  win: { onnxruntime: '{linux,darwin}', sqlite: 'win32' },
};

/**
 * Files of a package for one system: only what was built, and the packages that stay packages, without what cannot run
 * there; no sources, tests or tools. All in one list, as a list of exceptions alone would begin with every file there is.
 */
function filesFor(system: keyof typeof OTHERS, folder: string): string[] {
  const { onnxruntime, sqlite } = OTHERS[system];
  const bin = 'node_modules/onnxruntime-node/bin/napi-v6';
  return [
    'out/{engine,main,preload,renderer}/**/*',
    'package.json',
    'node_modules/**/*',
    ...leftOut(packages).map((name) => `!node_modules/${name}/**`),
    '!node_modules/better-sqlite3/{deps,src}/**',
    '!node_modules/onnxruntime-node/{lib,script}/**',
    '!node_modules/sharp/{src,install}/**',
    '!**/*.{map,ts,cts,mts,md,gyp,gypi}',
    `!${bin}/${onnxruntime}/**`,
    `!${bin}/${folder}/!(\${arch})/**`,
    `!node_modules/better-sqlite3/prebuilds/!(${sqlite}-\${arch}).node`,
  ];
}

/** Names of a processor by electron-builder's numbers. */
const ARCHITECTURES = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];
const SYSTEMS: Record<string, string> = { darwin: 'darwin', linux: 'linux', win32: 'win32' };

const config: Configuration = {
  appId: 'app.toile.Toile',
  productName: 'Toile',
  executableName: 'toile',
  copyright: 'Toile contributors, AGPL-3.0-or-later',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: filled in by electron-builder
  artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  asar: true,
  // The engine may run on a plain Node, which cannot look into an archive; machine code cannot be loaded from one.
  asarUnpack: ['out/engine/**', 'node_modules/**'],
  extraResources: [
    { from: '.toile/models', to: 'models', filter: ['*/*', '!**/.*'] },
    { from: 'resources/samples', to: 'resources/samples', filter: ['*.json', '{clients,garments}/*'] },
    { from: 'resources/icons', to: 'resources/icons', filter: ['512x512.png'] },
    { from: 'LICENSE', to: 'LICENSE' },
    { from: 'out/CREDITS.txt', to: 'CREDITS.txt' },
  ],
  electronFuses: {
    // The app runs its own code from its own archive, and nobody can make it a plain Node or debug it from outside.
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
    // There are no cookies; asking the system for a key would show the user a prompt for nothing.
    enableCookieEncryption: false,
  },
  // Every package comes with its machine code; nothing is compiled.
  npmRebuild: false,
  nodeGypRebuild: false,
  fileAssociations: [
    {
      name: 'Picture',
      description: 'Picture',
      ext: [...PICTURE_ENDINGS],
      role: 'Viewer',
      rank: 'Alternate',
    },
  ],
  publish: null,
  beforePack: ({ arch, electronPlatformName }) => {
    const system = SYSTEMS[electronPlatformName];
    const processor = ARCHITECTURES[arch];
    // Machine code is installed for this computer only.
    const code = join(root, 'node_modules', '@img', `sharp-${system}-${processor}`);
    if (!existsSync(code) || (system === 'linux' && processor !== process.arch))
      throw new Error(
        `A package for ${system} ${processor} is made on such a computer; this one has no ${code}. See docs/packaging.md.`,
      );
    const node = system === 'linux' ? process.execPath : undefined;
    writeFileSync(join(root, 'out', 'CREDITS.txt'), credits({ root, ...(node ? { node } : {}) }));
  },
  win: {
    target: ['nsis'],
    icon: 'resources/icons/icon.ico',
    files: filesFor('win', 'win32'),
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    license: 'LICENSE',
    // The library is the user's.
    deleteAppDataOnUninstall: false,
  },
  mac: {
    target: [{ target: 'dmg', arch: ['arm64'] }],
    icon: 'resources/icons/icon.icns',
    category: 'public.app-category.graphics-design',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    darkModeSupport: true,
    files: filesFor('mac', 'darwin'),
  },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: filled in by electron-builder
  dmg: { title: '${productName} ${version}' },
  linux: {
    target: ['AppImage', 'deb'],
    icon: 'resources/icons',
    category: 'Graphics',
    synopsis: 'Offline fitting studio',
    description: 'Shows how clothes look on your clients, on your own computer.',
    maintainer: 'Toile contributors <contributors@toile.invalid>',
    vendor: 'Toile',
    files: filesFor('linux', 'linux'),
    // Electron and the picture library cannot share a process there: the engine has a Node of its own.
    extraResources: [{ from: process.execPath, to: 'node/node' }],
  },
  deb: { packageName: 'toile', packageCategory: 'graphics' },
  extraMetadata: { homepage: process.env.TOILE_HOMEPAGE ?? 'https://toile.invalid/' },
};

export default config;
