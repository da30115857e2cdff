import { describe, expect, it } from 'vitest';
import { averageShape } from '../../../src-main/engine/body/index.ts';
import { withRoom } from '../../../src-main/engine/studio/arm-room.ts';
import { dice } from '../../../src-main/engine/studio/dice.ts';
import { Cuttings } from '../../../src-main/engine/studio/outfit.ts';
import { startOf } from '../../../src-main/engine/studio/place-part.ts';
import { drawStance, STANCES } from '../../../src-main/engine/studio/stances.ts';
import { drawBottom, drawTop, type GarmentSpec } from '../../../src-main/engine/studio/wardrobe.ts';
import { wearerOf } from '../../../src-main/engine/studio/wearer.ts';
import { testBody } from '../body/load.ts';
import { handsInside } from './inside-cloth.ts';

const body = testBody();
const rest = body.shape({ ...averageShape(0), weight: 0.6 });
const cuttings = new Cuttings();
/** A top and a skirt, the garments that reach farthest from the body. */
const d = dice(3);
const top = drawTop(d, 'female');
const skirt = [...Array(20).keys()]
  .map((i) => drawBottom(d.branch(`${i}`), 'female'))
  .find((g) => g.category === 'skirt')!;
const worn: GarmentSpec[] = [top, skirt];

describe('room for arms', () => {
  it.each(STANCES)('keeps the hands out of the clothes: %s', (name) => {
    const { stance } = drawStance(name, dice(7));
    const opened = withRoom(name, stance, body, rest, worn, cuttings);
    const wearer = wearerOf(body, rest, opened);
    for (const garment of worn) {
      for (const part of cuttings.cut(garment, wearer))
        expect(handsInside(wearer, part, startOf(part, wearer, []).start)).toEqual([]);
    }
  });

  it('is needed: hands on hips lie in the waist before', () => {
    const { stance } = drawStance('hands on hips', dice(7));
    const wearer = wearerOf(body, rest, stance);
    const [part] = cuttings.cut(top, wearer);
    expect(handsInside(wearer, part, startOf(part, wearer, []).start).length).toBeGreaterThan(50);
  });

  it('leaves arms that have room as they are', () => {
    const { stance } = drawStance('arms away', dice(7));
    expect(withRoom('arms away', stance, body, rest, [top], cuttings)).toEqual(stance);
  });
});
