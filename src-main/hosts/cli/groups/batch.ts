/** The commands about batches: options and help; the work is loaded when it is called. */

import { type Command, Option } from 'commander';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import {
  collect,
  type Done,
  dataDirOption,
  integer,
  jsonOption,
  languageOption,
  matteOption,
  parserOption,
  providerOption,
} from '../options.ts';

/** Kept equal to the contract's lists by a test. */
export const FORMAT_CHOICES = ['jpeg', 'png', 'webp', 'tiff'];
export const EXISTING_CHOICES = ['stop', 'skip', 'number'];
export const SHARPEN_CHOICES = ['none', 'screen', 'print'];
export const PROFILE_CHOICES = ['srgb', 'display-p3', 'adobe-rgb'];

const planOptions = (command: Command): Command =>
  command
    .option(
      '--photos <path>',
      'photo, folder of photos or pattern such as "shoot/*.jpg"; repeat for more',
      collect,
    )
    .option('--recursive', 'also the folders in a folder; their names become the clients’')
    .option(
      '--garments <file>',
      'garment, folder of garments, or garments between commas that are worn together; repeat for more',
      collect,
    )
    .option(
      '--csv <file>',
      'table instead: columns photo, garments (between |), and size, tuck, client, look',
    )
    .requiredOption('--out <folder>', 'folder for the pictures')
    .option('--name <text>', 'name of the batch')
    .option(
      '--template <text>',
      'file names: {client} {photo} {garment} {look} {size} {n} {recipe} {ext}, / for folders',
    )
    .addOption(
      new Option('--format <kind>', 'kind of the pictures; repeat for more')
        .choices(FORMAT_CHOICES)
        .argParser(formats),
    )
    .addOption(new Option('--quality <q>', 'JPEG and WebP quality, 1 to 100').argParser(integer(1, 100)))
    .addOption(
      new Option('--longest <px>', 'longest side in pixels; repeat for several sizes').argParser(
        (text: string, before: number[] | undefined) => [...(before ?? []), integer(16, 100_000)(text)],
      ),
    )
    .option(
      '--recipes <file>',
      'JSON list of output recipes, in place of the options for format, size, colour, marks and metadata',
    )
    .addOption(
      new Option(
        '--profile <name>',
        'convert to a colour profile; each photo keeps its own without it',
      ).choices(PROFILE_CHOICES),
    )
    .addOption(new Option('--sharpen <for>', 'sharpen for a screen or for paper').choices(SHARPEN_CHOICES))
    .option('--watermark <mark>', 'text, or picture with transparency, laid into the lower right corner')
    .option('--creator <name>', 'photographer written into EXIF and XMP')
    .option('--copyright <notice>', 'notice written into EXIF and XMP')
    .option('--no-exif', 'leave out the photos’ EXIF and XMP')
    .option('--keep-gps', 'keep the place in the photos’ EXIF (dropped otherwise)')
    .option('--tuck', 'tuck tops into the lower garment')
    .option('--size <label>', 'size that is written into names and reports')
    .addOption(
      new Option(
        '--existing <what>',
        'files that are there already: stop, skip them, or number beside them',
      ).choices(EXISTING_CHOICES),
    )
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(dataDirOption())
    .addOption(jsonOption());

function formats(text: string, before: string[] | undefined): string[] {
  const list = Array.isArray(before) ? before : [];
  return list.includes(text) ? list : [...list, text];
}

const queueOption = (): Option =>
  new Option('--queue <redis-url>', 'let workers on other machines draw: redis://HOST:PORT').env(
    'TOILE_QUEUE',
  );

const storageOption = (): Option =>
  new Option(
    '--storage <s3-url>',
    's3://BUCKET/FOLDER that photos and results go through where no folder is shared',
  ).env('TOILE_STORAGE');

const lanesOption = (): Option =>
  new Option('--lanes <n>', 'pictures worked on at the same time (default: by cores and memory)').argParser(
    integer(1, 32),
  );

