/** Landmarks and categories of product shots of a synthetic set: without a model, by the network, and chosen between both. */

import { join } from 'node:path';
import type { GarmentCategory, GarmentLandmark } from '../../../src-main/engine/domain/garment.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { chooseByName } from '../../../src-main/engine/perception/learned/choose.ts';
import { LANDMARK_MARGIN } from '../../../src-main/engine/perception/learned/margins.ts';
import { SEEN_CATEGORIES, seeGarment } from '../../../src-main/engine/perception/learned/see-garment.ts';
import { sizeOf } from '../../../src-main/engine/quality/landmark-error.ts';
import { regionWhere } from '../../../src-main/engine/quality/region.ts';
import { casesOf, freeGarment, grey, type Models, mean, rounded } from './models.ts';

type Marks = Readonly<Partial<Record<string, GarmentLandmark>>>;
const MARGINS = [-1, -0.5, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 2];
const WAYS = ['free', 'network', 'chosen'] as const;

/** Distances of the landmarks of one way; one that was not found is a miss, and has no distance. */
class Tally {
  private readonly pixels: number[] = [];
  private readonly shares: number[] = [];
  private true = 0;
  private readonly right: number[] = [];

  add(found: Marks, truth: Readonly<Record<string, { x: number; y: number }>>, size: number): void {
    for (const [name, { x, y }] of Object.entries(truth)) {
      this.true++;
      const mark = found[name];
      if (!mark) continue;
      const apart = Math.hypot(mark.x - x, mark.y - y);
      this.pixels.push(apart);
      this.shares.push(apart / size);
    }
  }

  category(right: boolean): void {
    this.right.push(right ? 1 : 0);
  }

  report() {
    const within = (share: number) => this.shares.filter((value) => value <= share).length / this.true;
    return {
      pck5: rounded(within(0.05)),
      pck10: rounded(within(0.1)),
      found: rounded(this.shares.length / this.true),
      pixels: rounded(mean(this.pixels), 2),
      share: rounded(mean(this.shares), 5),
      ...(this.right.length > 0 ? { category: rounded(mean(this.right)) } : {}),
    };
  }
}

export async function compareGarments(models: Models, set: string, limit: number, learn: boolean) {
  const shots = ['ghost', 'flat'] as const;
  const tallies = Object.fromEntries(
    shots.map((shot) => [shot, Object.fromEntries(WAYS.map((way) => [way, new Tally()]))]),
  );
  const byMargin = MARGINS.map(() => new Tally());
  const names = new Map<string, Record<(typeof WAYS)[number], Tally>>();
  let [pictures, skipped] = [0, 0];
  for (const { folder, about } of casesOf(set, limit))
    for (const garment of about.garments)
      for (const shot of shots) {
        const truth = shot === 'ghost' ? garment.landmarks : garment.flatLandmarks;
        if (!truth)
          throw new Error(
            `${about.name} is of a generator that knew no landmarks of flat shots: make the set again`,
          );
        const photo = await loadPhoto(join(folder, garment[shot]));
        const mask = await grey(join(folder, shot === 'ghost' ? garment.ghostMask : garment.flatMask));
        const size = sizeOf(regionWhere(mask, 128));
        const free = await freeGarment(models, join(folder, garment[shot]), photo);
        if (!free) {
          skipped++;
          continue;
        }
        const seen = await seeGarment(models.landmarks, free.rgb, free.alpha);
        const k = photo.width / free.rgb.width;
        const inPhoto = (marks: Marks): Marks =>
          Object.fromEntries(
            Object.entries(marks).flatMap(([name, mark]) =>
              mark ? [[name, { ...mark, x: mark.x * k, y: mark.y * k }]] : [],
            ),
          );
        const chosenBy = (margin: number): Marks =>
          inPhoto(
            chooseByName<string, GarmentLandmark, GarmentLandmark>(free.landmarks, seen.landmarks, margin),
          );
        const marks = {
          free: inPhoto(free.landmarks),
          network: inPhoto(seen.landmarks),
          chosen: chosenBy(LANDMARK_MARGIN),
        };
        const network = likeliest(seen.category);
        const chosen = seen.category[network] >= free.confidence.category ? network : free.category;
        const categories = { free: free.category, network, chosen };
        pictures++;
        for (const way of WAYS) {
          tallies[shot][way].add(marks[way], truth, size);
          tallies[shot][way].category(categories[way] === garment.category);
          for (const [name, place] of Object.entries(truth)) {
            const kind = name.replace(/[LRC]$/, '');
            if (!names.has(kind))
              names.set(kind, { free: new Tally(), network: new Tally(), chosen: new Tally() });
            names.get(kind)?.[way].add(marks[way], { [name]: place }, size);
          }
        }
        if (learn)
          MARGINS.forEach((margin, m) => {
            byMargin[m].add(chosenBy(margin), truth, size);
          });
      }
  const reports = (of: Record<string, Tally>) =>
    Object.fromEntries(Object.entries(of).map(([name, tally]) => [name, tally.report()]));
  return {
    pictures,
    skipped,
    ...Object.fromEntries(shots.map((shot) => [shot, reports(tallies[shot])])),
    byLandmark: Object.fromEntries([...names].map(([name, ways]) => [name, reports(ways)])),
    ...(learn
      ? { margins: Object.fromEntries(MARGINS.map((margin, m) => [margin, byMargin[m].report()])) }
      : {}),
  };
}

function likeliest(chances: Readonly<Record<GarmentCategory, number>>): GarmentCategory {
  return SEEN_CATEGORIES.reduce((best, name) => (chances[name] > chances[best] ? name : best));
}
