/** The engine process talks to whoever started it, Node or Electron. */

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../../../src-main/engine/process/parent.ts';

function fakeProcess(more: object) {
  const own = Object.assign(new EventEmitter(), { sent: [] as unknown[], connected: true }, more);
  return Object.assign(own, { send: (message: unknown) => own.sent.push(message) > 0 });
}

describe('parent', () => {
  it('of a fork is reached by its channel while that is there', () => {
    const own = fakeProcess({});
    const parent = parentOf(own as never);
    const heard: unknown[] = [];
    parent.onMessage((message) => heard.push(message));
    parent.onGone(() => heard.push('gone'));
    parent.send('a');
    own.emit('message', 'b', undefined);
    own.connected = false;
    own.emit('disconnect');
    parent.send('c');
    expect(own.sent).toEqual(['a']);
    expect(heard).toEqual(['b', 'gone']);
  });

  it('of a utility process is reached by its port', () => {
    const port = Object.assign(new EventEmitter(), {
      posted: [] as unknown[],
      postMessage: (message: unknown) => void port.posted.push(message),
    });
    const own = fakeProcess({ parentPort: port, connected: false });
    const parent = parentOf(own as never);
    const heard: unknown[] = [];
    parent.onMessage((message) => heard.push(message));
    parent.send('a');
    port.emit('message', { data: 'b', ports: [] });
    expect([port.posted, own.sent, heard]).toEqual([['a'], [], ['b']]);
  });
});
