/** The command that makes lookbooks: options and help; the work is loaded when it is called. */

import { type Command, Option } from 'commander';
import {
  LOOKBOOK_CONTENTS,
  LOOKBOOK_PAPERS,
  LOOKBOOK_TEMPLATES,
  PROFILE_NAMES,
} from '../../../contract/names.ts';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import { type Done, jsonOption, languageOption, providerOption } from '../options.ts';

export function addLookbook(program: Command, done: Done): void {
  program
    .command('lookbook')
    .description(
      'lay looks, garments or finished pictures out as pages to print (PDF) or as a page to send (HTML)',
    )
    .requiredOption('--out <file>', 'file to write: .pdf or .html')
    .option(
      '--collection <name>',
      'collection of the library: its looks, and its garments that no look wears',
    )
    .option('--client <name>', 'client of the library whose looks are shown')
    .option('--pictures <folder>', 'folder of finished pictures instead')
    .option('--captions <file.csv>', 'table of what stands with the pictures of a folder')
    .addOption(
      new Option('--show <what>', 'what of a collection is shown').choices(LOOKBOOK_CONTENTS).default('both'),
    )
    .option('--title <text>', 'title; the name of the collection or the folder without it')
    .addOption(
      new Option('--template <name>', 'how the pictures are laid out')
        .choices(LOOKBOOK_TEMPLATES)
        .default('one'),
    )
    .addOption(new Option('--paper <name>', 'size of the pages').choices(LOOKBOOK_PAPERS).default('a4'))
    .addOption(languageOption())
    .addOption(
      new Option('--profile <name>', 'colour profile of the pictures').choices(PROFILE_NAMES).default('srgb'),
    )
    .option('--no-prices', 'without prices')
    .option('--no-sizes', 'without sizes')
    .option('--skus', 'with article numbers')
    .option('--no-cover', 'without a first page with the title')
    .option('--no-margins', 'pictures reach the edges of the paper where their shape lets them')
    .option('--data-dir <folder>', 'where library, models and settings are kept')
    .addOption(providerOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Templates: "one" picture a page, "grid" of four (six on square paper), "before-after" with the photo beside the look,
on pages that lie on their side, and "contact-sheet" with numbered small pictures. The paper of an HTML page is
what it is printed on.

A collection shows the looks that wear something of it, of clients who agreed to be shown (the client's card in the
app), then its garments, in the collection's own order. --client shows a client's looks, the oldest first, with or without
--collection; a client who is named is shown whatever the card says. Pictures are made from the looks as they are now. CMYK is not offered: a printer's own profile
decides it, and printers convert from these.

The table of --captions has a head of some of
  picture,before,title,text,garment,brand,sku,sizes,price
and names pictures in the folder; a picture with several garments has several lines. Its order is that of the
lookbook; pictures it does not name come after, by name. Prices stand there as they are to be printed.

A picture that cannot be read or made is named and left out; the rest is written. The file is written whole or not
at all.

Examples:
  toile lookbook --collection "Spring" --out spring.pdf
  toile lookbook --collection 春装 --language zh-CN --template grid --paper square --out spring.pdf
  toile lookbook --collection Spring --show garments --template contact-sheet --skus --out stock.pdf
  toile lookbook --client Anna --template before-after --out anna.pdf
  toile lookbook --pictures results --captions captions.csv --title "Autumn" --out autumn.html
  toile lookbook --pictures results --profile adobe-rgb --no-margins --out print.pdf --json

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('../commands/lookbook.ts')).lookbook(flags)));
}
