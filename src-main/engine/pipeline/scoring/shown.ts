/** Shown: where a finished try-on shows each of its garments. */

import type { RenderedLayer } from '../../domain/fit.ts';
import { byteRaster } from '../../image/raster.ts';
import type { Region } from '../../quality/region.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { gather, type RunContext, runStage, type Staged } from '../stage.ts';
import { compositeStage, prepareSceneStage } from '../stages.ts';
import type { TryOnRun } from '../tryOn.ts';

/** Levels between a garment drawn black and drawn white from which it is seen: half covered, in somewhat dim light. */
const SEEN = 100;

/**
 * Photo-sized regions, one a layer. The compositor decides what lies in front of a garment; it is asked by drawing the
 * picture with all garments black, and again with one of them white: what differs is that garment.
 */
export async function shownRegions(
  run: TryOnRun,
  tuck: boolean,
  context: RunContext<Runtime>,
): Promise<Region[]> {
  const quiet = { ...context, records: [] };
  const { photo, pose, matte, parsing, frame } = run.person;
  const scene = await runStage(prepareSceneStage, { photo, pose, parsing, frame }, {}, quiet);
  const drawn = run.layers.map(({ rendered }) => rendered);
  const draw = async (white: number) => {
    const layers = gather(drawn.map((layer, i) => painted(layer, i === white ? 255 : 0)));
    const inputs = { photo, pose, matte, parsing, frame, scene, layers };
    return (await runStage(compositeStage, inputs, { tuck }, quiet)).value.rgb.data;
  };
  const black = await draw(-1);
  const { width, height } = photo.value;
  const regions: Region[] = [];
  for (let layer = 0; layer < drawn.length; layer++) {
    const lit = await draw(layer);
    const region = byteRaster(width, height, 1);
    for (let i = 0; i < region.data.length; i++)
      region.data[i] = lit[3 * i + 1] - black[3 * i + 1] >= SEEN ? 1 : 0;
    regions.push(region);
  }
  return regions;
}

function painted({ value }: Staged<RenderedLayer>, level: number): Staged<RenderedLayer> {
  const parts = value.parts.map((part) => ({
    ...part,
    rgb: byteRaster(part.rgb.width, part.rgb.height, 3, new Uint8Array(part.rgb.data.length).fill(level)),
  }));
  return { value: { ...value, parts }, key: undefined };
}
