/** Figure parts: skin, eyes, brows, hair and shoes of a figure as parts of a scene, in the style that is wished for. */

import type { FigureStyle } from '../../../../contract/figure-style.ts';
import type { BodyPiece } from '../../../body/asset.ts';
import type { ParametricBody, RestBody } from '../../../body/index.ts';
import type { BodyPose, PosedBody } from '../../../domain/body.ts';
import { decodeRgba } from '../../../image/decode.ts';
import { encodeImage } from '../../../image/encode.ts';
import type { Raster } from '../../../image/raster.ts';
import { boneShares } from '../../../mesh/bound-piece.ts';
import type { ScenePart, Surface } from '../../../mesh/gltf.ts';
import { pushOutside, surfaceOf } from '../../../mesh/near-surface.ts';
import { normals, trianglesOf, triangulate } from '../../../mesh/quad-mesh.ts';
import { encodeLinear, LINEAR } from '../../../mesh/texture.ts';
import type { TriangleMesh } from '../../../mesh/triangle-mesh.ts';
import { browsPiece, type Looks, loadLooks } from '../../../studio/looks.ts';
import { eyeCoordinates, irisPicture, opaqueHair } from '../../../studio/picture-scene.ts';
import { paintSkin, TONES } from './paint-skin.ts';

type Rgb = readonly [number, number, number];

const PIECES: { [K in 'hair' | 'shoes']: Record<Exclude<FigureStyle[K], 'none'>, string> } = {
  hair: { short: 'hairShort', bob: 'hairBob', long: 'hairLong', ponytail: 'hairPonytail' },
  shoes: { shoes: 'shoes', trainers: 'trainers' },
};
/** Linear RGB reflectance, of the hair's mean. */
const HAIR: Record<FigureStyle['hairColour'] | 'stone', Rgb> = {
  black: [0.018, 0.016, 0.015],
  brown: [0.06, 0.038, 0.026],
  chestnut: [0.12, 0.06, 0.034],
  blond: [0.4, 0.29, 0.17],
  red: [0.22, 0.075, 0.03],
  grey: [0.3, 0.3, 0.3],
  stone: [0.44, 0.425, 0.41],
};
const SHOES: Record<
  Exclude<FigureStyle['shoes'], 'none'>,
  { colour: [number, number, number]; roughness: number }
> = {
  shoes: { colour: [0.03, 0.028, 0.027], roughness: 0.45 },
  trainers: { colour: [0.62, 0.61, 0.6], roughness: 0.7 },
};
const ROUGHNESS = { stone: 0.85, skin: 0.72, hair: 0.6, eyes: 0.35 };
/** Iris, linear RGB. */
const IRIS: Rgb = [0.1, 0.06, 0.03];
const QUALITY = 90;
/** Where cloth meets shoes it lies so far outside them, metres; what is deeper inside belongs elsewhere. */
const OVER_SHOES = 0.004;
const DEEPEST = 0.05;
const REACH = 0.04;
/** Bones that shoes hold; ankles stay. */
const FOOT = /^(foot|toe)/;

/** A body in a pose, with what its pieces follow. */
export interface Standing {
  rest: RestBody;
  pose: BodyPose;
  posed: PosedBody;
}

/** Shoes on feet. */
export interface Shoes {
  part: ScenePart;
  /** Height of their soles where bare feet would stand on the floor, metres. */
  lowest: number;
  /** 1 for vertices of skin inside them. */
  inside: Uint8Array;
  /** Cloth that meets them, led outside. */
  over(mesh: TriangleMesh): TriangleMesh;
}

/** Makes the parts of figures; what takes long is made once. */
export class FigureMaker {
  private readonly body: ParametricBody;
  private readonly modelsDirs: readonly string[];
  private looks: Looks | null | undefined;
  private inShoes: Float32Array | undefined;
  private readonly pictures = new Map<string, Promise<Uint8Array>>();

  constructor(body: ParametricBody, modelsDirs: readonly string[]) {
    this.body = body;
    this.modelsDirs = modelsDirs;
  }

  /** Whether there are skins: without them every figure is of stone. */
  get hasSkins(): boolean {
    return this.found() !== null;
  }

  /** The surface of the skin. */
  async skin(sex: 0 | 1, style: FigureStyle): Promise<Surface> {
    const { skin, underwear } = this.possible(style);
    const roughness = skin === 'stone' ? ROUGHNESS.stone : ROUGHNESS.skin;
    if (skin === 'stone' && !underwear) return { colour: [...TONES.stone], roughness };
    const bytes = await this.picture(`skin ${sex} ${skin} ${underwear}`, async () => {
      const photo = skin === 'stone' ? undefined : await decodeRgba(this.photoOf(sex, skin));
      return encodeImage(paintSkin(this.body, sex, { skin, underwear }, photo), {
        format: 'jpeg',
        quality: QUALITY,
      });
    });
    return { colour: [1, 1, 1], roughness, picture: { bytes, type: 'image/jpeg' } };
  }

  /** Everything of the figure besides its skin. */
  async others(standing: Standing, wished: FigureStyle): Promise<ScenePart[]> {
    const style = this.possible(wished);
    const parts = [await this.eyes(standing, style)];
    if (style.skin !== 'stone') parts.push(await this.brows(standing, style));
    if (style.hair !== 'none') parts.push(await this.hair(standing, style.hair, style));
    const shoes = this.shoes(standing, style);
    if (shoes) parts.push(shoes.part);
    return parts;
  }

