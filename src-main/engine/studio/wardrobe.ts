/** Wardrobe: garments drawn by chance, each with its cut, fabric and colours. */

import type { GarmentCategory, Sleeve } from '../domain/garment.ts';
import type { MaterialName } from '../domain/garment3d.ts';
import type { Dice } from './dice.ts';
import type { Fabric, Pattern, Rgb } from './fabric.ts';
import { WORDS } from './lettering.ts';

/** Lengths in metres on the wearer's body at rest unless said otherwise. */
export interface Cut {
  /** Puffed out along its normals. */
  ease: number;
  /** Hem of tops: metres above the hip joint; leg hem: share of the leg that stays. Absent or below its own: as made. */
  hem?: number;
  leg?: number;
  /** Share of the arm that sleeves reach; 0 takes the sleeves out at their seam. */
  sleeve?: number;
  /** Neckline cut into the front: depth below the pit of the neck, half width. */
  neck?: { shape: 'scoop' | 'vee'; depth: number; width: number };
  /** Half the width of an open front, at mid length. */
  open?: number;
  /** Keep only what lies above the waist by this much. */
  waist?: number;
}

export interface PartSpec {
  /** Piece of the body asset; 'loft' is a skirt around the body. */
  piece: string;
  cut: Cut;
  /** Skirts: shares of the leg length for the hem, metres for the rest. */
  loft?: { hem: number; flare: number; ease: number; folds: number; depth: number };
  /** Frames of cloth simulation, and how much longer the cloth is than the body. */
  drape: { frames: number; slack: number; material: MaterialName };
}

export interface GarmentSpec {
  category: GarmentCategory;
  sleeve: Sleeve;
  name: string;
  parts: PartSpec[];
  fabric: Fabric;
  openFront: boolean;
}

const rgb = (hex: number): Rgb => [hex >> 16, (hex >> 8) & 255, hex & 255];

const LIGHTS = [0xf4f1ea, 0xe9e4d8, 0xdfe6ea, 0xf2dfd6, 0xe6ddc6, 0xcfd9cf, 0xf0e2b8].map(rgb);
const MIDS = [0xc4593c, 0x7f9a6b, 0x5f86a8, 0xd98f8f, 0xb89b6a, 0x8c7bb0, 0xd9a441, 0x4f9a94].map(rgb);
const DARKS = [0x1f2c4d, 0x22252a, 0x5a1f2b, 0x1f4a3d, 0x3a2c4a, 0x4a3626, 0x2d4a6a, 0x30363d].map(rgb);
const ALL = [...LIGHTS, ...MIDS, ...DARKS];

const TOP_PATTERNS: readonly Pattern[] = [
  'plain',
  'plain',
  'stripes',
  'stripes',
  'print',
  'print',
  'dots',
  'floral',
  'gingham',
  'melange',
  'knit',
];
const LEG_PATTERNS: readonly Pattern[] = ['denim', 'denim', 'plain', 'plain', 'glen check', 'pinstripes'];
const SKIRT_PATTERNS: readonly Pattern[] = ['plain', 'floral', 'gingham', 'dots', 'denim', 'stripes'];

function material(pattern: Pattern, category: GarmentCategory): MaterialName {
  if (pattern === 'denim') return 'denim';
  if (pattern === 'knit') return 'knit';
  if (category === 'jacket' || category === 'trousers') return 'wool';
  return category === 'top' ? 'jersey' : 'poplin';
}

/** A fabric of that pattern in colours that stand apart. */
function drawFabricSpec(d: Dice, pattern: Pattern, category: GarmentCategory): Fabric {
  const ground = d.pick(ALL);
  const dark = DARKS.includes(ground);
  const contrast = dark ? LIGHTS : LIGHTS.includes(ground) ? [...DARKS, ...MIDS] : [...LIGHTS, ...DARKS];
  const first = d.pick(contrast);
  const fabric: Fabric = {
    pattern,
    ground,
    inks: [first],
    pitch: 0.05,
    fill: 0.4,
    seed: d.whole(1, 1e6),
    material: material(pattern, category),
  };
  switch (pattern) {
    case 'stripes':
      return {
        ...fabric,
        pitch: d.between(0.028, 0.12),
        fill: d.between(0.3, 0.55),
        inks: d.chance(0.3) ? [first, d.pick(contrast)] : [first],
      };
    case 'pinstripes':
      return { ...fabric, ground: d.pick(DARKS), inks: [d.pick(LIGHTS)], pitch: d.between(0.016, 0.03) };
    case 'gingham':
      return {
        ...fabric,
        ground: d.pick(LIGHTS),
        inks: [d.pick([...DARKS, ...MIDS])],
        pitch: d.between(0.02, 0.05),
      };
    case 'glen check':
      return {
        ...fabric,
        ground: d.pick(LIGHTS),
        inks: [d.pick(DARKS), d.pick(MIDS)],
        pitch: d.between(0.05, 0.09),
      };
    case 'dots':
      return { ...fabric, pitch: d.between(0.035, 0.09), fill: d.between(0.3, 0.45) };
    case 'floral':
      return {
        ...fabric,
        pitch: d.between(0.055, 0.11),
        inks: [rgb(0x6f8f68), rgb(0xf0c454), first, d.pick(contrast), d.pick(MIDS)],
      };
    case 'print':
      return {
        ...fabric,
        motif: {
          text: d.pick(WORDS),
          x: 0,
          y: d.between(0.16, 0.2),
          height: d.between(0.035, 0.055),
          emblem: d.pick(['none', 'sun', 'peaks', 'ring'] as const),
        },
      };
    case 'denim':
      return { ...fabric, ground: d.pick([0x3d5675, 0x2b3b57, 0x6f8aa8, 0x23272f].map(rgb)) };
    default:
      return fabric;
  }
}

