/** The commands about the library: options and help; the work is loaded when it is called. */

import { Argument, type Command, Option } from 'commander';
import { CATEGORIES, GARMENT_SORTS, OUTPUT_FORMATS } from '../../../contract/names.ts';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import {
  collect,
  type Done,
  dataDirOption,
  decimal,
  integer,
  jsonOption,
  languageOption,
  libraryKnowledgeOption,
  regionChoice,
} from '../options.ts';

/** What narrows garments, in the words of the app's library. */
const filters = (command: Command): Command =>
  command
    .addOption(oneOf('--category <name>', 'only of this category; repeat for more', CATEGORIES))
    .option('--brand <name>', 'only of this brand; repeat for more', collect)
    .option('--season <name>', 'only of this season; repeat for more', collect)
    .option('--tag <tag>', 'only with this tag; repeat: with all of them', collect)
    .option('--size <label>', 'only where this size exists; repeat for more', collect)
    .addOption(oneOf('--flag <flag>', 'only with this flag; repeat for more', ['none', 'pick', 'reject']))
    .addOption(new Option('--rating <stars>', 'only with so many stars or more').argParser(integer(0, 5)))
    .addOption(new Option('--price-from <price>', 'only at this price or above').argParser(decimal(0, 1e9)))
    .addOption(new Option('--price-to <price>', 'only at this price or below').argParser(decimal(0, 1e9)))
    .option('--collection <name>', 'only of this collection or saved search')
    .option('--trash', 'what is in the trash instead')
    .addOption(
      new Option(
        '--sort <by>',
        'order (default: best match first where there are words, a collection as it is arranged, else the newest first)',
      ).choices([...GARMENT_SORTS, 'collection']),
    )
    .addOption(new Option('--order <way>', 'direction of the order').choices(['ascending', 'descending']));

/** An option of fixed choices that may be repeated. */
function oneOf(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).choices(choices);
  const check = option.parseArg as (value: string, previous: unknown) => string;
  return option.argParser((value: string, previous: string[] | undefined) =>
    collect(check.call(option, value, undefined) && value, previous),
  );
}

export function addLibrary(program: Command, done: Done): void {
  const library = program
    .command('library')
    .description(
      'fill, search, export, check, back up and restore the library of clients, garments and looks',
    );
  const load = () => import('../commands/library.ts');
  addImport(library, done);
  addSearch(library, done);
  addLook(library, done);
  addExport(library, done);
  library
    .command('check')
    .description('find missing or damaged pictures, files that belong to nothing and a damaged catalog')
    .option('--repair', 'mend what can be mended; nobody else may have the library open')
    .option('--deep', 'read every picture, not only its size')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nEnds with 0 when all is well or mended, with 8 when something is left.')
    .action(async (flags) => done(await (await load()).checkLibrary(flags)));
  library
    .command('backup')
    .description('write the whole library to one file, also while it is in use')
    .argument('<file>', 'the file to write')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (file, flags) => done(await (await load()).backUpLibrary(file, flags)));
  library
    .command('restore')
    .description('put a backup in place of the library; the one that is there is kept beside it')
    .argument('<file>', 'a backup')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (file, flags) => done(await (await load()).restoreLibrary(file, flags)));
}

