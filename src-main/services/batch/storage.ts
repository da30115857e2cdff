/**
 * Storage: an S3-compatible bucket that photos and results of a batch go through where its machines share no folder. Photos and
 * garments lie there under the hash of their bytes, results under names nobody else gives.
 */

import { randomBytes } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { StudioError } from '../../contract/errors.ts';
import { hashFile } from '../app/hash-file.ts';

/** `s3://bucket/prefix?endpoint=https://host&region=name`, taken apart. */
export interface StoragePlace {
  bucket: string;
  /** Without slashes at its ends; may be empty. */
  prefix: string;
  /** Address of the bucket, without a slash at its end. */
  base: string;
  region: string;
}

const EXPECTED =
  'Storage is named as s3://BUCKET/FOLDER, with ?endpoint=https://HOST for another server than Amazon’s.';

/** @throws StudioError invalid-input */
export function storagePlace(url: string, env: NodeJS.ProcessEnv = process.env): StoragePlace {
  const bad = (why = EXPECTED): StudioError => new StudioError('invalid-input', why);
  if (!URL.canParse(url)) throw bad();
  const { protocol, host: bucket, pathname, searchParams, username, password } = new URL(url);
  if (username || password)
    throw bad('Keys do not belong into the address: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.');
  if (protocol !== 's3:' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw bad();
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  if (prefix.split('/').some((part) => part === '.' || part === '..')) throw bad();
  const region = searchParams.get('region') ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const endpoint = searchParams.get('endpoint') ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  if (endpoint === undefined)
    return { bucket, prefix, region, base: `https://${bucket}.s3.${region}.amazonaws.com` };
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) throw bad();
  return { bucket, prefix, region, base: `${endpoint.replace(/\/+$/, '')}/${bucket}` };
}

/** Milliseconds for one request: a large photo over a slow line. */
const PATIENCE_MS = 300_000;
const RETRIES = 4;

/** Where photos and garments lie: a name that a worker takes from others is nothing else. */
const INPUT = /^inputs\/[0-9a-f]{64}\.[a-z0-9]{1,5}$/;
const RESULT = /^results\/[0-9a-f-]{36}\/[0-9a-f]{32}\.[a-z0-9]{1,5}$/;

export const isInputKey = (key: string): boolean => INPUT.test(key);

export class Storage {
  readonly place: StoragePlace;
  readonly #client: AwsClient;

