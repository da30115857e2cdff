/** The sample clients and garments: who stands how in what, and what is for sale. */

import type { Stance } from '../../../src-main/engine/body/stance.ts';
import type { BodyShape } from '../../../src-main/engine/domain/body.ts';
import type { ClientLook, Wear } from './assemble.ts';
import type { MaterialSpec, PrintSpec } from './scene-types.ts';

const plain = (color: number, inside?: number): MaterialSpec => ({
  kind: 'cloth',
  color,
  weave: 0.35,
  ...(inside === undefined ? {} : { inside }),
});

/** Printed cloth: the wrong side shows a paler ground. */
const printed = (print: PrintSpec, inside: number): MaterialSpec => ({
  kind: 'cloth',
  color: 0xffffff,
  print,
  inside,
  weave: 0.35,
});

/** Ribbing or binding of one colour. */
const band = (color: number, inside: number): MaterialSpec => ({ kind: 'cloth', color, inside, weave: 0.6 });

const STRAIGHT_LEGS: Stance['legs'] = {
  L: { thigh: [0.02, -1, 0.0], calf: [0.0, -1, -0.03], turn: 0.14 },
  R: { thigh: [0.05, -1, 0.07], calf: [0.03, -1, -0.06], turn: 0.3 },
};

const RELAXED_ARMS: Stance['arms'] = {
  L: { upper: [0.24, -1, -0.06], fore: [0.14, -1, 0.22], roll: -0.5 },
  R: { upper: [0.24, -1, -0.06], fore: [0.14, -1, 0.22], roll: -0.5 },
};

/** The invisible body of product shots. */
const MANNEQUIN: Stance = {
  arms: {
    L: { upper: [0.52, -1, -0.02], fore: [0.46, -1, 0.06] },
    R: { upper: [0.52, -1, -0.02], fore: [0.46, -1, 0.06] },
  },
  legs: {
    L: { thigh: [0.1, -1, 0], calf: [0.08, -1, 0], turn: 0.1 },
    R: { thigh: [0.1, -1, 0], calf: [0.08, -1, 0], turn: 0.1 },
  },
};

/** Sleeves hanging closer, for long ones. */
const MANNEQUIN_LONG: Stance = {
  arms: {
    L: { upper: [0.24, -1, -0.02], fore: [0.2, -1, 0.08] },
    R: { upper: [0.24, -1, -0.02], fore: [0.2, -1, 0.08] },
  },
  legs: MANNEQUIN.legs,
};

const WOMAN: BodyShape = {
  sex: 0,
  ageYears: 27,
  muscle: 0.42,
  weight: 0.45,
  height: 0.5,
  proportions: 0.85,
  cup: 0.45,
  origin: { caucasian: 1, asian: 0, african: 0 },
  details: {},
};

const MAN: BodyShape = { ...WOMAN, sex: 1, muscle: 0.42, weight: 0.5, ageYears: 30, proportions: 0.6 };

const DRAPE = { frames: 80, slack: 1.025, bend: 0.5 };

export interface ClientEntry {
  name: string;
  about: string;
  look: ClientLook;
  /** What is in the frame, as shares of the body height above the floor. */
  framing: { low: number; high: number };
  wears: string[];
  background: [number, number];
}

export interface GarmentEntry {
  name: string;
  about: string;
  category: 'top' | 'trousers' | 'skirt' | 'dress' | 'jacket';
  sleeve: 'sleeveless' | 'short' | 'long' | 'none';
  body: BodyShape;
  pose: Stance;
  wears: Wear[];
  /** Shown open at the front. */
  openFront: boolean;
}

const JEANS: MaterialSpec = { kind: 'cloth', color: 0xffffff, roughness: 0.95 };

