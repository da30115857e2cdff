/** Log: the narrow interface through which every part of the core reports what it does. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Plain values only; never pixels and never a personal path. */
export type LogFields = Record<string, string | number | boolean | undefined>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log that adds `fields` to every line it writes. */
  child(fields: LogFields): Log;
}

/** A log whose lines go to `write`, fields of the parents included. */
export function createLog(
  write: (level: LogLevel, message: string, fields: LogFields) => void,
  base: LogFields = {},
): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) =>
      write(level, message, { ...base, ...fields });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => createLog(write, { ...base, ...fields }),
  };
}

/** A log that drops everything. */
export const silentLog: Log = createLog(() => {});