  /** @throws StudioError invalid-input without an address or keys */
  constructor(url: string, env: NodeJS.ProcessEnv = process.env) {
    this.place = storagePlace(url, env);
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
    if (!accessKeyId || !secretAccessKey)
      throw new StudioError(
        'invalid-input',
        'Storage needs keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN where there is one).',
      );
    const sessionToken = env.AWS_SESSION_TOKEN;
    this.#client = new AwsClient({
      ...{ accessKeyId, secretAccessKey, service: 's3', region: this.place.region, retries: RETRIES },
      ...(sessionToken ? { sessionToken } : {}),
    });
  }

  /** Makes sure that it answers and takes the keys. @throws StudioError unreachable */
  async check(): Promise<void> {
    await this.#ask('HEAD', 'inputs/none', {}, [404]);
  }

  /** Brings a photo or a garment there, once for all machines. @returns its key */
  async putInput(file: string, ending: string): Promise<string> {
    const sha256 = await hashFile(file);
    const key = `inputs/${sha256}${ending}`;
    const known = await this.#ask('HEAD', key, {}, [404]);
    if (known.status === 404) await this.#put(key, file, sha256, { 'if-none-match': '*' }, [409, 412]);
    return key;
  }

  /** Brings a result there under a name of its own. @returns its key */
  async putResult(batch: string, file: string, sha256: string, ending: string): Promise<string> {
    const key = `results/${batch}/${randomBytes(16).toString('hex')}${ending}`;
    await this.#put(key, file, sha256, { 'if-none-match': '*' }, []);
    return key;
  }

  /**
   * Fetches `key` to `file`, whole or not at all.
   *
   * @throws StudioError file-not-found, unreachable; internal when the bytes are not those of `sha256`
   */
  async fetch(key: string, file: string, sha256: string): Promise<void> {
    if (!INPUT.test(key) && !RESULT.test(key))
      throw new StudioError('invalid-input', 'A worker or a batch named something that is not theirs.');
    const part = `${file}.${randomBytes(6).toString('hex')}.part`;
    try {
      const answer = await this.#ask('GET', key, {}, [404]);
      if (answer.status === 404 || !answer.body)
        throw new StudioError('file-not-found', `"${key}" is no longer in the storage.`);
      await pipeline(
        Readable.fromWeb(answer.body as ReadableStream),
        createWriteStream(part, { flags: 'wx' }),
      );
      if ((await hashFile(part)) !== sha256)
        throw new StudioError('unreachable', `"${key}" came with other bytes than it was sent with.`);
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      throw asStorageError(error, this.place);
    }
  }

  async remove(key: string): Promise<void> {
    await this.#ask('DELETE', key, {}, [404]);
  }

  /** Removes results of a batch that nobody waits for any more. */
  async clearResults(batch: string): Promise<void> {
    const { prefix, base } = this.place;
    const folder = [prefix, 'results', batch, ''].filter((part, i) => i > 0 || part).join('/');
    for (;;) {
      const answer = await this.#request(
        'GET',
        `${base}/?list-type=2&max-keys=1000&prefix=${encodeURIComponent(folder)}`,
        {},
        [],
      );
      const keys = [...(await answer.text()).matchAll(/<Key>([^<]+)<\/Key>/g)]
        .map(([, key]) => (prefix ? key.slice(prefix.length + 1) : key))
        .filter((key) => RESULT.test(key));
      if (keys.length === 0) return;
      for (const key of keys) await this.remove(key);
    }
  }

  async #put(
    key: string,
    file: string,
    sha256: string,
    headers: Record<string, string>,
    fine: readonly number[],
  ): Promise<void> {
    await this.#ask(
      'PUT',
      key,
      // The server holds the bytes against the hash it was promised.
      { body: await openAsBlob(file), headers: { ...headers, 'x-amz-content-sha256': sha256 } },
      fine,
    );
  }

  #ask(method: string, key: string, init: RequestInit, fine: readonly number[]): Promise<Response> {
    const { base, prefix } = this.place;
    const path = [...prefix.split('/'), ...key.split('/')].filter(Boolean).map(encodeURIComponent);
    return this.#request(method, `${base}/${path.join('/')}`, init, fine);
  }

  async #request(method: string, url: string, init: RequestInit, fine: readonly number[]): Promise<Response> {
    let answer: Response;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      answer = await this.#client.fetch(url, { ...init, method, signal });
    } catch (error) {
      throw asStorageError(error, this.place);
    }
    if (answer.ok || fine.includes(answer.status)) return answer;
    const { bucket, base } = this.place;
    const code = /<Code>([^<]+)<\/Code>/.exec(await answer.text().catch(() => ''))?.[1];
    const refused = answer.status === 401 || answer.status === 403;
    throw new StudioError(
      'unreachable',
      `The storage ${new URL(base).host} answered ${answer.status}${code ? ` (${code})` : ''} for the bucket "${bucket}". ${
        refused ? 'Check the keys and what they may do.' : 'Check the address and the bucket.'
      }`,
    );
  }
}

function asStorageError(error: unknown, { base }: StoragePlace): unknown {
  if (error instanceof StudioError) return error;
  const { code, message, cause } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StudioError(
      'disk-full',
      'There is not enough space on the disk for a picture of the storage.',
      {
        cause: error,
      },
    );
  const why = (cause as Error | undefined)?.message ?? message;
  return new StudioError(
    'unreachable',
    `The storage ${new URL(base).host} cannot be reached (${why}). Check the network and the address.`,
    { cause: error },
  );
}
