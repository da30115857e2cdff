/** The storage of many machines: its address, what it refuses, and what it makes of a server's answers. */

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Storage, storagePlace } from '../../../src-main/services/batch/storage.ts';
import { endingOf } from '../../../src-main/services/batch/storage-request.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the address', () => {
  it('names a bucket, a folder in it and the server', () => {
    expect(storagePlace('s3://shoot/a/b/?endpoint=http://nas:9000/&region=eu-1', {})).toEqual({
      ...{ bucket: 'shoot', prefix: 'a/b', region: 'eu-1', base: 'http://nas:9000/shoot' },
    });
    expect(storagePlace('s3://shoot', { AWS_REGION: 'eu-central-1' })).toEqual({
      ...{ bucket: 'shoot', prefix: '', region: 'eu-central-1' },
      base: 'https://shoot.s3.eu-central-1.amazonaws.com',
    });
    expect(storagePlace('s3://shoot', { AWS_ENDPOINT_URL: 'https://r2.example' }).base).toBe(
      'https://r2.example/shoot',
    );
  });

  it.each([
    'shoot',
    'http://shoot',
    's3://',
    's3://x',
    's3://key:secret@shoot',
    's3://shoot?endpoint=ftp://x',
  ])('refuses %s', (url) => {
    expect(() => storagePlace(url, {})).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('needs keys from the environment', () => {
    expect(() => new Storage('s3://shoot', {})).toThrow(/AWS_ACCESS_KEY_ID/);
  });
});

describe('a server', () => {
  let folder: string;
  let server: Server;
  let answer: (request: IncomingMessage) => { status: number; body?: string };
  let asked: string[];
  let storage: Storage;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'toile-storage-'));
    asked = [];
    server = createServer((request, response) => {
      asked.push(
        `${request.method} ${request.url?.split('?')[0]} ${request.headers['if-none-match'] ?? ''}`.trim(),
      );
      request.resume().on('end', () => {
        const { status, body } = answer(request);
        response.writeHead(status).end(request.method === 'HEAD' ? undefined : body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    storage = new Storage(`s3://shoot/night?endpoint=http://127.0.0.1:${port}`, KEYS);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const photo = (): string => {
    writeFileSync(join(folder, 'photo.jpg'), 'photo');
    return join(folder, 'photo.jpg');
  };

  it('gets a file under the hash of its bytes, and only where nobody was quicker', async () => {
    answer = ({ method }) => ({ status: method === 'HEAD' ? 404 : 412 });
    const key = `inputs/${sha256('photo')}.jpg`;
    expect(await storage.putInput(photo(), '.jpg')).toBe(key);
    expect(asked).toEqual([`HEAD /shoot/night/${key}`, `PUT /shoot/night/${key} *`]);
    answer = () => ({ status: 200 });
    asked = [];
    await storage.putInput(photo(), '.jpg');
    expect(asked).toEqual([`HEAD /shoot/night/${key}`]);
  });

  it('is asked again when it is busy, and told of when it refuses', async () => {
    let busy = 2;
    answer = () => ({ status: busy-- > 0 ? 503 : 404 });
    await storage.check();
    expect(asked).toHaveLength(3);
    answer = () => ({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    await expect(storage.putResult('b', photo(), sha256('photo'), '.jpg')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/403 \(AccessDenied\).*Check the keys/),
    });
  });

  it('is not believed: other bytes, other names and half files are refused', async () => {
    const target = join(folder, 'a.png');
    const key = `results/${crypto.randomUUID()}/${'ab'.repeat(16)}.png`;
    answer = () => ({ status: 200, body: 'picture' });
    await expect(storage.fetch(key, target, sha256('another'))).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(storage.fetch('../secret.png', target, sha256('picture'))).rejects.toMatchObject({
      code: 'invalid-input',
    });
    answer = () => ({ status: 404 });
    await expect(storage.fetch(key, target, sha256('picture'))).rejects.toMatchObject({
      code: 'file-not-found',
    });
    expect(readdirSync(folder)).toEqual([]);
    answer = () => ({ status: 200, body: 'picture' });
    await storage.fetch(key, target, sha256('picture'));
    expect(readFileSync(target, 'utf8')).toBe('picture');
  });

  it('that is not there is told', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(storage.check()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    server = createServer().listen(0);
  });
});

it('takes endings into keys where they are plain', () => {
  expect([endingOf('A.JPG'), endingOf('a'), endingOf('a.b c')]).toEqual(['.jpg', '.bin', '.bin']);
});
