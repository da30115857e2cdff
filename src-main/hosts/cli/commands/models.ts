/** `toile models`: list, build, verify, add and remove models. */

import { join, resolve } from 'node:path';
import type { ModelPlaces, ModelStatus } from '../../../services/models.ts';
import * as service from '../../../services/models.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson, say, table } from '../output.ts';
import { BUILT_IN_MODELS, ROOT, userModels } from '../places.ts';
import { ProgressLine } from '../progress.ts';

interface Flags {
  json?: boolean;
}

const places = (): ModelPlaces => ({
  builtInDir: BUILT_IN_MODELS,
  userDir: userModels(),
  packagesDir: join(ROOT, 'node_modules'),
});

export async function listModels(flags: Flags): Promise<number> {
  return report(await service.listModels(places()), flags);
}

export async function verifyModels(flags: Flags): Promise<number> {
  return report(await service.verifyModels(places()), flags);
}

export async function buildModels(names: string[], flags: Flags): Promise<number> {
  const progress = new ProgressLine();
  try {
    const built = await service.buildModels(places(), {
      ...(names.length ? { names } : {}),
      onProgress: ({ name, done, total }) => progress.draw(done / total, `building models: ${name}`),
    });
    progress.clear();
    if (flags.json) printJson(built);
    else print(table(built.map(({ name, state, bytes }) => [name, state, megabytes(bytes)])));
    return EXIT.ok;
  } finally {
    progress.clear();
  }
}

/** A path that exists is a folder; anything else may be the name of an optional model. */
export async function addModel(folderOrName: string, flags: Flags & { replace?: boolean }): Promise<number> {
  const target = Object.hasOwn(service.OPTIONAL_MODELS, folderOrName) ? folderOrName : resolve(folderOrName);
  const added = await service.addModel(places(), target, {
    replace: flags.replace ?? false,
    onProgress: say,
  });
  if (flags.json) printJson(added);
  else {
    print(`${added.name}: added. Use it with ${optionOf(added)}.`);
  }
  return EXIT.ok;
}

/** What a model of each task is used with. */
function optionOf({ task, name }: ModelStatus): string {
  if (task === 'picture-words')
    return `"toile library look --knowledge ${name}", or choose it in the settings`;
  return `${task === 'person-matte' ? '--matte' : '--parser'} ${name}`;
}

export async function removeModel(name: string, flags: Flags): Promise<number> {
  await service.removeModel(places(), name);
  if (flags.json) printJson({ removed: name });
  else print(`${name}: removed.`);
  return EXIT.ok;
}

function report(models: ModelStatus[], flags: Flags): number {
  if (flags.json) printJson(models);
  else {
    print(
      table([
        ['NAME', 'STATE', 'WHOSE', 'TASK', 'SIZE', 'LICENCE'],
        ...models.map((m) => [m.name, m.state, m.origin, m.task, megabytes(m.bytes), m.licence]),
      ]),
    );
    for (const model of models) for (const problem of model.problems) print(`  ${model.name}: ${problem}`);
  }
  return models.every((model) => model.state === 'ready') ? EXIT.ok : EXIT.models;
}

function megabytes(bytes: number): string {
  return bytes > 0 ? `${(bytes / 1e6).toFixed(1)} MB` : '';
}
