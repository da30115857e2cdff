/** The commands about synthetic sets: options and help; the work is loaded when it is called. */

import { type Command, Option } from 'commander';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import { type Done, integer, jsonOption } from '../options.ts';

export function addStudio(program: Command, done: Done): void {
  const studio = program
    .command('studio')
    .description('synthetic pictures of dressed people with their exact truth');
  studio
    .command('make')
    .description(
      'make a set of cases: one client in two outfits, the garments alone, and the truth about it all',
    )
    .requiredOption('--out <folder>', 'folder for the set; cases that are there already are kept')
    .addOption(
      new Option('--set <name>', 'a fixed set: quick has 24 small cases, large 200').choices([
        'quick',
        'large',
      ]),
    )
    .addOption(
      new Option('--seed <n>', 'another seed gives other cases').argParser(integer(0, 4_294_967_295)),
    )
    .addOption(new Option('--count <n>', 'number of cases').argParser(integer(1, 10_000)))
    .option('--size <WxH>', 'size of the pictures of people, pixels')
    .addOption(
      new Option('--lanes <n>', 'cases made at the same time; one a core without it').argParser(
        integer(1, 16),
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The same seed gives the same files, byte for byte. Stopping leaves no half-written case; the same command goes on.

Examples:
  toile studio make --set quick --out studio-quick
  toile studio make --seed 7 --count 12 --size 768x1024 --out studio-7 --json

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('../commands/studio.ts')).makeStudio(flags)));
}
