/** Credits: what the app is made of and under which licences, as one text that is shipped with it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockedPackages } from './shipped.ts';

export interface CreditsOptions {
  /** Root of the source tree, with installed packages and built models. */
  root: string;
  /** Node that is shipped for the engine, if one is. */
  node?: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([._-].*)?$/i;
const LINE = `\n${'-'.repeat(80)}\n`;

/** Packages that are only for types or tools although the lock file counts them among the app's. */
const isTool = (name: string): boolean =>
  name.startsWith('@types/') || /^(@typescript\/|typescript$)/.test(name);

/**
 * Names, versions, licences and licence texts of everything the app is built from.
 *
 * @throws Error when a package has neither a licence text nor the name of one
 */
export function credits({ root, node }: CreditsOptions): string {
  const parts = [
    [
      'Toile is free software under the GNU Affero General Public License, version 3 or later.',
      'Its full text is in the file LICENSE beside this one.',
      'It is built from the following, each under its own licence.',
      'Electron and Chromium: see LICENSE.electron.txt and LICENSES.chromium.html beside the program.',
    ].join('\n'),
    ...packageCredits(root),
    ...modelCredits(root),
    ...(node === undefined ? [] : [`Node.js\n\n${nodeLicence(node)}`]),
  ];
  return `${parts.join(LINE)}\n`;
}

function packageCredits(root: string): string[] {
  return Object.entries(lockedPackages(join(root, 'package-lock.json')))
    .filter(([place, { dev }]) => place.startsWith('node_modules/') && !dev)
    .map(([place, locked]) => ({ place, name: place.split('node_modules/').at(-1) as string, locked }))
    .filter(({ name, place }) => !isTool(name) && existsSync(join(root, place)))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map(({ name, place, locked }) => {
      const text = licenceTexts(join(root, place));
      if (!text && !locked.license)
        throw new Error(`${name} ${locked.version} has no licence that could be named in the credits`);
      return `${name} ${locked.version}\n${locked.license ?? 'see its text'}\n${text ? `\n${text}` : ''}`;
    });
}

function licenceTexts(folder: string): string {
  return readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n');
}

interface Manifest {
  name?: string;
  title?: string;
  licence?: string;
  credits?: string[];
  source?: unknown;
}

function modelCredits(root: string): string[] {
  const folder = join(root, 'models');
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) =>
      ['model.json', 'asset.json']
        .map((file) => join(folder, name, file))
        .filter((file) => existsSync(file))
        .map((file) => {
          const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
          if (!manifest.licence) throw new Error(`${file} names no licence`);
          const lines = [`${manifest.title ?? name} (${name})`, manifest.licence, origin(manifest.source)];
          return [...lines, ...(manifest.credits ?? [])].filter(Boolean).join('\n');
        }),
    );
}

function origin(source: unknown): string {
  if (typeof source !== 'object' || source === null) return '';
  const { package: name, version, url } = source as Record<string, unknown>;
  return [name && `from ${String(name)} ${String(version ?? '')}`.trim(), url].filter(Boolean).join('\n');
}

function nodeLicence(node: string): string {
  const places = [join(dirname(node), '..', 'LICENSE'), '/usr/share/doc/nodejs/copyright'];
  const found = places.find((place) => existsSync(place));
  if (!found)
    throw new Error(
      `The licence of Node was expected in ${places[0]}. Build with a Node from nodejs.org or npm.`,
    );
  return readFileSync(found, 'utf8').trim();
}
