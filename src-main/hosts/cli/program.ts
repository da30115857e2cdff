/** Program: the commands, their options and help; the work of each is loaded only when it is called. */

import { Command, CommanderError, Option } from 'commander';
import { EXIT, EXIT_CODE_HELP } from './exit-codes.ts';
import { addBatch } from './groups/batch.ts';
import { addBench } from './groups/bench.ts';
import { addCompletion } from './groups/completion.ts';
import { addLibrary } from './groups/library.ts';
import { addLookbook } from './groups/lookbook.ts';
import { addModels } from './groups/models.ts';
import { addRecommend } from './groups/recommend.ts';
import { addSew } from './groups/sew.ts';
import { addStudio } from './groups/studio.ts';
import {
  collect,
  type Done,
  explainOption,
  integer,
  jsonOption,
  knowledgeOption,
  languageOption,
  matteOption,
  parserOption,
  providerOption,
  subjectOption,
} from './options.ts';

/** Runs one command line and returns its exit code. */
export async function runCommandLine(args: string[]): Promise<number> {
  const json = args.includes('--json');
  const line = args.length > 0 ? args : ['--help'];
  let code: number = EXIT.ok;
  const program = buildProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(line, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error, json);
    const { reportError } = await import('./output.ts');
    return reportError(error, json);
  }
}

/** Commander has already printed help or the error itself; JSON callers get it on standard output as well. */
async function commanderExit(error: CommanderError, json: boolean): Promise<number> {
  if (error.exitCode === 0) return EXIT.ok;
  if (json && error.code !== 'commander.help') {
    const { printJson } = await import('./output.ts');
    printJson({ error: { code: 'invalid-input', message: error.message.replace(/^error: /, '') } });
  }
  return EXIT.usage;
}