  /** The shoes, and what keeps cloth outside them. */
  shoes({ rest, pose }: Standing, { shoes }: FigureStyle): Shoes | undefined {
    if (shoes === 'none') return undefined;
    this.inShoes ??= boneShares(this.body.asset.skin, this.body.bones, FOOT).map((share) =>
      share > 0.7 ? 1 : 0,
    );
    const piece = this.piece(PIECES.shoes[shoes]);
    const { posed } = this.body.fitPiece(piece, rest, pose);
    const smooth = normals(piece.mesh.quads, posed);
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 1; i < posed.length; i += 3) lowest = Math.min(lowest, posed[i]);
    return {
      part: {
        name: 'shoes',
        mesh: trianglesOf(triangulate(piece.mesh), posed, smooth),
        surface: { ...SHOES[shoes], twoSided: true },
      },
      lowest,
      inside: Uint8Array.from(this.inShoes.subarray(0, this.body.asset.skinCount)),
      over: (mesh) => {
        const positions = mesh.positions.slice();
        pushOutside(positions, surfaceOf(piece.mesh.quads, posed, REACH), OVER_SHOES, DEEPEST);
        return { ...mesh, positions };
      },
    };
  }

  private async eyes({ posed, rest }: Standing, { skin }: FigureStyle): Promise<ScenePart> {
    const { eyes } = this.body.asset;
    const form = triangulate(eyes);
    const mesh = trianglesOf(form, posed.vertices, normals(eyes.quads, posed.vertices));
    if (skin === 'stone')
      return { name: 'eyes', mesh, surface: { colour: [...TONES.stone], roughness: ROUGHNESS.stone } };
    const bytes = await this.picture('eyes', () => encodeImage(irisPicture(IRIS)));
    return {
      name: 'eyes',
      mesh: { ...mesh, uvs: eyeCoordinates(form, rest.vertices) },
      surface: { colour: [1, 1, 1], roughness: ROUGHNESS.eyes, picture: { bytes, type: 'image/png' } },
    };
  }

  private async brows({ rest, pose }: Standing, style: FigureStyle): Promise<ScenePart> {
    const looks = this.found()!;
    const piece = browsPiece(looks, this.piece('hairShort').scale);
    const { posed } = this.body.fitPiece(piece, rest, pose);
    return {
      name: 'brows',
      mesh: trianglesOf(triangulate(piece.mesh), posed, normals(piece.mesh.quads, posed)),
      surface: await this.strands('brows', looks.brows.picture, style),
    };
  }

  private async hair(
    { rest, pose }: Standing,
    hair: Exclude<FigureStyle['hair'], 'none'>,
    style: FigureStyle,
  ): Promise<ScenePart> {
    const piece = this.piece(PIECES.hair[hair]);
    const { posed } = this.body.fitPiece(piece, rest, pose);
    return {
      name: 'hair',
      mesh: trianglesOf(triangulate(piece.mesh), posed, normals(piece.mesh.quads, posed)),
      surface: await this.strands(piece.name, piece.picture!, style),
    };
  }

  private async strands(
    name: string,
    picture: Uint8Array,
    { skin, hairColour }: FigureStyle,
  ): Promise<Surface> {
    const colour = skin === 'stone' ? 'stone' : hairColour;
    const bytes = await this.picture(`${name} ${colour}`, async () =>
      encodeImage(tinted(opaqueHair(await decodeRgba(picture)), HAIR[colour], colour === 'stone' ? 0.35 : 1)),
    );
    return {
      colour: [1, 1, 1],
      roughness: ROUGHNESS.hair,
      twoSided: true,
      holes: true,
      picture: { bytes, type: 'image/png' },
    };
  }

  private possible(style: FigureStyle): FigureStyle {
    return style.skin === 'stone' || this.hasSkins ? style : { ...style, skin: 'stone' };
  }

  private found(): Looks | null {
    if (this.looks === undefined) {
      try {
        this.looks = loadLooks(this.modelsDirs);
      } catch {
        // not built, or not whole: the mannequin goes without
        this.looks = null;
      }
    }
    return this.looks;
  }

  private photoOf(sex: 0 | 1, skin: FigureStyle['skin']): Uint8Array {
    const { skins } = this.found()!;
    const of = sex === 1 ? 'male' : 'female';
    const origin = skin === 'deep' || skin === 'brown' ? 'african' : 'caucasian';
    const found = skins.find((one) => one.sex === of && one.age === 'young' && one.origin === origin);
    return (found ?? skins[0]).picture;
  }

  private piece(name: string): BodyPiece {
    const piece = this.body.pieces.find((one) => one.name === name);
    if (!piece) throw new RangeError(`the body has no piece "${name}"`);
    return piece;
  }

  private picture(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    let made = this.pictures.get(key);
    if (!made) {
      made = make();
      this.pictures.set(key, made);
    }
    return made;
  }
}

/** A picture of hair in a colour: that share of its light and dark stays, and its opacity. */
function tinted(picture: Raster<Uint8Array>, colour: Rgb, share: number): Raster<Uint8Array> {
  const data = Uint8Array.from(picture.data);
  const light = (i: number): number =>
    0.2126 * LINEAR[picture.data[i]] +
    0.7152 * LINEAR[picture.data[i + 1]] +
    0.0722 * LINEAR[picture.data[i + 2]];
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 128) continue;
    sum += light(i);
    count++;
  }
  const mean = sum / Math.max(1, count) || 1;
  for (let i = 0; i < data.length; i += 4) {
    const by = 1 + share * (Math.min(1.7, light(i) / mean) - 1);
    for (let k = 0; k < 3; k++) data[i + k] = encodeLinear(colour[k] * by);
  }
  return { ...picture, data };
}

/** Parts `by` metres higher: a figure stands on its soles. */
export const raised = (parts: readonly ScenePart[], by: number): ScenePart[] =>
  by === 0
    ? [...parts]
    : parts.map((part) => ({
        ...part,
        mesh: { ...part.mesh, positions: part.mesh.positions.map((x, i) => (i % 3 === 1 ? x + by : x)) },
      }));