export const CLIENTS: ClientEntry[] = [
  {
    name: 'amara',
    about: 'Young woman with dark skin and tied-back hair, arms a little away from the body.',
    look: {
      body: { ...WOMAN, origin: { caucasian: 0, asian: 0, african: 1 }, weight: 0.48, height: 0.55 },
      pose: { arms: RELAXED_ARMS, legs: STRAIGHT_LEGS },
      skinTexture: 'skins/young_african_female/textures/young_darkskinned_female_diffuse.png',
      skinTint: 0xffffff,
      hair: { name: 'ponytail01', color: 0x6e5f5a },
      brows: 'eyebrow001',
      eyes: 'brown_eye',
      wears: [
        { piece: 'trainers', material: plain(0xffffff), textures: 'all' },
        { piece: 'jeansWomen', material: JEANS, textures: 'all' },
        { piece: 'teeWomen', material: plain(0xf2efe8), drape: DRAPE, ease: 0.03 },
      ],
    },
    framing: { low: -0.05, high: 1.07 },
    wears: ['white tee', 'jeans', 'trainers'],
    background: [0xd9d6d1, 0xc4c0ba],
  },
  {
    name: 'lena',
    about: 'Curvy woman with fair skin and long brown hair, right hand on the hip.',
    look: {
      body: { ...WOMAN, weight: 0.72, ageYears: 38, cup: 0.6, height: 0.47 },
      pose: {
        arms: {
          L: { upper: [0.3, -1, -0.05], fore: [0.16, -1, 0.22], roll: -0.35 },
          R: { upper: [0.75, -1, -0.3], fore: [-0.95, -0.55, 0.42], roll: 0.3, curl: 0.7 },
        },
        legs: STRAIGHT_LEGS,
        headTurn: 0.08,
      },
      skinTexture: 'skins/young_caucasian_female/textures/young_lightskinned_female_diffuse2.png',
      skinTint: 0xffffff,
      hair: { name: 'long01', color: 0xffffff },
      brows: 'eyebrow001',
      eyes: 'brownlight_eye',
      wears: [
        { piece: 'shoes', material: plain(0xffffff), textures: 'all' },
        {
          piece: 'pencilSkirt',
          material: plain(0x3b4652),
        },
        { piece: 'teeWomen', material: plain(0x7d2f3a), drape: DRAPE, ease: 0.03 },
      ],
    },
    framing: { low: -0.05, high: 1.07 },
    wears: ['burgundy tee', 'pencil skirt', 'shoes'],
    background: [0xdedbd8, 0xc9c6c2],
  },
  {
    name: 'kenji',
    about: 'Slim young man with light skin and short black hair, arms a little away from the body.',
    look: {
      body: {
        ...MAN,
        origin: { caucasian: 0, asian: 1, african: 0 },
        weight: 0.42,
        muscle: 0.36,
        ageYears: 25,
      },
      pose: { arms: RELAXED_ARMS, legs: STRAIGHT_LEGS, headTurn: -0.06 },
      skinTexture: 'skins/young_asian_male/textures/young_lightskinned_male_diffuse3.png',
      skinTint: 0xffffff,
      hair: { name: 'short01', color: 0xffffff },
      brows: 'eyebrow001',
      eyes: 'brown_eye',
      wears: [
        { piece: 'trainers', material: plain(0xffffff), textures: 'all' },
        { piece: 'jeansMen', material: plain(0x8d8168), textures: 'relief' },
        { piece: 'teeMen', material: plain(0x5d6a72), drape: DRAPE, textures: 'relief' },
      ],
    },
    framing: { low: -0.05, high: 1.07 },
    wears: ['grey tee', 'chinos', 'trainers'],
    background: [0xd6d8da, 0xbfc2c5],
  },
  {
    name: 'marco',
    about: 'Sturdy man of about fifty with a tan, three-quarter framing.',
    look: {
      body: { ...MAN, weight: 0.7, muscle: 0.36, ageYears: 48, height: 0.55 },
      pose: { arms: RELAXED_ARMS, legs: STRAIGHT_LEGS },
      skinTexture: 'skins/middleage_caucasian_male/textures/middleage_lightskinned_male_diffuse.png',
      skinTint: 0xe8d2bd,
      hair: { name: 'short02', color: 0xd0c8c0 },
      brows: 'eyebrow001',
      eyes: 'brown_eye',
      wears: [
        { piece: 'trainers', material: plain(0xffffff), textures: 'all' },
        { piece: 'jeansMen', material: JEANS, textures: 'all' },
        { piece: 'teeMen', material: plain(0x23303f), drape: DRAPE, textures: 'relief' },
      ],
    },
    framing: { low: 0.28, high: 1.06 },
    wears: ['navy tee', 'jeans'],
    background: [0xd9d6d1, 0xc2beb8],
  },
];

const BRETON: PrintSpec = {
  kind: 'stripes',
  ground: 0xf1ece0,
  inks: [0x1f2c4d],
  pitch: 0.42,
  fill: 0.42,
  seed: 1,
};
const DOTS: PrintSpec = {
  kind: 'dots',
  ground: 0x1d5c56,
  inks: [0xf3ead8],
  pitch: 0.62,
  fill: 0.36,
  seed: 2,
};
const WORDMARK: PrintSpec = {
  kind: 'plain',
  ground: 0xc4593c,
  inks: [],
  pitch: 1,
  seed: 3,
  motif: { text: 'TOILE', x: 0, y: 4.2, height: 0.62, ink: 0xf7efe2, underline: true },
};
const FLORAL: PrintSpec = {
  kind: 'floral',
  ground: 0x22304a,
  inks: [0x6f8f68, 0xf0c454, 0xd9667b, 0xf2e3d5, 0xe79a7a],
  pitch: 0.85,
  seed: 4,
};

