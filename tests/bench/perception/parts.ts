/** Body parts of a synthetic set: without a model, by the network, and chosen between both. */

import { join } from 'node:path';
import { PART, type PartName } from '../../../src-main/engine/domain/parsing.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import type { Mask, Raster } from '../../../src-main/engine/image/raster.ts';
import { labelsToPhoto } from '../../../src-main/engine/image/refine.ts';
import { chooseParts, type LabelMap } from '../../../src-main/engine/perception/learned/choose.ts';
import { PART_MARGINS } from '../../../src-main/engine/perception/learned/margins.ts';
import { seeParts } from '../../../src-main/engine/perception/learned/see-parts.ts';
import { labelAgreement } from '../../../src-main/engine/quality/iou.ts';
import { casesOf, freePerson, grey, type Models, mean, rounded } from './models.ts';

const NAMES = Object.keys(PART) as PartName[];
const MARGINS = [-1, -0.5, -0.2, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 2];

/** Means over pictures, of all parts and by part. */
class Tally {
  private readonly mious: number[] = [];
  private readonly accuracies: number[] = [];
  private readonly byPart = new Map<number, number[]>();

  add(found: Raster<Uint8Array>, truth: Raster<Uint8Array>): void {
    const { miou, accuracy, iou } = labelAgreement(found, truth);
    this.mious.push(miou);
    this.accuracies.push(accuracy);
    for (const [part, value] of iou) this.byPart.set(part, [...(this.byPart.get(part) ?? []), value]);
  }

  report() {
    const iou = NAMES.flatMap((name) => {
      const values = this.byPart.get(PART[name]);
      return values ? [[name, rounded(mean(values))] as const] : [];
    });
    return {
      miou: rounded(mean(this.mious)),
      accuracy: rounded(mean(this.accuracies)),
      iou: Object.fromEntries(iou),
    };
  }
}

/** The network's labels kept to the person, as an adopted parser's are. */
const within = (free: LabelMap, seen: LabelMap, alpha: Mask): LabelMap =>
  chooseParts(free, seen, alpha, Object.fromEntries(NAMES.map((name) => [name, -2])));

/** @param learn add the mean overlap that every margin, the same for all parts, gives, and by part each part's */
export async function compareParts(models: Models, set: string, limit: number, learn: boolean) {
  const ways = { free: new Tally(), network: new Tally(), chosen: new Tally() };
  const byMargin = MARGINS.map(() => new Tally());
  const shares: number[] = [];
  let skipped = 0;
  for (const { folder, about } of casesOf(set, limit))
    for (const which of ['a', 'b'] as const) {
      const file = join(folder, about[which].picture);
      const photo = await loadPhoto(file);
      const truth = await grey(join(folder, about[which].labels));
      const free = await freePerson(models, file, photo);
      if (!free) {
        skipped++;
        continue;
      }
      const seen = await seeParts(models.parts, photo.analysis, free);
      const add = (tally: Tally, { labels }: LabelMap) => tally.add(labelsToPhoto(photo, labels), truth);
      const chosen = chooseParts(free, seen, free.alpha, PART_MARGINS);
      shares.push(chosen.share);
      add(ways.free, free);
      add(ways.network, within(free, seen, free.alpha));
      add(ways.chosen, chosen);
      if (!learn) continue;
      MARGINS.forEach((margin, k) => {
        const same = Object.fromEntries(NAMES.map((name) => [name, margin]));
        add(byMargin[k], chooseParts(free, seen, free.alpha, same));
      });
    }
  return {
    pictures: shares.length,
    skipped,
    free: ways.free.report(),
    network: ways.network.report(),
    chosen: { ...ways.chosen.report(), fromNetwork: rounded(mean(shares)) },
    ...(learn
      ? { margins: Object.fromEntries(MARGINS.map((margin, k) => [margin, byMargin[k].report()])) }
      : {}),
  };
}
