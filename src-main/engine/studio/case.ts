/** One synthetic case: a client in two outfits, the garments alone, and the truth about every picture. */

import type { StudioCase } from '../../contract/studio.ts';
import type { ParametricBody } from '../body/index.ts';
import { encodeImage, encodePng16 } from '../image/encode.ts';
import type { Camera } from '../mesh/camera.ts';
import { SAMPLES, shade } from '../mesh/shade.ts';
import { withRoom } from './arm-room.ts';
import { develop } from './develop.ts';
import { faceVertices, keypoints } from './keypoints.ts';
import type { Looks } from './looks.ts';
import { Cuttings, dress, type Outfit } from './outfit.ts';
import { Paints, type PictureScene, personScene } from './picture-scene.ts';
import { type CaseKind, type CasePlan, planCase } from './plan.ts';
import { coverage, mannequinOf, productShots } from './product.ts';
import { drawBackdrop, lightScene, personCamera } from './setting.ts';
import { depthSteps, garmentMask, type PictureTruth, pictureTruth, sourceMap } from './truth.ts';
import { type Wearer, waistHeight, wearerOf } from './wearer.ts';

/** Raised whenever the same seed gives other bytes. */
export const GENERATOR = '5';

export interface CaseRequest {
  name: string;
  seed: number;
  kind: CaseKind;
  /** Of the person pictures, pixels. */
  width: number;
  height: number;
}

export interface MadeCase {
  /** What case.json holds. */
  truth: StudioCase;
  /** Pictures by file name. */
  files: Map<string, Uint8Array>;
}

interface PersonPicture {
  picture: PictureScene;
  truth: PictureTruth;
}

/** Makes a case; the same request gives the same bytes. `onStep` hears the share that is done, 0..1. */
export async function makeCase(
  request: CaseRequest,
  body: ParametricBody,
  looks: Looks,
  onStep: (share: number) => void = () => {},
): Promise<MadeCase> {
  const plan = planCase(request.seed, request.kind, looks);
  const files = new Map<string, Uint8Array>();
  const cuttings = new Cuttings();
  const rest = body.shape(plan.person.shape);
  const worn = [...plan.wornA, ...plan.wornB];
  const stance = withRoom(plan.stanceName, plan.stance, body, rest, worn, cuttings);
  const wearer = wearerOf(body, rest, stance);
  // turning the camera and the lights about the person is turning the person
  const around = -plan.turn;
  const crown = body.restPoint(rest, 'crown')[1];
  const camera = personCamera(plan.setting, crown, around, request.width, request.height);
  const size = Math.max(request.width, request.height);
  const paints = new Paints(size);

  const photograph = async (which: 'a' | 'b', outfit: Outfit): Promise<PersonPicture> => {
    const picture = await personScene(plan.person, outfit, plan.shoes, plan.tuck, looks, paints);
    const lighting = lightScene(plan.setting, picture.scene, around, Math.min(768, size));
    const shaded = shade(picture.scene, picture.materials, lighting, camera, SAMPLES.four);
    const backdrop = drawBackdrop(plan.setting, camera, lighting.lights, around);
    const { exposure, grain, seed } = plan.setting;
    // both pictures have the same sensor noise, so that they differ by the garment alone
    const photo = develop(shaded, backdrop, exposure, grain, seed);
    const truth = pictureTruth(picture, camera);
    files.set(`${which}.png`, await encodeImage(photo));
    files.set(`${which}-labels.png`, await encodeImage(truth.labels));
    files.set(`${which}-matte.png`, await encodeImage(coverage(shaded.alpha, camera.width, camera.height)));
    files.set(`${which}-normals.png`, await encodePng16(truth.normals));
    files.set(`${which}-depth.png`, await encodePng16(depthSteps(truth.depth)));
    return { picture, truth };
  };

  const a = await photograph('a', dress(wearer, plan.wornA, cuttings));
  onStep(0.3);
  const b = await photograph('b', dress(wearer, plan.wornB, cuttings));
  onStep(0.6);
  const garments = await productsOf(plan, wearer, b, camera, cuttings, paints, files, size, (share) =>
    onStep(0.6 + 0.4 * share),
  );
  const truth: StudioCase = {
    name: request.name,
    seed: request.seed,
    kind: request.kind,
    width: request.width,
    height: request.height,
    about: about(plan, waistHeight(body, rest)),
    tuck: plan.tuck,
    keypoints: keypoints(wearer, faceVertices(body, rest), camera, a.truth),
    a: personFiles('a'),
    b: personFiles('b'),
    garments,
  };
  return { truth, files };
}

async function productsOf(
  plan: CasePlan,
  wearer: Wearer,
  b: PersonPicture,
  camera: Camera,
  cuttings: Cuttings,
  paints: Paints,
  files: Map<string, Uint8Array>,
  size: number,
  onStep: (share: number) => void,
): Promise<StudioCase['garments']> {
  const out: StudioCase['garments'] = [];
  for (const [i, spec] of plan.garments.entries()) {
    const stand = mannequinOf(wearer.body, plan.person.sex, spec.sleeve === 'long');
    const shots = productShots(spec, wearer, stand, cuttings, paints, plan.dice.branch(`product ${i}`), size);
    const number = plan.wornB.indexOf(spec);
    const n = i + 1;
    const put = async (what: string, bytes: Promise<Uint8Array>): Promise<string> => {
      const name = `garment${n}-${what}.png`;
      files.set(name, await bytes);
      return name;
    };
    out.push({
      category: spec.category,
      sleeve: spec.sleeve,
      fabric: `${spec.name}, ${spec.fabric.material}`,
      ghost: await put('ghost', encodeImage(shots.ghost)),
      flat: await put('flat', encodeImage(shots.flat)),
      ghostMask: await put('ghost-mask', encodeImage(shots.ghostMask)),
      flatMask: await put('flat-mask', encodeImage(shots.flatMask)),
      landmarks: shots.landmarks,
      flatLandmarks: shots.flatLandmarks,
      worn: await put('worn', encodeImage(garmentMask(b.picture, b.truth.seen, number))),
      source: await put('source', encodePng16(sourceMap(b.picture, b.truth, camera, number, shots.shot))),
    });
    onStep(n / plan.garments.length);
  }
  return out;
}

const personFiles = (which: 'a' | 'b'): StudioCase['a'] => ({
  picture: `${which}.png`,
  labels: `${which}-labels.png`,
  matte: `${which}-matte.png`,
  normals: `${which}-normals.png`,
  depth: `${which}-depth.png`,
});

function about(plan: CasePlan, waist: number): string {
  const { person, setting, stanceName } = plan;
  const worn = (specs: CasePlan['wornA']): string => specs.map((s) => s.name).join(', ');
  return (
    `${person.sex}, ${Math.round(person.shape.ageYears)} years, waist at ${Math.round(waist * 100)} cm; ${stanceName}; ` +
    `${setting.light} before ${setting.backdrop}; from ${worn(plan.wornA)} to ${worn(plan.wornB)}`
  );
}
