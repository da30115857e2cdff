/** Garment shelf: names and categories of the garments the studio knows, read once and kept up to date. */

import type { CatalogGarment } from '../../../../src-main/contract/catalog/garment.ts';
import type { LookDocument } from '../../../../src-main/contract/catalog/look.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { useStudio } from './store.ts';

const keep = (found: readonly CatalogGarment[]): void =>
  useStudio.setState(({ garments }) => ({
    garments: { ...garments, ...Object.fromEntries(found.map((garment) => [garment.id, garment])) },
  }));

const known = (): Record<string, CatalogGarment> => useStudio.getState().garments;

export class GarmentShelf {
  private readonly client: StudioClient;

  constructor(client: StudioClient) {
    this.client = client;
  }

  /** @throws StudioError not-in-library */
  async get(id: string): Promise<CatalogGarment> {
    const there = known()[id];
    if (there) return there;
    const garment = await this.client.call('garments.get', { id });
    keep([garment]);
    return garment;
  }

  /** What is worn; a garment that is gone for good has neither name nor category. */
  async wornIn({ layers }: LookDocument): Promise<void> {
    await Promise.all(
      layers
        .filter(({ garmentId }) => !known()[garmentId])
        .map(({ garmentId }) => this.get(garmentId).catch(() => undefined)),
    );
  }

  /** Reads what changed anew: `ids`, or all there are. */
  async refresh(ids: readonly string[] | undefined): Promise<void> {
    const changed = Object.keys(known()).filter((id) => !ids || ids.includes(id));
    const found = await Promise.all(
      changed.map((id) => this.client.call('garments.get', { id }).catch(() => undefined)),
    );
    keep(found.filter((garment) => garment !== undefined));
  }
}
