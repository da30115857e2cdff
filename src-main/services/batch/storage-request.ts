/** Storage requests: what a worker is asked for where files go through a storage, with keys in place of paths. */

import { extname } from 'node:path';
import type { ProduceRequest, ProduceResult } from '../../contract/produce.ts';
import { sourceFile } from './sources.ts';
import type { Storage } from './storage.ts';

/** Every file a request reads, changed by `change`. */
export async function withFiles(
  request: ProduceRequest,
  change: (path: string) => Promise<string>,
): Promise<ProduceRequest> {
  const layers = [];
  for (const layer of request.layers)
    layers.push({
      ...layer,
      garment: await change(layer.garment),
      ...(layer.cutOut ? { cutOut: await change(layer.cutOut) } : {}),
    });
  const outputs = [];
  for (const { out, recipe } of request.outputs) {
    const { watermark } = recipe;
    const picture = watermark?.picture;
    outputs.push({
      out,
      recipe: picture ? { ...recipe, watermark: { ...watermark, picture: await change(picture) } } : recipe,
    });
  }
  return { ...request, person: await change(request.person), layers, outputs };
}

/** Ending of a name, lower case, as a key may have it. */
export function endingOf(path: string): string {
  const ending = extname(path).toLowerCase();
  return /^\.[a-z0-9]{1,5}$/.test(ending) ? ending : '.bin';
}

/** The files of a batch in a storage: each is brought there once, however many pictures are made with it. */
export class SentFiles {
  readonly #storage: Storage;
  readonly #sent = new Map<string, Promise<string>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** The request with keys, and the paths of the keys for its answer. */
  async send(request: ProduceRequest): Promise<{ request: ProduceRequest; paths: Map<string, string> }> {
    const paths = new Map<string, string>();
    const sent = await withFiles(request, async (path) => {
      const key = await this.#key(path);
      paths.set(key, path);
      return key;
    });
    return { request: sent, paths };
  }

  async #key(path: string): Promise<string> {
    // A file that was changed meanwhile is another one.
    const { bytes, modified } = await sourceFile(path);
    const name = `${bytes} ${modified} ${path}`;
    const known = this.#sent.get(name);
    if (known) return known;
    const sending = this.#storage.putInput(path, endingOf(path));
    this.#sent.set(name, sending);
    sending.catch(() => this.#sent.delete(name));
    return sending;
  }
}

/** The answer with the paths of whoever asked. */
export const withPaths = (result: ProduceResult, paths: ReadonlyMap<string, string>): ProduceResult => ({
  ...result,
  inputs: result.inputs.map(({ file, sha256 }) => ({ file: paths.get(file) ?? file, sha256 })),
});
