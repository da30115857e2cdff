/** Fitting room state: what is chosen, what runs, what came out. */

import { create } from 'zustand';
import type { Failure, Outcome, PickedFile } from '../../../src-main/contract/desktop.ts';
import { bridge } from '../../client/bridge.ts';
import type { Language } from '../../ui/messages.ts';

interface FittingRoom {
  language: Language;
  person: PickedFile | undefined;
  garments: PickedFile[];
  tuck: boolean;
  /** 0..1 while a try-on runs. */
  progress: number | undefined;
  outcome: Outcome | undefined;
  failure: Failure | undefined;
  saved: boolean;
  setLanguage(language: Language): void;
  setTuck(tuck: boolean): void;
  pickPerson(): Promise<void>;
  pickGarments(): Promise<void>;
  removeGarment(token: string): void;
  start(): Promise<void>;
  cancel(): Promise<void>;
  save(): Promise<void>;
}

const fresh = { outcome: undefined, failure: undefined, saved: false } as const;

function unexpected(error: unknown): Failure {
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

export const useFittingRoom = create<FittingRoom>()((set, get) => ({
  language: navigator.language.startsWith('zh') ? 'zh' : 'en',
  person: undefined,
  garments: [],
  tuck: false,
  progress: undefined,
  ...fresh,
  setLanguage: (language) => set({ language }),
  setTuck: (tuck) => set({ tuck }),
  async pickPerson() {
    const person = await bridge().call('pickPerson', undefined);
    if (person) set({ person, ...fresh });
  },
  async pickGarments() {
    const picked = await bridge().call('pickGarments', undefined);
    if (picked.length > 0) set({ garments: [...get().garments, ...picked].slice(0, 6) });
  },
  removeGarment: (token) => set({ garments: get().garments.filter((garment) => garment.token !== token) }),
  async start() {
    const { person, garments, tuck, progress } = get();
    if (!person || garments.length === 0 || progress !== undefined) return;
    set({ progress: 0, failure: undefined, saved: false });
    const stop = bridge().onProgress(({ fraction }) => set({ progress: fraction }));
    try {
      const answer = await bridge().call('tryOn', {
        person: person.token,
        garments: garments.map(({ token }) => token),
        tuck,
      });
      if (answer.ok) set({ outcome: answer.outcome });
      else if (answer.failure.code !== 'cancelled') set({ failure: answer.failure });
    } catch (error) {
      set({ failure: unexpected(error) });
    } finally {
      stop();
      set({ progress: undefined });
    }
  },
  async cancel() {
    await bridge().call('cancel', undefined);
  },
  async save() {
    const { outcome } = get();
    if (!outcome) return;
    try {
      set({ saved: await bridge().call('save', { picture: outcome.picture }) });
    } catch (error) {
      set({ failure: unexpected(error) });
    }
  },
}));
