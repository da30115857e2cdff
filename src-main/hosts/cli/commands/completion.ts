/** `toile completion`: a script for bash, zsh or fish. */

import type { Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { EXIT } from '../exit-codes.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function completion(program: Command, shell: keyof typeof SCRIPTS): number {
  process.stdout.write(SCRIPTS[shell](commandTree(program)));
  return EXIT.ok;
}
