/** Command tree: what can be typed, read from the program itself, in the form scripts for shells are made from. */

import type { Argument, Command, Option } from 'commander';

/** What a shell offers for a value: words, files, folders, or nothing. */
export type Values = { words: string[] } | 'files' | 'folders' | 'nothing';

export interface OptionNode {
  /** Such as `--json`; long and short. */
  names: string[];
  description: string;
  /** Left out where the option stands alone. */
  values?: Values;
}

export interface CommandNode {
  /** Words that lead there, without the program's own name. */
  path: string[];
  /** Names and descriptions of the commands below it. */
  commands: { name: string; description: string }[];
  options: OptionNode[];
  arguments: { values: Values; variadic: boolean }[];
}

/** Placeholders such as `<folder>` that stand for something on the disk; `toile tryon --person <photo>`. */
const FOLDERS = new Set(['folder']);
const FILES = new Set([
  ...['file', 'file.csv', 'file.png', 'manifest', 'mark', 'path', 'paths', 'file.html'],
  ...['photo', 'picture', 'pictures'],
]);

function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices) return { words: [...choices] };
  if (FOLDERS.has(placeholder)) return 'folders';
  if (FILES.has(placeholder)) return 'files';
  return placeholder === 'batch' ? { words: ['last'] } : 'nothing';
}

/** Word between the brackets of an option's flags. */
const placeholder = (flags: string): string => /[<[]([^>\].\s]+(?:\.[a-z]+)?)/.exec(flags)?.[1] ?? '';

const optionNode = ({
  short,
  long,
  description,
  flags,
  required,
  optional,
  argChoices,
}: Option): OptionNode => ({
  names: [long, short].filter((name) => name !== undefined),
  description,
  ...(required || optional ? { values: valuesOf(placeholder(flags), argChoices) } : {}),
});

const argumentNode = (argument: Argument) => ({
  values: valuesOf(argument.name(), argument.argChoices),
  variadic: argument.variadic,
});

/** Every command, the program first. */
export function commandTree(command: Command, path: string[] = []): CommandNode[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  return [
    {
      path,
      commands: below.map((one) => ({ name: one.name(), description: one.description() })),
      options: help.visibleOptions(command).map(optionNode),
      arguments: command.registeredArguments.map(argumentNode),
    },
    ...below.flatMap((one) => commandTree(one, [...path, one.name()])),
  ];
}

/** Text between single quotes of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A place of a script's `case`: the words of a command's path and what stands behind them. */
export const caseKey = (path: readonly string[], ...rest: string[]): string =>
  quoted([...path, ...rest].join(' '));

/**
 * Branches of the scripts' `case` that say what follows an option, and what stands at a place of a command.
 *
 * @param kind how a shell's script writes what is offered
 */
export function valueCases(
  tree: readonly CommandNode[],
  kind: (values: Values) => string,
): { options: string[]; places: string[] } {
  const branch = (keys: string, values: Values): string => `    ${keys}) values=${kind(values)} ;;`;
  return {
    options: tree.flatMap(({ path, options }) =>
      options.flatMap(({ names, values }) =>
        values ? [branch(names.map((name) => caseKey(path, name)).join('|'), values)] : [],
      ),
    ),
    places: tree.flatMap(({ path, arguments: list }) =>
      list.map(({ values, variadic }, index) =>
        branch(variadic ? `${caseKey(path, '')}*` : caseKey(path, String(index)), values),
      ),
    ),
  };
}
