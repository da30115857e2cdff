/** Shipped: which npm packages the built app still needs beside it, and why all others are left out. */

import { readFileSync } from 'node:fs';

/**
 * Packages that stay packages: they hold machine code, or (libheif) are under the LGPL, which lets whoever uses the app
 * replace them. Everything else is inside the built files.
 */
export const KEPT_PACKAGES = [
  'better-sqlite3',
  'libheif-js',
  'onnxruntime-node',
  'sharp',
  'sqlite-vec',
] as const;

/** Packages a kept one declares but needs only while it is built or installed. */
const INSTALL_ONLY = new Set(['adm-zip', 'global-agent', 'node-addon-api']);

export interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** Packages of a lock file by their place, such as `node_modules/sharp`. */
export function lockedPackages(lockFile: string): Record<string, LockedPackage> {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return packages;
}

/** Names of top-level packages the app is shipped with: the kept ones and what they need while they run. */
export function shippedPackages(packages: Record<string, LockedPackage>): Set<string> {
  const shipped = new Set<string>();
  const visit = (name: string): void => {
    const locked = packages[`node_modules/${name}`];
    if (shipped.has(name) || INSTALL_ONLY.has(name) || !locked) return;
    shipped.add(name);
    for (const needed of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }))
      visit(needed);
  };
  for (const name of KEPT_PACKAGES) visit(name);
  return shipped;
}

/** Names of top-level packages that are installed for the app but not shipped with it. */
export function leftOut(packages: Record<string, LockedPackage>): string[] {
  const shipped = shippedPackages(packages);
  return Object.entries(packages)
    .filter(([place, { dev }]) => place.startsWith('node_modules/') && !dev)
    .map(([place]) => place.slice('node_modules/'.length))
    .filter((name) => !name.includes('/node_modules/') && !shipped.has(name))
    .toSorted();
}
