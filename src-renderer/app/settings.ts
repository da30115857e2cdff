/** Settings of the app as the window knows them; changes show at once and are then stored by the core. */

import { create } from 'zustand';
import type { AppSettings, SettingChanges } from '../../src-main/contract/calls/app.ts';
import type { StudioClient } from '../client/studio-client.ts';

const DEFAULTS: AppSettings = {
  language: 'system',
  theme: 'dark',
  surround: 'grey',
  units: 'cm',
  provider: 'auto',
  keys: {},
  layout: {},
  exportPresets: [],
};

interface SettingsState {
  settings: AppSettings;
  loaded: boolean;
  load: (client: StudioClient) => Promise<void>;
  change: (client: StudioClient, changes: SettingChanges) => Promise<void>;
}

/** Settings with changes applied the way the core does: bags are merged, null forgets a key. */
export function applyChanges(settings: AppSettings, changes: SettingChanges): AppSettings {
  const { keys, layout, ...rest } = changes;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const merge = <T>(bag: Record<string, T>, more: Record<string, T | null> = {}): Record<string, T> => {
    const merged = { ...bag };
    for (const [key, value] of Object.entries(more)) {
      if (value === null) delete merged[key];
      else merged[key] = value;
    }
    return merged;
  };
  const all = Object.entries({ ...settings, ...Object.fromEntries(given) });
  return {
    ...(Object.fromEntries(all.filter(([, value]) => value !== null)) as AppSettings),
    keys: merge(settings.keys, keys),
    layout: merge(settings.layout, layout),
  };
}

export const useSettings = create<SettingsState>((set, get) => {
  /** Changes under way: an answer is taken over only when none was made since. */
  let made = 0;
  return {
    settings: DEFAULTS,
    loaded: false,
    load: async (client) => {
      const before = made;
      const settings = await client.call('settings.get');
      if (before === made) set({ settings, loaded: true });
    },
    change: async (client, changes) => {
      const mine = ++made;
      const before = get().settings;
      set({ settings: applyChanges(before, changes) });
      try {
        const settings = await client.call('settings.set', changes);
        if (mine === made) set({ settings });
      } catch (error) {
        if (mine === made) set({ settings: before });
        throw error;
      }
    },
  };
});

/** Name of the layout's choice of quick pictures in the 3D view. */
export const QUICK_PICTURES = 'preview3d.quick';

/** A remembered number of the layout, or `otherwise`. */
export function rememberedNumber(settings: AppSettings, key: string, otherwise: number): number {
  const value = settings.layout[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
