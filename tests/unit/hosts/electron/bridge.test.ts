/** The bridge between page and app: what the preload lets through, and the client of the window over it. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge } from '../../../../src-main/contract/bridge.ts';
import { CALLS } from '../../../../src-main/contract/calls/index.ts';
import { CALL_NAMES } from '../../../../src-main/contract/calls/names.ts';
import { createIpcClient } from '../../../../src-renderer/client/ipc.ts';

afterEach(() => vi.resetModules());

/** Loads the preload over a fake Electron whose files lie at `path`. */
async function preload(path = '') {
  const listeners = new Map<string, (event: unknown, payload: unknown) => void>();
  const invoked: unknown[][] = [];
  const sent: unknown[][] = [];
  const exposed: Record<string, DesktopBridge> = {};
  vi.doMock('electron', () => ({
    contextBridge: {
      exposeInMainWorld: (name: string, bridge: DesktopBridge) => {
        exposed[name] = bridge;
      },
    },
    ipcRenderer: {
      invoke: async (...message: unknown[]) => {
        invoked.push(message);
        return { ok: true, output: 'answered' };
      },
      send: (...message: unknown[]) => sent.push(message),
      on: (channel: string, listener: () => void) => listeners.set(channel, listener),
      off: (channel: string) => listeners.delete(channel),
    },
    webUtils: { getPathForFile: () => path },
  }));
  await import('../../../../src-preload/index.ts');
  return { exposed, bridge: exposed.toile, invoked, sent, listeners };
}

describe('preload', () => {
  it('knows the names of all calls of the contract and no others', () => {
    expect([...CALL_NAMES].toSorted()).toEqual(Object.keys(CALLS).toSorted());
  });

  it('exposes four functions and nothing of Electron', async () => {
    const { exposed, bridge } = await preload();
    expect(Object.keys(exposed)).toEqual(['toile']);
    expect(Object.keys(bridge).toSorted()).toEqual(['call', 'dragOut', 'onEvent', 'upload']);
  });

  it('lets calls of the contract through and no other name', async () => {
    const { bridge, invoked } = await preload();
    expect(await bridge.call('app.info', undefined)).toEqual({ ok: true, output: 'answered' });
    expect(invoked).toEqual([['toile:call', 'app.info', undefined]]);
    for (const name of ['constructor', 'toString', '__proto__', 'fs.readFile', ''])
      await expect(bridge.call(name as 'app.info', undefined)).rejects.toThrow('no call');
    expect(invoked).toHaveLength(1);
  });

  it('passes events on without Electron’s own, and says once that it listens', async () => {
    const { bridge, listeners, sent } = await preload();
    const heard: unknown[][] = [];
    const stop = bridge.onEvent((...event) => heard.push(event));
    bridge.onEvent(() => {});
    expect(sent).toEqual([['toile:listening']]);
    bridge.onEvent((...event) => heard.push(event));
    listeners.get('toile:event')?.({ sender: 'secret' }, { type: 'engine', state: 'ready' });
    expect(heard).toEqual([[{ type: 'engine', state: 'ready' }]]);
    stop();
    expect(listeners.has('toile:event')).toBe(false);
  });

  it('hands a file over by its place on disk, and by its bytes where it has none', async () => {
    const file = new File(['abc'], 'blouse.png');
    const disk = await preload('/pictures/blouse.png');
    await disk.bridge.upload(file);
    expect(disk.invoked).toEqual([['toile:upload', { name: 'blouse.png', path: '/pictures/blouse.png' }]]);
    vi.resetModules();
    const paste = await preload('');
    await paste.bridge.upload(file);
    expect(paste.invoked).toEqual([
      ['toile:upload', { name: 'blouse.png', bytes: new TextEncoder().encode('abc') }],
    ]);
  });
});

describe('client over the bridge', () => {
  const answering = (answer: unknown) => {
    const made: unknown[][] = [];
    const bridge = {
      call: async (...call: unknown[]) => {
        made.push(call);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      upload: async () => answer,
      dragOut: (token: string) => made.push(['drag', token]),
      onEvent: () => () => {},
    } as unknown as DesktopBridge;
    return { client: createIpcClient(bridge), made };
  };

  it('returns outputs and throws errors with their code', async () => {
    const { client, made } = answering({ ok: true, output: 3 });
    expect(await client.call('clients.count')).toBe(3);
    expect(made).toEqual([['clients.count', undefined]]);
    const refused = answering({ ok: false, error: { code: 'not-in-library', message: 'Gone.', stage: 'x' } });
    await expect(refused.client.call('clients.count')).rejects.toMatchObject({
      name: 'StudioError',
      code: 'not-in-library',
      stage: 'x',
    });
    const broken = answering(new Error('the app has gone'));
    await expect(broken.client.call('clients.count')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('hands files over and gives them to the user', async () => {
    const { client } = answering({ ok: true, output: { token: 't', name: 'n', bytes: 1 } });
    const shares: number[] = [];
    const file = new File(['a'], 'a.png');
    expect(await client.upload(file, { onProgress: (share) => shares.push(share) })).toMatchObject({
      token: 't',
    });
    expect(shares).toEqual([1]);
    await expect(client.upload(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    const save = answering({ ok: true, output: false });
    expect(await save.client.save('t', 'a.png')).toBe(false);
    expect(save.made).toEqual([['app.save', { token: 't' }]]);
    expect(save.client.dragOut('t')).toBe(true);
    expect(save.made.at(-1)).toEqual(['drag', 't']);
  });

  it('names pictures by addresses the app serves', async () => {
    const { client } = answering(undefined);
    const { targetOf } = await import('../../../../src-main/hosts/electron/security.ts');
    const hash = 'a'.repeat(64);
    expect(targetOf(client.pictureUrl(hash))).toEqual({ kind: 'picture', hash });
    expect(targetOf(client.pictureUrl(hash, 1024))).toEqual({ kind: 'picture', hash, size: 1024 });
    const token = '123e4567-e89b-42d3-a456-426614174000';
    expect(targetOf(client.downloadUrl(token))).toEqual({ kind: 'download', token });
  });

  it('is connected as long as the window lives', async () => {
    const { client } = answering(undefined);
    const told: boolean[] = [];
    client.onConnection((connected) => told.push(connected));
    client.onConnection((connected) => told.push(connected))();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(told).toEqual([true]);
  });
});
