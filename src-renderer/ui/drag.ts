/** Dragging records inside the window: what is dragged, as plain ids. */

const TYPE = 'application/x-toile-garments';

export function dragGarments(data: DataTransfer, ids: readonly string[]): void {
  data.setData(TYPE, JSON.stringify(ids));
  data.effectAllowed = 'copy';
}

export const hasGarments = (data: DataTransfer | null): boolean => data?.types.includes(TYPE) ?? false;

/** Ids of dropped garments; empty when something else was dropped. */
export function droppedGarments(data: DataTransfer): string[] {
  try {
    const ids: unknown = JSON.parse(data.getData(TYPE) || '[]');
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
