/** Entry of the command line: `node src-main/hosts/cli/main.ts COMMAND ...`. */

import { runCommandLine } from './program.ts';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await runCommandLine(process.argv.slice(2));
