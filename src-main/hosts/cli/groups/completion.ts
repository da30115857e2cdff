/** The command that prints completion for a shell, made from the commands themselves. */

import { Argument, type Command } from 'commander';
import type { Done } from '../options.ts';

export function addCompletion(program: Command, done: Done): void {
  program
    .command('completion')
    .description('print a script with which your shell completes commands, options and files')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
The script runs nothing while you type, and knows the commands of this version: print it anew after an update.

Set up:
  bash   echo 'source <(toile completion bash)' >> ~/.bashrc
  zsh    echo 'source <(toile completion zsh)' >> ~/.zshrc        (after compinit)
  fish   toile completion fish > ~/.config/fish/completions/toile.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') =>
      done((await import('../commands/completion.ts')).completion(program, shell)),
    );
}
