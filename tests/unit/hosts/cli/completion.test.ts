/** Completion: what shells offer follows from the commands, and the shells themselves say so. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from '../../../../src-main/hosts/cli/completion/bash.ts';
import { commandTree } from '../../../../src-main/hosts/cli/completion/command-tree.ts';
import { fishScript } from '../../../../src-main/hosts/cli/completion/fish.ts';
import { zshScript } from '../../../../src-main/hosts/cli/completion/zsh.ts';
import { buildProgram } from '../../../../src-main/hosts/cli/program.ts';

const tree = commandTree(buildProgram(() => {}));
const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-completion-'));
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  for (const [shell, script] of Object.entries(scripts)) writeFileSync(join(folder, shell), script(tree));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (shell: string, script: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script, shell, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trim();
};

/** What is typed, and what must be offered for its last word. */
const CASES: [string[], string[]][] = [
  [['li'], ['library']],
  [['library', 'im'], ['import']],
  [
    ['library', 'import', ''],
    ['garments', 'photos'],
  ],
  [['batch', 'run', '--photos', 'batch', '--format', 'p'], ['png']],
  [['batch', 'run', '--tuck', '--si'], ['--size']],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [['batch', 'status', ''], ['last']],
];

describe('the tree', () => {
  it('holds every command, with what its options take', () => {
    const paths = tree.map(({ path }) => path.join(' '));
    for (const path of ['', 'tryon', 'library export', 'batch run', 'completion'])
      expect(paths).toContain(path);
    const option = (path: string, name: string) =>
      tree.find((node) => node.path.join(' ') === path)?.options.find(({ names }) => names.includes(name))
        ?.values;
    expect(option('batch run', '--out')).toBe('folders');
    expect(option('tryon', '--person')).toBe('files');
    expect(option('library search', '--category')).toMatchObject({
      words: expect.arrayContaining(['jacket']),
    });
    expect(option('library search', '--brand')).toBe('nothing');
    expect(option('library search', '--trash')).toBeUndefined();
  });

  it('offers files or folders wherever a command asks for some', () => {
    for (const { path, options } of tree)
      for (const { names, description, values } of options)
        if (/^(folder|file)\b(?! names)/.test(description) && values !== undefined)
          expect([path, names, values]).toEqual([path, names, expect.stringMatching(/^(files|folders)$/)]);
  });
});

describe.skipIf(!has('bash'))('bash', () => {
  const reply = (...words: string[]): string[] =>
    run(
      'bash',
      `source ./bash; COMP_WORDS=(toile "$@"); COMP_CWORD=$#; _toile; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ...words,
    )
      .split('\n')
      .filter(Boolean);

  it.each(CASES)('offers for %j %j', (words, offered) => {
    expect(reply(...words).sort()).toEqual([...offered].sort());
  });

  it('takes an option with an equals sign, leaves files to bash, and runs nothing of what is typed', () => {
    expect(reply('batch', 'run', '--format', '=', 'p')).toEqual(['png']);
    expect(reply('tryon', '--person', '$(touch ran)', '--garment', '')).toEqual([]);
    expect(reply('batch', 'run', '--', '--fo')).toEqual([]);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(run('bash', 'source ./bash; complete -p toile')).toContain('-F _toile toile');
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  // The shell's own builtins for candidates work in a line editor alone.
  const stubs = `
compdef() {}
_describe() { local -a all=("\${(@P)@[-1]}"); local one; for one in $all; do [[ \${one%%:*} == \${words[CURRENT]}* ]] && print -r -- \${one%%:*}; done; true }
compadd() { local one; for one in "\${(@P)2}"; do [[ $one == \${words[CURRENT]}* ]] && print -r -- $one; done; true }
_files() { print -r -- "files $*" }
compset() { true }
source ./zsh
words=(toile "$@"); CURRENT=$(($# + 1)); _toile || true`;
  const reply = (...words: string[]): string[] =>
    run('zsh', stubs, ...words)
      .split('\n')
      .filter(Boolean);

  it.each(CASES)('offers for %j %j', (words, offered) => {
    expect(reply(...words).sort()).toEqual([...offered].sort());
  });

  it('offers files and folders', () => {
    expect(reply('tryon', '--person', '')).toEqual(['files']);
    expect(reply('library', 'export', 'looks', '--out', '')).toEqual(['files -/']);
    expect(reply('library', 'import', 'garments', 'a', 'b', '')).toEqual(['files']);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const reply = (...words: string[]): string[] =>
    run('fish', 'source ./fish; complete -C "toile $argv[2..]"', ...words)
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t')[0]);

  it.each(CASES)('offers for %j %j', (words, offered) => {
    expect(reply(words.join(' ')).sort()).toEqual([...offered].sort());
  });

  it('offers files', () => {
    expect(reply('tryon --person ba')).toEqual(['bash']);
    expect(reply('library import garments a ba')).toEqual(['bash']);
  });
});
