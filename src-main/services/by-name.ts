/** By name: records of the library as people call them on a command line. */

import { StudioError } from '../contract/errors.ts';

interface Named {
  id: string;
  name: string;
}

const plain = (text: string): string => text.normalize('NFC').toLocaleLowerCase().trim();

/** Those of that name or id; without regard to capitals where none has exactly that name. */
export function alike<R extends Named>(records: readonly R[], name: string): R[] {
  const exact = records.filter((record) => record.name === name || record.id === name);
  return exact.length > 0 ? exact : records.filter((record) => plain(record.name) === plain(name));
}

/** Names listed in an error at most. */
const LISTED = 20;

/** @throws StudioError not-in-library when none has that name, or more than one */
export function named<R extends Named>(
  records: readonly R[],
  name: string,
  kind: 'collection' | 'client' | 'garment',
): R {
  const found = alike(records, name);
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new StudioError(
      'not-in-library',
      `${found.length} ${kind}s are called "${name}". Rename one of them in the app, or give its id: ${found.map(({ id }) => id).join(', ')}.`,
    );
  const names = records.slice(0, LISTED).map((record) => `"${record.name}"`);
  if (records.length > LISTED) names.push('...');
  throw new StudioError(
    'not-in-library',
    `No ${kind} is called "${name}". ${names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none in this library yet.'}`,
  );
}