/** The whole command tree. */
export function buildProgram(done: Done): Command {
  const program = new Command('toile')
    .description('The offline fitting studio: shows how a garment looks on a person, on your own computer.')
    .version('0.1.0')
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(add --help for the options and examples)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  toile demo                                                    see it work on the samples
  toile tryon --person anna.jpg --garment blouse.jpg --out anna-blouse.jpg
  toile tryon --person anna.jpg --garment trousers.jpg --garment shirt.jpg --tuck --out look.png
  toile analyze anna.jpg --labels anna-parts.png
  toile sew --garment tee.jpg --person anna.jpg --out tee-3d
  toile sheet --people clients --garments collection --out sheet.jpg
  toile lookbook --collection Spring --out spring.pdf           pages to print, from the library
  toile start                                                   the app, in its own window

Pictures: JPEG, PNG, WebP, AVIF, TIFF, GIF (first frame) and HEIC go in; JPEG, PNG, TIFF and WebP come out.
Nothing leaves this computer.

${EXIT_CODE_HELP}

Environment:
  TOILE_DATA_DIR  folder for your own models and settings (default: the system's usual place)
  TOILE_LOG       debug, info, warn or error: write a log to standard error as JSON lines`,
    );

  program
    .command('tryon')
    .description('dress the person of one photo in one or more garments')
    .requiredOption('--person <photo>', 'photo of the person')
    .requiredOption('--garment <picture>', 'picture of a garment; repeat for an outfit', collect)
    .requiredOption('--out <file>', 'file to write: .jpg, .png, .tif or .webp')
    .option('--tuck', 'tuck tops into the lower garment')
    .addOption(subjectOption())
    .addOption(new Option('--quality <q>', 'JPEG and WebP quality, 1 to 100').argParser(integer(1, 100)))
    .option('--keep-gps', 'keep the place in the photo’s EXIF (dropped otherwise)')
    .option(
      '--mask <file.png>',
      'also write the edited region: white where a pixel may differ from the photo',
    )
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(explainOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Garments are put on in wearing order whatever their order here: lower garments, tops, jackets.
The result keeps the photo's size, colour profile, resolution and EXIF; pixels outside the edited region are
the photo's own.

Examples:
  toile tryon --person anna.jpg --garment dress.jpg --out anna-dress.jpg
  toile tryon --person family.jpg --subject 2 --garment coat.jpg --out coat.png --explain why
  toile tryon --person anna.jpg --garment skirt.jpg --garment top.jpg --tuck --out look.jpg --json

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('./commands/tryon.ts')).tryon(flags)));

  program
    .command('analyze')
    .description('tell what Toile sees in a photo of people or in a picture of a garment')
    .argument('<picture>', 'photo or garment picture')
    .addOption(new Option('--as <kind>', 'what it is').choices(['auto', 'person', 'garment']).default('auto'))
    .addOption(subjectOption())
    .option('--labels <file.png>', 'write the label map of the person, a grey PNG of the photo’s size')
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(explainOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
With --json: every person's landmarks in photo pixels with their visibility, or the garment's category, landmarks
and confidences.
Label map: 0 background, 1 hair, 2 face, 3 neck, 4/5 left/right arm, 6/7 left/right hand, 8 upper clothes,
9 lower clothes, 10 dress, 11/12 left/right leg, 13/14 left/right footwear, 15 bag or other (the person's own left).

Examples:
  toile analyze anna.jpg --labels anna-parts.png
  toile analyze blouse.jpg --as garment --explain why --json

${EXIT_CODE_HELP}`,
    )
    .action(async (picture, flags) =>
      done(await (await import('./commands/analyze.ts')).analyze(picture, flags)),
    );

  program
    .command('garments')
    .description('tell which garments a picture shows, laid out or worn, and what each is')
    .argument('<picture>', 'photo or garment picture')
    .option('--out <folder>', 'also write each garment that nobody wears alone, where there are several')
    .addOption(languageOption())
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(knowledgeOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Several garments on one even ground are told apart where they do not lie on each other; of people it is the clothes of the
largest four, worn above, below or as a dress. With --json: box, kind, confidence with its reasons, attributes with their
probabilities and colours of each. No garment is no error.

Examples:
  toile garments rail.jpg --out alone
  toile garments anna.jpg --json

${EXIT_CODE_HELP}`,
    )
    .action(async (picture, flags) =>
      done(await (await import('./commands/garments.ts')).garments(picture, flags)),
    );

  program
    .command('body')
    .description('fit a body to a photo of a person and tell its measurements')
    .argument('<photo>', 'photo from the front')
    .requiredOption('--out <file>', 'picture to write, the body over the photo: .png, .jpg or .webp')
    .option('--side <photo>', 'photo of the same person from the side')
    .addOption(new Option('--stature <cm>', 'body height in centimetres').argParser(integer(130, 220)))
    .addOption(new Option('--sex <sex>', 'female or male').choices(['f', 'm']))
    .addOption(new Option('--age <years>', 'age in years').argParser(integer(18, 90)))
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Measurements follow ISO 8559-1 and come with one standard deviation; loose clothes and a missing side photo make it wide.

Example:
  toile body anna.jpg --stature 170 --sex f --out anna-body.jpg

${EXIT_CODE_HELP}`,
    )
    .action(async (photo, flags) => done(await (await import('./commands/body.ts')).body(photo, flags)));

  addSew(program, done);

  program
    .command('sheet')
    .description('dress many people in many garments and lay the results out on one page')
    .requiredOption('--people <folder>', 'folder of photos')
    .requiredOption('--garments <folder>', 'folder of garment pictures')
    .requiredOption('--out <file>', 'contact sheet to write: .jpg, .png or .webp')
    .option('--pairs <file>', 'lines of "PERSON GARMENT [GARMENT ...]" (file names); sampled without it')
    .option('--results <folder>', 'also keep every result there')
    .addOption(new Option('--columns <n>', 'pairs side by side').argParser(integer(1, 12)).default(4))
    .addOption(new Option('--limit <n>', 'at most this many pairs').argParser(integer(1, 1000)).default(40))
    .addOption(
      new Option('--lanes <n>', 'pairs worked on at the same time').argParser(integer(1, 16)).default(1),
    )
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each cell shows person | garment | result with the time and the confidence. Without --pairs the pairs are sampled,
the same ones every time, so that garments suit the part of the body a photo shows.

Examples:
  toile sheet --people clients --garments collection --out sheet.jpg --limit 20
  toile sheet --people clients --garments collection --pairs looks.txt --out looks.png

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('./commands/sheet.ts')).sheet(flags)));

  addLookbook(program, done);

  program
    .command('demo')
    .description('dress the sample clients in the sample garments and show where the page is')
    .option('--out <file>', 'contact sheet to write', 'toile-demo.jpg')
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (flags) => done(await (await import('./commands/demo.ts')).demo(flags)));

  program
    .command('start')
    .description('open the app in its own window')
    .argument('[pictures...]', 'pictures to open, where the window is Electron’s')
    .option('--data-dir <folder>', 'where library, models and settings are kept')
    .option('--no-electron', 'use a window of the browser although Electron is there')
    .addHelpText(
      'after',
      `
The window is Electron's. Where Electron is missing it is fetched once; where that cannot be done, the app opens in a
window of Chromium, Chrome or Edge, else in the browser. Ends with the window or with Ctrl-C.`,
    )
    .action(async (files, flags) => done(await (await import('./commands/start.ts')).start(files, flags)));

  program
    .command('serve')
    .description('open the app in the browser of this computer; nobody else can reach it')
    .option('--data-dir <folder>', 'where library, models and settings are kept')
    .addOption(
      new Option('--port <n>', 'port to listen on; any free one without it')
        .argParser(integer(0, 65_535))
        .default(0),
    )
    .option('--no-open', 'only print the address')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Prints an address that works once; the browser stays signed in after that. Ends with Ctrl-C. A library that is
open in another Toile can only be looked at.

Examples:
  toile serve
  toile serve --data-dir ~/boutique --port 7411 --no-open`,
    )
    .action(async (flags) => done(await (await import('./commands/serve.ts')).serve(flags)));

  addBatch(program, done);
  addModels(program, done);
  addLibrary(program, done);
  addRecommend(program, done);
  addBench(program, done);
  addStudio(program, done);

  program
    .command('doctor')
    .description('check this computer: Node, processor, memory, models, providers and speed')
    .option('--no-speed', 'skip the ten-second speed figure')
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (flags) => done(await (await import('./commands/doctor.ts')).doctor(flags)));

  addCompletion(program, done);
  return program;
}
