/** Options: parsers of option values shared by the commands; wrong values are usage errors. */

import { InvalidArgumentError, Option } from 'commander';
import { LOOKBOOK_LANGUAGES, REGION_KINDS } from '../../contract/names.ts';

/** Takes the exit code of a command that has run. */
export type Done = (code: number) => void;

/** Kept equal to the contract's list by a test; importing the contract would load zod for `--help`. */
export const PROVIDER_CHOICES = ['auto', 'cpu', 'webgpu', 'dml', 'coreml', 'cuda'];

/** Likewise. */
export const SIZE_CHOICES = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];
export const MATERIAL_CHOICES = ['jersey', 'poplin', 'denim', 'wool', 'silk', 'leather', 'knit'];
export const PREFERENCE_CHOICES = ['close', 'regular', 'loose'];

export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** A number with decimals, as people measure. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
    if (!Number.isFinite(value) || value < min || value > max) {
      throw new InvalidArgumentError(`Give a number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** One to four sizes between commas, each once, in their order. */
export function sizes(text: string): string[] {
  const named = text.split(',').map((name) => name.trim().toUpperCase());
  const chosen = SIZE_CHOICES.filter((size) => named.includes(size));
  if (chosen.length !== named.length || chosen.length > 4) {
    throw new InvalidArgumentError(
      `Give one to four different sizes of ${SIZE_CHOICES.join(', ')} between commas.`,
    );
  }
  return chosen;
}

/** Collects an option that may be repeated. */
export function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** Language of what is made for people; `zh` for short. */
export const languageOption = (): Option =>
  new Option('--language <code>', 'language of the words in it')
    .choices(LOOKBOOK_LANGUAGES)
    .argParser((text: string) => {
      const code = text === 'zh' ? 'zh-CN' : text;
      if (LOOKBOOK_LANGUAGES.some((one) => one === code)) return code;
      throw new InvalidArgumentError(`Give one of ${LOOKBOOK_LANGUAGES.join(', ')}.`);
    })
    .default('en');

export const providerOption = (): Option =>
  new Option('--provider <name>', 'what computes the models').choices(PROVIDER_CHOICES).default('auto');
export const parserOption = (): Option =>
  new Option('--parser <name>', 'use your own body-parsing model (see "toile models add")');
export const matteOption = (): Option =>
  new Option('--matte <name>', 'use your own matting model (see "toile models add")');
export const knowledgeOption = (): Option =>
  new Option('--knowledge <name>', 'use your own model of pictures and words (see "toile models add")');
/** For commands that work on a library. */
export const libraryKnowledgeOption = (what: string): Option =>
  new Option('--knowledge <name>', `${what}: your own (see "toile models add"), or "built-in"`);
export const jsonOption = (): Option =>
  new Option('--json', 'print the result as JSON; an error as {"error":{"code","message","stage"}}');
export const dataDirOption = (): Option =>
  new Option(
    '--data-dir <folder>',
    'where library, models and settings are kept (default: the system’s usual place)',
  );
export const subjectOption = (): Option =>
  new Option('--subject <n>', 'which person, 1 is the largest').argParser(integer(1, 99));
export const explainOption = (): Option =>
  new Option('--explain <folder>', 'write a page that shows what every step saw');

export interface ModelFlags {
  provider: 'auto';
  parser?: string;
  matte?: string;
  knowledge?: string;
}

/** The contract's model choice from a command's flags. */
export function modelChoice(flags: ModelFlags) {
  return {
    provider: flags.provider,
    ...(flags.parser === undefined ? {} : { parser: flags.parser }),
    ...(flags.matte === undefined ? {} : { matte: flags.matte }),
    ...(flags.knowledge === undefined ? {} : { knowledge: flags.knowledge }),
  };
}

/** A garment of a picture: its number, or where it is worn. */
export function regionChoice(text: string): number | (typeof REGION_KINDS)[number] {
  const kind = REGION_KINDS.find((one) => one === text);
  if (kind) return kind;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Give a number from 1, or one of ${REGION_KINDS.join(', ')}.`);
}
