/** The commands about the library: options and help; the work is loaded when it is called. */

import type { Command } from 'commander';
import { type Done, jsonOption } from '../options.ts';

export function addLibrary(program: Command, done: Done): void {
  const library = program
    .command('library')
    .description('check, back up and restore the library of clients, garments and looks');
  const load = () => import('../commands/library.ts');
  library
    .command('check')
    .description('find missing or damaged pictures, files that belong to nothing and a damaged catalog')
    .option('--repair', 'mend what can be mended; nobody else may have the library open')
    .option('--deep', 'read every picture, not only its size')
    .addOption(jsonOption())
    .addHelpText('after', '\nEnds with 0 when all is well or mended, with 8 when something is left.')
    .action(async (flags) => done(await (await load()).checkLibrary(flags)));
  library
    .command('backup')
    .description('write the whole library to one file, also while it is in use')
    .argument('<file>', 'the file to write')
    .addOption(jsonOption())
    .action(async (file, flags) => done(await (await load()).backUpLibrary(file, flags)));
  library
    .command('restore')
    .description('put a backup in place of the library; the one that is there is kept beside it')
    .argument('<file>', 'a backup')
    .addOption(jsonOption())
    .action(async (file, flags) => done(await (await load()).restoreLibrary(file, flags)));
}