export function addBatch(program: Command, done: Done): void {
  const batch = program
    .command('batch')
    .description('dress many photos overnight; stopped or killed, it goes on where it was');
  const running = () => import('../commands/batch-run.ts');
  const state = () => import('../commands/batch-state.ts');

  planOptions(batch.command('plan'))
    .description('show what a batch would do, how long it takes and how much room it needs; writes nothing')
    .addOption(lanesOption())
    .action(async (flags) => done(await (await import('../commands/batch-plan.ts')).plan(flags)));

  planOptions(batch.command('run'))
    .description('plan a batch and work it off')
    .option('--resume', 'go on with the unfinished batch of the same folder, if there is one')
    .addOption(queueOption())
    .addOption(storageOption())
    .addOption(lanesOption())
    .addHelpText(
      'after',
      `
Every photo is dressed in every garment, or as a table says. Ctrl-C finishes the pictures in work and says how to
resume; a second Ctrl-C stops at once and loses nothing. A picture is either whole in its place or not there.
A manifest with the hashes of everything is written beside the pictures, see "toile verify".

Examples:
  toile batch run --photos shoot --garments rail --out results
  toile batch run --photos "shoot/*.tif" --garments "top.jpg,skirt.jpg" --out results --format tiff
  toile batch run --csv looks.csv --out results --longest 2048 --longest 800 --template "{photo}/{garment}-{recipe}"

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await running()).run(flags)));

  const one = (name: string, description: string): Command =>
    batch
      .command(name)
      .description(description)
      .argument('<batch>', 'its id or the beginning of it, or "last"')
      .addOption(dataDirOption())
      .addOption(jsonOption());

  batch
    .command('status')
    .description('the batches and how far they are, or one of them with its failures')
    .argument('[batch]', 'its id or the beginning of it, or "last"')
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (id, flags) => done(await (await state()).status(id, flags)));
  one('resume', 'go on with a batch that was paused, killed or cancelled')
    .option('--retry-failed', 'also make what failed once more')
    .option('--photos <folder>', 'where the folder of the photos is now')
    .addOption(queueOption())
    .addOption(storageOption())
    .addOption(lanesOption())
    .addOption(providerOption())
    .action(async (id, flags) => done(await (await running()).resume(id, flags)));
  one('pause', 'let a batch that another process works on finish its pictures in work and stop').action(
    async (id, flags) => done(await (await state()).want(id, 'pause', flags)),
  );
  one('cancel', 'end a batch; finished pictures stay').action(async (id, flags) =>
    done(await (await state()).want(id, 'cancel', flags)),
  );
  one('report', 'write a page with what needs a look, what failed, and everything')
    .option('--out <file>', 'page to write: .html, or .json (default: beside the pictures)')
    .addOption(languageOption())
    .action(async (id, flags) => done(await (await state()).report(id, flags)));

  program
    .command('worker')
    .description('draw pictures of batches that run on another machine, until Ctrl-C')
    .addOption(queueOption().makeOptionMandatory())
    .addOption(storageOption())
    .option('--root <folder>', 'shared folder it may read and write; repeat for more', collect)
    .option(
      '--map <there=here>',
      'a shared folder that is called otherwise on the machine of the batch; repeat',
      collect,
    )
    .addOption(lanesOption())
    .addOption(dataDirOption())
    .addHelpText(
      'after',
      `
Photos, garments and results lie in folders that every machine reaches; nothing outside --root is touched. Use the same
version of Toile everywhere: others do not share work. The queue is a Redis of your own network.

Where no folder is shared, photos, garments and results go through a bucket of S3 or of a server that speaks its language
(MinIO, Ceph, R2 ...), named on both sides with --storage: s3://BUCKET/FOLDER, and ?endpoint=https://HOST&region=NAME for
another server than Amazon's. Keys come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Photos and garments
stay there under inputs/ for the next batch; results are taken away as they are fetched.

Examples:
  toile batch run --photos /mnt/shoot --garments /mnt/rail --out /mnt/results --queue redis://studio:6379
  toile worker --queue redis://studio:6379 --root /Volumes/shoot --map /mnt/shoot=/Volumes/shoot
  toile batch run --photos shoot --garments rail --out results --queue redis://studio:6379 --storage "s3://toile/night?endpoint=http://nas:9000"
  toile worker --queue redis://studio:6379 --storage "s3://toile/night?endpoint=http://nas:9000"`,
    )
    .action(async (flags) => done(await (await import('../commands/worker.ts')).worker(flags)));

  program
    .command('verify')
    .description('hold the files of a batch against its manifest, or make one again and compare')
    .argument('<manifest>', 'the toile-...-manifest.json beside the pictures')
    .option('--inputs', 'also the photos and garments')
    .addOption(
      new Option('--replay <n>', 'make picture n again and compare it byte for byte').argParser(
        integer(1, 100_000),
      ),
    )
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (file, flags) => done(await (await import('../commands/verify.ts')).verify(file, flags)));
}
