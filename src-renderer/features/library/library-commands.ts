/** Commands of the library. */

import type { GarmentChanges } from '../../../src-main/contract/calls/garments.ts';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { useClient } from '../../client/context.tsx';
import { type Command, useCommands } from '../../commands/registry.ts';
import { notify, notifyError, type Said } from '../../ui/notify.tsx';
import { useUndo } from '../../ui/undo.ts';
import { useLookbook } from '../lookbook/store.ts';
import { change, restore, split, trash, tryOn } from './actions.ts';
import { useImports } from './imports.ts';
import { choosePicture, moreLikeThis } from './likeness.ts';
import { loadSelected } from './records.ts';
import { everything, moved } from './selection.ts';
import { useLibrary } from './store.ts';

export function useLibraryCommands(): void {
  const client = useClient();
  const { choose } = useImports();
  const { select, openLoupe, closeLoupe } = useLibrary.getState();
  // read when a command is asked for, so that selecting draws nothing anew for their sake
  const now = () => useLibrary.getState();
  const any = () => now().selection.ids.size > 0;
  const ids = () => now().order.filter((id) => now().selection.ids.has(id));
  const group = 'library' as const;

  const judge = (label: Said, changes: GarmentChanges) =>
    loadSelected(client)
      .then((garments) => change(client, label, garments, changes))
      .catch(notifyError);
  const rate = (rating: number): Command => ({
    id: `library.rate${rating}`,
    title: `commands:library.rate${rating}`,
    group,
    keys: [String(rating)],
    enabled: any,
    run: () => judge((t) => t('library:field.rating'), { rating }),
  });
  const flag = (id: string, key: string, value: CatalogGarment['flag']): Command => ({
    id: `library.${id}`,
    title: `commands:library.${id}`,
    group,
    keys: [key],
    enabled: any,
    run: () => judge((t) => t(`commands:library.${id}`), { flag: value }),
  });
  const step = (id: string, key: string, by: number): Command => ({
    id: `library.${id}`,
    title: `commands:library.${id}`,
    group,
    keys: [key],
    hidden: true,
    enabled: () => now().loupe && now().tool === 'look',
    run: () => select((s) => moved(s, now().order, by, false)),
  });
  const back = async (way: 'undo' | 'redo') => {
    try {
      const deed = await useUndo.getState()[way]();
      if (deed)
        notify((t, language) =>
          t(way === 'undo' ? 'common:undone' : 'common:redone', { what: deed.label(t, language) }),
        );
    } catch (error) {
      notifyError(error);
    }
  };

  useCommands([
    {
      id: 'library.tryOn',
      title: 'commands:library.tryOn',
      group,
      keys: ['T'],
      enabled: () => any() && !now().query.trash,
      run: () => loadSelected(client).then(tryOn, notifyError),
    },
    {
      id: 'library.like',
      title: 'commands:library.like',
      group,
      keys: ['M'],
      enabled: () => now().selection.focus !== undefined && !now().query.trash,
      run: moreLikeThis,
    },
    {
      id: 'library.findPicture',
      title: 'commands:library.findPicture',
      group,
      keys: ['Ctrl+Shift+F'],
      enabled: () => !now().loupe,
      run: () => choosePicture(client),
    },
    {
      id: 'library.loupe',
      title: 'commands:library.loupe',
      group,
      keys: ['E'],
      enabled: () => now().selection.focus !== undefined && !now().loupe,
      run: () => openLoupe(),
    },
    {
      id: 'library.grid',
      title: 'commands:library.grid',
      group,
      keys: ['Escape', 'G', 'E'],
      hidden: true,
      enabled: () => now().loupe,
      run: closeLoupe,
    },
    step('previous', 'ArrowLeft', -1),
    step('next', 'ArrowRight', 1),
    {
      id: 'library.selectAll',
      title: 'commands:library.selectAll',
      group,
      keys: ['Ctrl+A'],
      enabled: () => now().order.length > 0,
      run: () => select((s) => everything(s, now().order)),
    },
    {
      id: 'library.find',
      title: 'commands:library.find',
      group,
      keys: ['Ctrl+F'],
      enabled: () => !now().loupe,
      run: () => document.getElementById('library-search')?.focus(),
    },
    { id: 'library.import', title: 'commands:library.import', group, keys: ['Ctrl+I'], run: () => choose() },
    ...[1, 2, 3, 4, 5, 0].map(rate),
    flag('pick', 'P', 'pick'),
    flag('reject', 'X', 'reject'),
    flag('unflag', 'U', 'none'),
    {
      id: 'library.split',
      title: 'commands:library.split',
      group,
      enabled: () => now().selection.focus !== undefined && !now().query.trash,
      run: () => {
        const { focus } = now().selection;
        return focus ? split(client, focus) : undefined;
      },
    },
    {
      id: 'library.trash',
      title: 'commands:library.trash',
      group,
      keys: ['Delete', 'Backspace'],
      enabled: () => any() && !now().query.trash,
      run: () => trash(client, ids()),
    },
    {
      id: 'library.restore',
      title: 'commands:library.restore',
      group,
      enabled: () => any() && now().query.trash,
      run: () => restore(client, ids()),
    },
    {
      id: 'library.lookbook',
      title: 'commands:library.lookbook',
      group,
      enabled: () => now().query.collection !== undefined,
      run: () => {
        const { collection } = now().query;
        if (collection) useLookbook.getState().open({ kind: 'collection', id: collection });
      },
    },
    {
      id: 'library.undo',
      title: 'commands:library.undo',
      group,
      leader: 'general.undo',
      enabled: () => useUndo.getState().done.length > 0,
      run: () => back('undo'),
    },
    {
      id: 'library.redo',
      title: 'commands:library.redo',
      group,
      leader: 'general.redo',
      enabled: () => useUndo.getState().undone.length > 0,
      run: () => back('redo'),
    },
  ]);
}
