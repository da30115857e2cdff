/** What can be done to garments of the library, each deed with its undo. */

import type { GarmentChanges } from '../../../src-main/contract/calls/garments.ts';
import type { CatalogGarment, Category } from '../../../src-main/contract/catalog/garment.ts';
import { useApp } from '../../app/store.ts';
import type { StudioClient } from '../../client/studio-client.ts';
import { notify, notifyError, type Said } from '../../ui/notify.tsx';
import { useUndo } from '../../ui/undo.ts';
import { useRecords } from './records.ts';

const put = (garments: CatalogGarment[]) => useRecords.getState().put(garments);

async function update(client: StudioClient, ids: readonly string[], changes: GarmentChanges): Promise<void> {
  put(await client.call('garments.update', { ids: [...ids], changes }));
}

/** The values `changes` replaces, as changes that bring them back, one entry for garments that had the same. */
export function inverseOf(
  garments: readonly CatalogGarment[],
  changes: GarmentChanges,
): { ids: string[]; changes: GarmentChanges }[] {
  const groups = new Map<string, { ids: string[]; changes: GarmentChanges }>();
  for (const garment of garments) {
    const before = Object.fromEntries(
      Object.keys(changes).map((key) => [key, garment[key as keyof CatalogGarment] ?? null]),
    ) as GarmentChanges;
    const key = JSON.stringify(before);
    const group = groups.get(key);
    if (group) group.ids.push(garment.id);
    else groups.set(key, { ids: [garment.id], changes: before });
  }
  return [...groups.values()];
}

/** Changes garments, at once on the screen; what fails is put back and told. */
export async function change(
  client: StudioClient,
  label: Said,
  garments: readonly CatalogGarment[],
  changes: GarmentChanges,
): Promise<void> {
  if (garments.length === 0) return;
  const ids = garments.map((garment) => garment.id);
  const inverse = inverseOf(garments, changes);
  put(garments.map((garment) => patched(garment, changes)));
  const doing = update(client, ids, changes);
  // it can be taken back at once, which then waits for the core to have done it
  const deed = {
    label,
    undo: async () => {
      await doing;
      await Promise.all(inverse.map((group) => update(client, group.ids, group.changes)));
    },
    redo: () => update(client, ids, changes),
  };
  useUndo.getState().push(deed);
  try {
    await doing;
  } catch (error) {
    useUndo.getState().forget(deed);
    put([...garments]);
    notifyError(error);
  }
}

/** A garment with changes, as the core will make it. */
export function patched(garment: CatalogGarment, changes: GarmentChanges): CatalogGarment {
  const merged: Record<string, unknown> = { ...garment };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  }
  return merged as CatalogGarment;
}

export async function retag(
  client: StudioClient,
  label: Said,
  garments: readonly CatalogGarment[],
  add: string[],
  remove: string[],
): Promise<void> {
  const before = inverseOf(garments, { tags: [] }).map(({ ids, changes }) => ({
    ids,
    tags: changes.tags ?? [],
  }));
  const ids = garments.map((garment) => garment.id);
  const tag = async () => put(await client.call('garments.retag', { ids, add, remove }));
  try {
    await tag();
    useUndo.getState().push({
      label,
      undo: () => Promise.all(before.map((group) => update(client, group.ids, { tags: group.tags }))),
      redo: tag,
    });
  } catch (error) {
    notifyError(error);
  }
}

export async function trash(client: StudioClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const put = () => client.call('trash.put', { kind: 'garment', ids: [...ids] });
  const restore = () => client.call('trash.restore', { kind: 'garment', ids: [...ids] });
  try {
    await put();
    const label: Said = (t) => t('library:done.trashed', { count: ids.length });
    const deed = { label, undo: restore, redo: put };
    useUndo.getState().push(deed);
    notify(label, {
      label: (t) => t('common:undo'),
      run: () => {
        useUndo.getState().forget(deed);
        return restore().catch(notifyError);
      },
    });
  } catch (error) {
    notifyError(error);
  }
}

export async function restore(client: StudioClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    await client.call('trash.restore', { kind: 'garment', ids: [...ids] });
    notify((t) => t('library:done.restored', { count: ids.length }));
  } catch (error) {
    notifyError(error);
  }
}

/** Makes a garment of each of those that lie side by side in the picture of one. */
export async function split(client: StudioClient, id: string): Promise<void> {
  notify((t) => t('library:split.working'));
  try {
    const parts = (await client.call('garments.split', { id })).map((part) => part.id);
    if (parts.length === 0) {
      notify((t) => t('library:split.none'));
      return;
    }
    const move = async (away: string[], back: string[]) => {
      await client.call('trash.put', { kind: 'garment', ids: away });
      await client.call('trash.restore', { kind: 'garment', ids: back });
    };
    const label: Said = (t) => t('library:split.done', { count: parts.length });
    const deed = { label, undo: () => move(parts, [id]), redo: () => move([id], parts) };
    useUndo.getState().push(deed);
    notify(label, {
      label: (t) => t('common:undo'),
      run: () => {
        useUndo.getState().forget(deed);
        return deed.undo().catch(notifyError);
      },
    });
  } catch (error) {
    notifyError(error);
  }
}

export async function addToCollection(
  client: StudioClient,
  collection: { id: string; name: string },
  garmentIds: readonly string[],
): Promise<void> {
  const ids = [...garmentIds];
  if (ids.length === 0) return;
  const add = () => client.call('collections.add', { id: collection.id, garmentIds: ids });
  const remove = () => client.call('collections.remove', { id: collection.id, garmentIds: ids });
  try {
    await add();
    const label: Said = (t) => t('library:done.collected', { count: ids.length, name: collection.name });
    useUndo.getState().push({ label, undo: remove, redo: add });
    notify(label);
  } catch (error) {
    notifyError(error);
  }
}

/** What is worn under what, innermost first. */
const LAYERING: readonly (Category | undefined)[] = [
  'trousers',
  'shorts',
  'skirt',
  'top',
  'dress',
  undefined,
  'jacket',
];

export const wearingOrder = (garments: readonly CatalogGarment[]): CatalogGarment[] =>
  [...garments].sort((a, b) => LAYERING.indexOf(a.category) - LAYERING.indexOf(b.category));

/** Most layers of a look, by the contract. */
export const MOST_LAYERS = 6;

/** Sends garments to the studio, onto the client and photo it works on. */
export function tryOn(garments: readonly CatalogGarment[]): void {
  const worn = wearingOrder(garments).slice(0, MOST_LAYERS);
  useApp.getState().openStudio({ garmentIds: worn.map((garment) => garment.id) });
}
