/** The commands that measure: options and help; the work is loaded when it is called. */

import { type Command, Option } from 'commander';
import { EXIT_CODE_HELP } from '../exit-codes.ts';
import {
  type Done,
  integer,
  jsonOption,
  knowledgeOption,
  matteOption,
  parserOption,
  providerOption,
} from '../options.ts';

export function addBench(program: Command, done: Done): void {
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
    .action(async (flags) => done(await (await import('../commands/bench.ts')).benchQuality(flags)));
  addKnowledge(bench, done);
}

function addKnowledge(bench: Command, done: Done): void {
  bench
    .command('knowledge')
    .description(
      'look at pictures of garments whose attributes are known, and print how often they are told right',
    )
    .requiredOption('--labels <file.csv>', 'table of what the pictures show')
    .requiredOption('--pictures <folder>', 'the pictures')
    .option('--out <folder>', 'copy pictures with a wrong answer there, by what they were taken for')
    .addOption(knowledgeOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The table has the columns file, category, sleeve, neckline, pattern, colour, caption_en and caption_zh, as far as they are
known; values are those of models/knowledge/schema.json, several that count as right parted by "|".

Examples:
  toile bench knowledge --labels labels.csv --pictures garments --out mistaken
  toile bench knowledge --labels labels.csv --pictures garments --knowledge my-clip

${EXIT_CODE_HELP}`,
    )
    .action(async (flags) =>
      done(await (await import('../commands/bench-knowledge.ts')).benchKnowledge(flags)),
    );
}