export const GARMENTS: GarmentEntry[] = [
  {
    name: 'tee-breton',
    about: 'Short-sleeved tee with navy stripes on ecru and a navy neck rib.',
    category: 'top',
    sleeve: 'short',
    body: WOMAN,
    pose: MANNEQUIN,
    openFront: false,
    wears: [
      {
        piece: 'teeWomen',
        material: printed(BRETON, 0xd8d2c4),
        drape: DRAPE,
        ease: 0.06,
        bands: [{ at: ['neck'], rows: 2, material: band(0x1f2c4d, 0xd8d2c4) }],
        turned: true,
      },
    ],
  },
  {
    name: 'tee-wordmark',
    about: 'Short-sleeved terracotta tee with the word TOILE across the chest.',
    category: 'top',
    sleeve: 'short',
    body: MAN,
    pose: MANNEQUIN,
    openFront: false,
    wears: [
      {
        piece: 'teeMen',
        material: printed(WORDMARK, 0xa84b32),
        sleeveMaterial: printed({ kind: 'plain', ground: 0xc4593c, inks: [], pitch: 1, seed: 3 }, 0xa84b32),
        textures: 'relief',
        drape: DRAPE,
        bands: [{ at: ['neck'], rows: 2, material: band(0xb34e33, 0xa84b32) }],
        turned: true,
      },
    ],
  },
  {
    name: 'longsleeve-block',
    about: 'Long-sleeved mustard top with broad cream and brown stripes across the body.',
    category: 'top',
    sleeve: 'long',
    body: MAN,
    pose: MANNEQUIN_LONG,
    openFront: false,
    wears: [
      {
        piece: 'sweater',
        material: printed(
          { kind: 'stripes', ground: 0xc9962f, inks: [0xf3ead6, 0x7a3b2c], pitch: 1.6, fill: 0.3, seed: 5 },
          0xa87c25,
        ),
        sleeveMaterial: printed({ kind: 'plain', ground: 0xc9962f, inks: [], pitch: 1, seed: 5 }, 0xa87c25),
        bands: [{ at: ['neck', 'cuff'], rows: 2, material: band(0x7a3b2c, 0x5c2c21) }],
        turned: true,
        ease: 0.05,
      },
    ],
  },
  {
    name: 'shell-dots',
    about: 'Sleeveless top, cream dots on teal.',
    category: 'top',
    sleeve: 'sleeveless',
    body: WOMAN,
    pose: MANNEQUIN,
    openFront: false,
    wears: [
      {
        piece: 'teeWomen',
        material: printed(DOTS, 0x17453f),
        sleeveless: true,
        drape: DRAPE,
        ease: 0.06,
        bands: [{ at: ['neck', 'cuff'], rows: 2, material: band(0x17453f, 0x17453f) }],
        turned: true,
      },
    ],
  },
  {
    name: 'trousers-check',
    about: 'Straight trousers in a grey glen check.',
    category: 'trousers',
    sleeve: 'none',
    body: MAN,
    pose: MANNEQUIN,
    openFront: false,
    wears: [
      {
        piece: 'jeansMen',
        material: printed(
          { kind: 'check', ground: 0xb9b4aa, inks: [0x3d3f46, 0x7a2f2f], pitch: 0.7, seed: 6 },
          0x8d8a84,
        ),
        textures: 'relief',
        legs: true,
        turned: true,
        bands: [{ at: ['neck'], rows: 2, material: band(0x8f8b83, 0x8d8a84) }],
      },
    ],
  },
  {
    name: 'skirt-floral',
    about: 'Flared midi skirt with a floral print.',
    category: 'skirt',
    sleeve: 'none',
    body: WOMAN,
    pose: MANNEQUIN,
    openFront: false,
    wears: [
      {
        piece: 'loft',
        material: printed(FLORAL, 0x3a4660),
        loft: { top: 1.55, hem: -5.0, flare: 0.2, ease: 0.04, folds: 9, depth: 0.24 },
        bands: [{ at: ['neck'], rows: 3, material: band(0x1b273d, 0x3a4660) }],
        turned: true,
      },
    ],
  },
  {
    name: 'dress-floral',
    about: 'Sleeveless dress with a fitted bodice and a flared skirt, small flowers on rose.',
    category: 'dress',
    sleeve: 'sleeveless',
    body: WOMAN,
    pose: MANNEQUIN,
    openFront: false,
    wears: [
      {
        piece: 'teeWomen',
        material: printed(
          {
            ...FLORAL,
            ground: 0xe9c3bd,
            inks: [0x54735a, 0xf0c454, 0xa8324a, 0xfff6ee, 0xc9546a],
            pitch: 0.62,
            seed: 7,
          },
          0xcfa8a2,
        ),
        sleeveless: true,
        turned: true,
        cutBelow: 1.75,
        ease: 0.04,
      },
      {
        piece: 'loft',
        material: printed(
          {
            ...FLORAL,
            ground: 0xe9c3bd,
            inks: [0x54735a, 0xf0c454, 0xa8324a, 0xfff6ee, 0xc9546a],
            pitch: 0.62,
            seed: 7,
          },
          0xcfa8a2,
        ),
        loft: { top: 1.95, hem: -4.2, flare: 0.24, ease: 0.05, folds: 10, depth: 0.22 },
        bands: [{ at: ['neck'], rows: 2, material: band(0xa8324a, 0xa8324a) }],
        turned: true,
      },
    ],
  },
  {
    name: 'jacket-field',
    about: 'Olive field jacket, open at the front.',
    category: 'jacket',
    sleeve: 'long',
    body: MAN,
    pose: MANNEQUIN_LONG,
    openFront: true,
    wears: [
      { piece: 'jacket', material: { ...plain(0xffffff), inside: 0x767b68, gain: 1.9 }, textures: 'all' },
    ],
  },
];