const one = (piece: string, cut: Cut, fabric: Fabric, frames: number, slack: number): PartSpec[] => [
  { piece, cut, drape: { frames, slack, material: fabric.material } },
];

const neckline = (d: Dice): Pick<Cut, 'neck'> => {
  if (d.chance(0.45)) return {};
  return d.chance(0.5)
    ? { neck: { shape: 'vee', depth: d.between(0.07, 0.12), width: d.between(0.07, 0.09) } }
    : { neck: { shape: 'scoop', depth: d.between(0.04, 0.08), width: d.between(0.075, 0.1) } };
};

/** A top for the sex the body is cut for. */
export function drawTop(d: Dice, sex: 'female' | 'male'): GarmentSpec {
  const pattern = d.pick(TOP_PATTERNS);
  const fabric = drawFabricSpec(d, pattern, 'top');
  const style =
    sex === 'female'
      ? d.pick(['tee', 'tee', 'long', 'tank'] as const)
      : d.pick(['tee', 'tee', 'long'] as const);
  const tee = sex === 'female' ? 'teeWomen' : 'teeMen';
  const ease = d.between(0.004, 0.014);
  const drape = { frames: 40, slack: 1.03 };
  if (style === 'long') {
    const piece = 'sweater';
    const cut = {
      ease: ease * 0.6,
      ...neckline(d),
      ...(d.chance(0.25) ? { sleeve: d.between(0.62, 0.75) } : {}),
    };
    return {
      category: 'top',
      sleeve: 'long',
      name: `${pattern} long-sleeved top`,
      fabric,
      parts: one(piece, cut, fabric, drape.frames, drape.slack),
      openFront: false,
    };
  }
  const sleeve = style === 'tank' ? 0 : d.chance(0.3) ? d.between(0.2, 0.3) : undefined;
  const hem = sex === 'male' ? d.between(-0.06, 0.05) : d.between(-0.04, 0.1);
  const cut: Cut = { ease, hem, ...neckline(d), ...(sleeve === undefined ? {} : { sleeve }) };
  return {
    category: 'top',
    sleeve: sleeve === 0 ? 'sleeveless' : 'short',
    name: `${pattern} ${sleeve === 0 ? 'tank top' : 'tee'}`,
    fabric,
    parts: one(tee, cut, fabric, drape.frames, drape.slack),
    openFront: false,
  };
}

export function drawBottom(d: Dice, sex: 'female' | 'male'): GarmentSpec {
  const kind =
    sex === 'female'
      ? d.pick(['trousers', 'shorts', 'skirt', 'skirt'] as const)
      : d.pick(['trousers', 'trousers', 'shorts'] as const);
  if (kind === 'skirt') {
    const pattern = d.pick(SKIRT_PATTERNS);
    const fabric = drawFabricSpec(d, pattern, 'skirt');
    return {
      category: 'skirt',
      sleeve: 'none',
      name: `${pattern} skirt`,
      fabric,
      parts: [loft(d)],
      openFront: false,
    };
  }
  const pattern = d.pick(LEG_PATTERNS);
  const piece = sex === 'female' ? 'jeansWomen' : d.pick(['jeansMen', 'suitTrousers']);
  const cut: Cut = {
    ease: d.between(0.002, 0.01),
    ...(kind === 'shorts' ? { leg: d.between(0.28, 0.48) } : {}),
  };
  const fabric = drawFabricSpec(d, pattern, kind);
  return {
    category: kind,
    sleeve: 'none',
    name: `${pattern} ${kind}`,
    fabric,
    parts: one(piece, cut, fabric, 24, 1.02),
    openFront: false,
  };
}

function loft(d: Dice, ease = 0.005): PartSpec {
  const wide = d.chance(0.6);
  return {
    piece: 'loft',
    cut: { ease: 0 },
    loft: {
      hem: d.between(0.4, 0.72),
      flare: wide ? d.between(0.08, 0.15) : d.between(0.02, 0.07),
      ease,
      folds: d.whole(5, 7),
      depth: wide ? d.between(0.02, 0.032) : 0.004,
    },
    // soft cloth at this mesh width crumples instead of falling in folds
    drape: { frames: 32, slack: 1, material: 'denim' },
  };
}

/** A dress: a bodice with or without sleeves and a skirt of the same cloth. */
export function drawDress(d: Dice): GarmentSpec {
  const pattern = d.pick(['floral', 'plain', 'dots', 'gingham', 'stripes'] as const);
  const short = d.chance(0.4);
  const cut: Cut = { ease: 0.004, waist: -0.03, ...neckline(d), ...(short ? {} : { sleeve: 0 }) };
  const fabric = drawFabricSpec(d, pattern, 'dress');
  return {
    category: 'dress',
    sleeve: short ? 'short' : 'sleeveless',
    name: `${pattern} dress`,
    fabric,
    parts: [
      { piece: 'teeWomen', cut, drape: { frames: 24, slack: 1.01, material: fabric.material } },
      loft(d, 0.009),
    ],
    openFront: false,
  };
}

export function drawJacket(d: Dice): GarmentSpec {
  const pattern = d.pick(['plain', 'denim', 'glen check', 'melange'] as const);
  const fabric = drawFabricSpec(d, pattern, 'jacket');
  return {
    category: 'jacket',
    sleeve: 'long',
    name: `${pattern} jacket`,
    fabric,
    parts: one('jacket', { ease: d.between(0.006, 0.012), open: d.between(0.035, 0.06) }, fabric, 20, 1.01),
    openFront: true,
  };
}
