/** Completion for fish: one line a candidate, with a function that tells where in the commands the cursor is. */

import type { CommandNode, OptionNode, Values } from './command-tree.ts';

/** Text between single quotes of fish. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const FOLDERS = `-x -a '(__fish_complete_directories)'`;

function taking(values: Values | undefined): string {
  if (values === undefined) return '';
  if (values === 'files') return ' -r -F';
  if (values === 'folders') return ` ${FOLDERS}`;
  return typeof values === 'object' ? ` -x -a ${quoted(values.words.join(' '))}` : ' -x';
}

const name = (flag: string): string =>
  flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;

export function fishScript(tree: readonly CommandNode[]): string {
  const at = (path: readonly string[], place = ''): string =>
    `complete -c toile -n ${quoted(`__toile_at ${quoted(path.join(' '))}${place}`)}`;
  const option = (path: readonly string[], { names, description, values }: OptionNode): string =>
    `${at(path)} ${names.map(name).join(' ')}${taking(values)} -d ${quoted(description)}`;
  const lines = tree.flatMap(({ path, commands, options, arguments: list }) => [
    ...commands.map((one) => `${at(path, ' 0')} -a ${one.name} -d ${quoted(one.description)}`),
    ...options.map((one) => option(path, one)),
    ...list.flatMap(({ values, variadic }, index) => {
      const place = at(path, ` ${index}${variadic ? ' more' : ''}`);
      if (values === 'files') return [`${place} -F`];
      if (values === 'folders') return [`${place} -a '(__fish_complete_directories)'`];
      return typeof values === 'object' ? [`${place} -a ${quoted(values.words.join(' '))}`] : [];
    }),
  ]);
  const places = tree.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')));
  const valued = tree.flatMap(({ path, options }) =>
    options.flatMap(({ names, values }) =>
      values ? names.map((flag) => quoted([...path, flag].join(' '))) : [],
    ),
  );
  return `# Completion of toile for fish. In ~/.config/fish/config.fish: toile completion fish | source

set -g __toile_places ${places.join(' ')}
set -g __toile_valued ${valued.join(' ')}

# Whether the cursor is at a command, and at an argument of that number or, with "more", after it.
function __toile_at
    set -l words (commandline -opc)
    set -l at
    set -l count 0
    set -l skip 0
    for word in $words[2..-1]
        set -l here (string join ' ' -- $at $word)
        if test $skip = 1
            set skip 0
        else if string match -q -- '-*' $word
            contains -- "$here" $__toile_valued; and set skip 1
        else if test $count = 0; and contains -- "$here" $__toile_places
            set -a at $word
        else
            set count (math $count + 1)
        end
    end
    test "$at" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    test $count -eq $argv[2]; and return 0
    set -q argv[3]; and test $count -gt $argv[2]
end

complete -c toile -f
${lines.join('\n')}
`;
}
