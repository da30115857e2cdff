/** The command that sews a garment in 3D: options and help; the work is loaded when it is called. */

import { type Command, Option } from 'commander';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import {
  collect,
  type Done,
  decimal,
  explainOption,
  integer,
  jsonOption,
  languageOption,
  MATERIAL_CHOICES,
  matteOption,
  PREFERENCE_CHOICES,
  parserOption,
  providerOption,
  SIZE_CHOICES,
  sizes,
  subjectOption,
} from '../options.ts';

export function addSew(program: Command, done: Done): void {
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
    .option('--report <file>', 'PDF file that says and shows the same on pages to print')
    .addOption(languageOption())
    .addOption(parserOption())
    .addOption(matteOption())
    .addOption(providerOption())
    .addOption(explainOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Writes front.jpg, three-quarter.jpg, side.jpg and back.jpg, and fit.png: the sizes side by side, coloured by how much
room they have, with the ease of every zone in centimetres.

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
  toile sew --garment tee.jpg --person anna.jpg --out tee-3d --report tee-fit.pdf

  toile sew --garment tee.jpg --garment jacket.jpg --sex m --height 181 --out layers

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) => done(await (await import('../commands/sew.ts')).sew(flags)));
}
