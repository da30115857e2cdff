/** File names as they appear in messages: one line, printable, never longer than a line. */

import { basename } from 'node:path';

const LONGEST = 80;

/** The last part of a path in double quotes, control characters escaped, the middle of long names left out. */
export function showName(file: string): string {
  const name = basename(file) || file;
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 21)}…${name.slice(-20)}` : name;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