function addImport(library: Command, done: Done): void {
  library
    .command('import')
    .description('take pictures into the library, as the app does')
    .addArgument(new Argument('<kind>', 'what they are').choices(['garments', 'photos']))
    .argument('<paths...>', 'pictures, folders of pictures or patterns such as "rail/*.jpg"')
    .option('--recursive', 'also the folders in a folder')
    .option('--collection <name>', 'collection the garments go into; made where there is none')
    .option('--client <name>', 'client whose photos they are; made where there is none')
    .option('--split', 'make a garment of each of those that lie side by side in a picture')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Category, colours and attributes of garments are found while they are imported. A picture of several that lie side by side is
one garment, which is told, unless --split makes one of each: the picture they come from is in the trash then. A picture that is in the library already,
under whatever name, is not entered twice. One that cannot be read is named and the rest imported: the exit code is 9
then. Ctrl-C finishes the picture in work; a second one stops at once. The same command again goes on with the rest.

Examples:
  toile library import garments rail --collection Spring
  toile library import photos "shoot/anna-*.jpg" --client Anna
  toile library import garments dress.jpg skirt.png --json

${EXIT_CODE_HELP}`,
    )
    .action(async (kind, paths, flags) =>
      done(await (await import('../commands/library-import.ts')).importToLibrary(kind, paths, flags)),
    );
}

function addSearch(library: Command, done: Done): void {
  filters(
    library
      .command('search')
      .description('find garments, clients, collections or everything, as the app does')
      .argument(
        '[words...]',
        'words in English or Chinese; garments are found by what they mean, others by all of them',
      )
      .addOption(
        new Option('--in <what>', 'what is looked for')
          .choices(['garments', 'clients', 'collections', 'everything'])
          .default('garments'),
      )
      .option('--like <garment>', 'garments like this one: its name, or its id')
      .option('--picture <file>', 'garments like the one in this picture, laid out or worn')
      .addOption(
        new Option(
          '--garment <which>',
          'which garment of the picture: its number, upper, lower or dress (default: the one seen best)',
        ).argParser(regionChoice),
      )
      .addOption(libraryKnowledgeOption('search with this model of pictures and words')),
  )
    .addOption(new Option('--limit <n>', 'at most so many').argParser(integer(1, 1000)).default(50))
    .addOption(new Option('--offset <n>', 'leave out the first').argParser(integer(0, 10_000_000)).default(0))
    .addOption(languageOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Finding nothing is no error. The garments of a picture with several are listed, --language says in which words; "toile garments"
tells more of them. The library may be open in the app meanwhile.

Examples:
  toile library search red dress --sort price --limit 10
  toile library search 真丝 连衣裙 --json
  toile library search --collection Spring --category top --rating 4
  toile library search anna --in clients
  toile library search --like "Breton tee" --category top
  toile library search --picture seen-in-town.jpg --limit 5
  toile library search --picture anna.jpg --garment lower

${EXIT_CODE_HELP}`,
    )
    .action(async (words, flags) =>
      done(await (await import('../commands/library-search.ts')).searchLibrary(words, flags)),
    );
}

function addLook(library: Command, done: Done): void {
  library
    .command('look')
    .description(
      'look at every garment that was not looked at yet: for search, attributes and recommendations',
    )
    .addOption(libraryKnowledgeOption('from now on look and search with this model of pictures and words'))
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Another model looks at all garments; until it has seen them, the one before answers. What was seen with the last three
models is kept: going back to one needs a look at nothing but what is new. What you corrected of a garment stays. Ctrl-C
stops; the same command again goes on.

Examples:
  toile library look
  toile library look --knowledge my-clip
  toile library look --knowledge built-in

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('../commands/library-look.ts')).lookAtLibrary(flags)));
}

function addExport(library: Command, done: Done): void {
  filters(
    library
      .command('export')
      .description('write garments, photos or finished looks to a folder, with a table of their records')
      .addArgument(new Argument('<kind>', 'what is written').choices(['garments', 'photos', 'looks']))
      .argument('[words...]', 'words the garments, or the garments of the looks, must have')
      .requiredOption('--out <folder>', 'folder to write to; made where it is missing')
      .option('--client <name>', 'only photos or looks of this client'),
  )
    .addOption(
      new Option('--format <kind>', 'kind of the looks’ pictures').choices(OUTPUT_FORMATS).default('jpeg'),
    )
    .addOption(
      new Option('--quality <q>', 'JPEG and WebP quality, 1 to 100').argParser(integer(1, 100)).default(92),
    )
    .addOption(
      new Option('--longest <px>', 'longest side of the looks’ pictures').argParser(integer(64, 20_000)),
    )
    .addOption(
      new Option('--profile <name>', 'colours of the looks’ pictures: the photo’s own, or sRGB')
        .choices(['photo', 'srgb'])
        .default('photo'),
    )
    .option('--no-exif', 'leave out the photos’ EXIF and XMP')
    .option('--keep-gps', 'keep the place in the photos’ EXIF (dropped otherwise)')
    .option(
      '--template <text>',
      'names of the looks’ files: {client} {look} {garments} {date} {time} {n} {photo}',
      '{client}-{look}',
    )
    .addOption(
      new Option('--records <kind>', 'tables written beside the files')
        .choices(['csv', 'json', 'both', 'none'])
        .default('both'),
    )
    .option('--force', 'replace files of the same name')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Garments and photos are the files that were imported, byte for byte. Looks are drawn as they are now, in full size. Every
file is whole or not there, and none is replaced without --force; a run that was stopped goes on with the same command.
records.csv is for spreadsheets, records.json has everything the library knows.

Examples:
  toile library export garments --collection Spring --out spring
  toile library export looks --client Anna --out anna --format tiff
  toile library export garments 连衣裙 --price-to 500 --records csv --out dresses

${EXIT_CODE_HELP}`,
    )
    .action(async (kind, words, flags) =>
      done(await (await import('../commands/library-export.ts')).exportFromLibrary(kind, words, flags)),
    );
}
