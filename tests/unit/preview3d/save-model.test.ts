/** A model that is saved has the colours of the look, also where they are not those of the pictures. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { StudioClient } from '../../../src-renderer/client/studio-client.ts';
import { useDressing } from '../../../src-renderer/features/preview3d/state/dressing.ts';
import { saveModel, useSaving } from '../../../src-renderer/features/preview3d/state/saving.ts';
import { useStudio } from '../../../src-renderer/features/studio/state/store.ts';

const SHOWN = 'a'.repeat(64);
const COLOURED = 'b'.repeat(64);
const wish = {
  body: { sex: 'female', measures: {} },
  garments: [{ garmentId: 'tee', size: '40' }, { garmentId: 'skirt' }],
  pose: 'stand',
};

describe('saving the model', () => {
  let calls: [string, Record<string, unknown>][];
  const client = {
    call: async (name: string, input: Record<string, unknown>) => {
      calls.push([name, input]);
      if (name === 'worn.dress') return { mesh: COLOURED };
      return { token: 't', fileName: 'Toile.glb', bytes: 1 };
    },
    save: async () => true,
    onEvent: () => () => {},
  } as unknown as StudioClient;
  const look = (...layers: object[]) =>
    useStudio.setState({ queue: { document: { layers }, look: { name: 'Dinner' } } as never });
  beforeEach(() => {
    calls = [];
    useSaving.setState(useSaving.getInitialState(), true);
    useDressing.setState({ dressed: { wish, key: '', dressing: { mesh: SHOWN } } as never });
  });

  it('saves what is on show where every garment has its own colour', async () => {
    look({ garmentId: 'tee', visible: true }, { garmentId: 'skirt', visible: false, colourway: '#1e2a4a' });
    expect(await saveModel(client)).toBe('Toile.glb');
    expect(calls).toMatchObject([['worn.file', { mesh: SHOWN }]]);
  });

  it('has garments drawn in the colours of the look, in the sizes and the pose on show', async () => {
    look({ garmentId: 'tee', visible: true, colourway: '#1e2a4a' }, { garmentId: 'skirt', visible: true });
    expect(await saveModel(client)).toBe('Toile.glb');
    expect(calls.map(([name]) => name)).toEqual(['worn.dress', 'worn.file']);
    expect(calls[0][1]).toMatchObject({
      ...wish,
      garments: [{ garmentId: 'tee', size: '40', colourway: '#1e2a4a' }, { garmentId: 'skirt' }],
    });
    expect(calls[1][1]).toMatchObject({ mesh: COLOURED });
    expect(useSaving.getState()).toMatchObject({ making: undefined, error: undefined });
  });
});
