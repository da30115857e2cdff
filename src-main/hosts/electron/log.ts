/** Log of the desktop app: JSON lines on standard error, from the level named by `TOILE_LOG` on. */

import { createLog, type Log, type LogLevel } from '../../contract/log.ts';

const LEVELS: LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function desktopLog(level: string | undefined): Log {
  // Without a wish only what went wrong.
  const from = LEVELS.includes(level as LogLevel)
    ? LEVELS.indexOf(level as LogLevel)
    : LEVELS.indexOf('error');
  return createLog((at, message, fields) => {
    if (LEVELS.indexOf(at) < from) return;
    process.stderr.write(
      `${JSON.stringify({ time: new Date().toISOString(), level: at, message, ...fields })}\n`,
    );
  });
}
