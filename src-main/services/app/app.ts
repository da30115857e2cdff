/** Handlers of the calls about the app itself: settings, models, trash, care of the library, searching everything. */

import type { APP_CALLS, Hit } from '../../contract/calls/app.ts';
import { AppSettings, type SettingChanges } from '../../contract/calls/app.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Changed, Handlers, StudioContext } from './context.ts';
import { lookAnew } from './knowledge.ts';

export const SETTINGS_KEY = 'app';

const KIND: Record<'client' | 'photo' | 'garment' | 'look', Changed> = {
  client: 'clients',
  photo: 'photos',
  garment: 'garments',
  look: 'looks',
};

/** Settings kept, with defaults for what is missing or no longer valid. */
export function readSettings(kept: unknown): AppSettings {
  const whole = AppSettings.safeParse(kept ?? {});
  if (whole.success) return whole.data;
  // One value that is no longer valid does not cost the others.
  const good = Object.entries(typeof kept === 'object' && kept ? kept : {}).filter(
    ([name, value]) => AppSettings.partial().safeParse({ [name]: value }).success,
  );
  return AppSettings.parse(Object.fromEntries(good));
}

/** Settings after a change; null forgets a key. */
export function changeSettings(settings: AppSettings, changes: SettingChanges): AppSettings {
  const { layout, keys, ...plain } = changes;
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  const all = Object.entries({ ...settings, ...Object.fromEntries(given) });
  return AppSettings.parse({
    ...Object.fromEntries(all.filter(([, value]) => value !== null)),
    layout: merged(settings.layout, layout),
    keys: merged(settings.keys, keys),
  });
}

function merged<T>(old: Record<string, T>, changes: Record<string, T | null> = {}): Record<string, T> {
  const all = Object.entries({ ...old, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, T] => entry[1] !== null));
}

/** @throws StudioError model-missing, model-invalid where it is no model of the user's for pictures and words */
async function requireModel({ models }: StudioContext, name: string): Promise<void> {
  const found = (await models()).find((model) => model.name === name && model.origin === 'user');
  if (!found)
    throw new StudioError(
      'model-missing',
      `There is no model "${name}" of your own. Add it with "toile models add FOLDER".`,
    );
  if (found.task !== 'picture-words' || found.state !== 'ready')
    throw new StudioError(
      'model-invalid',
      found.task === 'picture-words'
        ? `Model "${name}" is damaged. Add it again with "toile models add FOLDER --replace".`
        : `Expected a model of pictures and words, but "${name}" is for "${found.task}". Choose another one.`,
    );
}

export function appHandlers(context: StudioContext): Handlers<keyof typeof APP_CALLS> {
  const { library, host, core, jobs, log, hotFolder, changed } = context;

  function search(text: string, limit: number): Hit[] {
    // Marks alone are no words; the catalog would take them for none and find everything.
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    const garments = library.garments.search({ text, sort: 'relevance' }, { limit }).garments.map(
      ({ id, name, fileName, brand, sku, hash }): Hit => ({
        kind: 'garment',
        id,
        title: name || fileName,
        subtitle: [brand, sku].filter(Boolean).join(' · '),
        picture: hash,
      }),
    );
    const people = library.clients.list({ text, page: { limit } });
    const counts = library.clients.counts(people.map(({ id }) => id));
    const clients = people.map(({ id, name }): Hit => {
      const cover = counts.get(id)?.cover;
      return { kind: 'client', id, title: name, subtitle: '', ...(cover ? { picture: cover } : {}) };
    });
    const looks = library.looks.find(text, limit).map(
      ({ id, name, client, photo }): Hit => ({
        kind: 'look',
        id,
        title: name,
        subtitle: client,
        picture: photo,
      }),
    );
    // Some of every kind: each in turn until there are enough.
    const hits: Hit[] = [];
    for (let k = 0; k < limit && hits.length < limit; k++)
      for (const list of [clients, garments, looks]) if (list[k] && hits.length < limit) hits.push(list[k]);
    return hits;
  }

  return {
    'app.info': () => ({
      name: 'Toile',
      version: context.version,
      host: host.kind,
      can: {
        saveDialog: host.saveFile !== undefined,
        dragOut: host.canDragOut ?? false,
        hotFolder: host.chooseFolder !== undefined,
        chooseFolder: host.chooseFolder !== undefined,
        openFolder: host.openFolder !== undefined,
      },
      readOnly: library.readOnly,
      recovered: library.recovered !== undefined,
      locale: host.locale,
      limits: context.limits,
    }),
    'app.loadDemo': () => {
      const { language } = readSettings(library.settings.get(SETTINGS_KEY));
      const chosen = language === 'system' ? host.locale : language;
      return jobs.start('demo', '', { language: chosen.toLowerCase().startsWith('zh') ? 'zh' : 'en' });
    },
    'app.restartEngine': async () => {
      await core.restart();
      return null;
    },
    'app.reportError': ({ message, stack }) => {
      log.error('window error', { message, ...(stack ? { stack } : {}) });
      return null;
    },
    'app.save': async ({ token }) => {
      if (!host.saveFile)
        throw new StudioError('invalid-input', 'This window cannot ask where to save. Download the file.');
      const { file, fileName } = context.downloads.get(token);
      return host.saveFile(file, fileName);
    },
    'search.all': ({ text, limit }) => search(text, limit),
    'settings.get': () => readSettings(library.settings.get(SETTINGS_KEY)),
    'settings.set': async (changes) => {
      if (typeof changes.knowledge === 'string') await requireModel(context, changes.knowledge);
      const before = readSettings(library.settings.get(SETTINGS_KEY)).knowledge;
      const settings = library.atomically(() => {
        const next = changeSettings(readSettings(library.settings.get(SETTINGS_KEY)), changes);
        library.settings.set(SETTINGS_KEY, next);
        return next;
      });
      changed('settings');
      if (settings.knowledge !== before) lookAnew(jobs);
      return settings;
    },
    'models.list': () => context.models(),
    'models.providers': async () => {
      const { provider, refused } = await core.ask(
        'probe',
        { provider: context.provider() },
        { priority: 'interactive' },
      );
      return [
        { name: provider, works: true },
        ...refused.map(({ name, reason }) => ({ name, works: false, note: reason })),
      ];
    },
    'trash.counts': () => library.trash.counts(),
    'trash.put': ({ kind, ids }) => {
      const count = library.trash.put(kind, ids);
      changed(KIND[kind], ids);
      changed('trash');
      return count;
    },
    'trash.restore': ({ kind, ids }) => {
      const count = library.trash.restore(kind, ids);
      changed(KIND[kind], ids);
      // photos and clients come along with what belongs to them
      if (kind === 'look') changed('photos');
      if (kind === 'look' || kind === 'photo') changed('clients');
      changed('trash');
      return count;
    },
    'trash.empty': () => {
      library.trash.empty();
      const { bytes } = library.collectGarbage();
      for (const what of Object.values(KIND)) changed(what);
      changed('trash');
      return { bytes };
    },
    'library.check': ({ repair }) => jobs.start('check', '', { repair }),
    'library.backup': () => jobs.start('backup', '', undefined),
    'library.hotFolder': () => hotFolder.state(),
    'library.chooseHotFolder': async () => {
      if (!host.chooseFolder)
        throw new StudioError('invalid-input', 'A folder to watch can only be chosen in the desktop app.');
      const folder = await host.chooseFolder('import');
      return folder === undefined ? null : hotFolder.choose(folder);
    },
    'library.stopHotFolder': async () => {
      await hotFolder.stop();
      return null;
    },
  };
}
