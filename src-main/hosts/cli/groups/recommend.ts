/** The command that completes outfits: options and help; the work is loaded when it is called. */

import { type Command, Option } from 'commander';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import { type Done, dataDirOption, integer, jsonOption, languageOption } from '../options.ts';

export function addRecommend(program: Command, done: Done): void {
  program
    .command('recommend')
    .description('tell what of the library goes with garments or suits a client, and why')
    .argument('[garments...]', 'what is worn: names of garments, or their ids')
    .option('--client <name>', 'client whose looks tell what was worn before')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(integer(1, 200)).default(12))
    .addOption(languageOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Pieces are of the kinds that are missing, the best of each by turns, by colour, pattern, season, occasion and what was worn
together before.

Examples:
  toile recommend "Breton tee"
  toile recommend "Breton tee" "Wide trousers" --client Anna --language zh

${EXIT_CODE_HELP}`,
    )
    .action(async (garments, flags) =>
      done(await (await import('../commands/recommend.ts')).recommend(garments, flags)),
    );
}
