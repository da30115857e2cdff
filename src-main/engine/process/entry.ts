/** Engine process: receives typed requests over the parent's channel and answers them one at a time. */

import { flushCompileCache } from 'node:module';
import {
  ENGINE_METHODS,
  EngineCommand,
  type EngineConfig,
  type EngineEvent,
  type EngineMethod,
} from '../../contract/engine.ts';
import { StudioError } from '../../contract/errors.ts';
import { createLog } from '../../contract/log.ts';
import { createEngine, type Engine } from './engine.ts';
import { parentOf } from './parent.ts';

const parent = parentOf(process);
const send = (event: EngineEvent): void => parent.send(event);
const log = createLog((level, message, fields) => send({ type: 'log', level, message, fields }));

// The parent owns this process: without it there is nobody to answer to, and an interrupt at the terminal is the
// parent's to handle.
parent.onGone(() => process.exit(0));
process.on('SIGINT', () => {});

let engine: Engine | undefined;
let queue: Promise<void> = Promise.resolve();
const underWay = new Map<number, AbortController>();

parent.onMessage((message) => {
  const command = EngineCommand.safeParse(message);
  if (!command.success) {
    log.error('message not understood', { issue: command.error.issues[0]?.message ?? '' });
    return;
  }
  if (command.data.type === 'configure') {
    engine = start(command.data.config);
    send({ type: 'ready', pid: process.pid });
    // an engine that is ended from outside writes nothing at its end
    flushCompileCache();
    return;
  }
  if (command.data.type === 'cancel') {
    underWay.get(command.data.id)?.abort();
    return;
  }
  const { id, method, input } = command.data;
  const abort = new AbortController();
  underWay.set(id, abort);
  queue = queue.then(() => answer(id, method, input, abort.signal)).finally(() => underWay.delete(id));
});

function start(config: EngineConfig): Engine {
  return createEngine(config, log);
}

async function answer(id: number, method: EngineMethod, input: unknown, signal: AbortSignal): Promise<void> {
  try {
    if (!engine) throw new StudioError('internal', 'The engine was asked to work before it was configured.');
    const request = ENGINE_METHODS[method].input.safeParse(input);
    if (!request.success) throw new StudioError('invalid-input', invalid(request.error.issues[0]));
    const output = await engine.answer(
      method,
      request.data as never,
      (progress) => send({ type: 'progress', id, progress }),
      signal,
    );
    send({ type: 'result', id, output });
  } catch (error) {
    send({ type: 'error', id, error: asData(error) });
  }
}

function invalid(issue: { path: PropertyKey[]; message: string } | undefined): string {
  return `The request's "${issue?.path.map(String).join('.') ?? ''}" is not valid: ${issue?.message ?? 'unknown'}.`;
}

function asData(error: unknown): ReturnType<StudioError['toJSON']> {
  if (error instanceof StudioError) {
    if (error.code === 'internal') log.error(error.message, { cause: traceOf(error.cause) });
    return error.toJSON();
  }
  log.error('unknown error', { cause: traceOf(error) });
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error ?? '');
}
