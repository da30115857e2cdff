/** Names that the window lists, without their schemas: a page that needs nothing else loads sooner. */

export const CATEGORIES = ['top', 'trousers', 'shorts', 'skirt', 'dress', 'jacket'] as const;

/** Where on the body a garment of a picture is worn: above the waist, below it, or both as one piece. */
export const REGION_KINDS = ['upper', 'lower', 'dress'] as const;

export const GARMENT_SORTS = ['imported', 'name', 'brand', 'price', 'rating', 'relevance'] as const;

/** Kinds of picture files that are written. */
export const OUTPUT_FORMATS = ['jpeg', 'png', 'webp', 'tiff'] as const;

/** Endings of their names. */
export const ENDING_OF: Record<(typeof OUTPUT_FORMATS)[number], string> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  tiff: 'tif',
};

/** Profiles a picture can be turned into: the sRGB of screens, or a wider one that printers ask for. */
export const PROFILE_NAMES = ['srgb', 'display-p3', 'adobe-rgb'] as const;

export const LOOKBOOK_FORMATS = ['pdf', 'html'] as const;
export const LOOKBOOK_TEMPLATES = ['one', 'grid', 'before-after', 'contact-sheet'] as const;
export const LOOKBOOK_PAPERS = ['a4', 'letter', 'square'] as const;

/** What of a collection a lookbook shows. */
export const LOOKBOOK_CONTENTS = ['both', 'looks', 'garments'] as const;
export const LOOKBOOK_LANGUAGES = ['en', 'zh-CN'] as const;

export const PROVIDERS = ['auto', 'cpu', 'webgpu', 'dml', 'coreml', 'cuda'] as const;

/** Dimensions of the finished garment laid flat, centimetres, with what can be believed; girths all around. */
export const DIMENSION_BOUNDS = {
  chest: [40, 250],
  waist: [30, 250],
  hip: [40, 260],
  hemGirth: [30, 600],
  shoulderWidth: [20, 90],
  sleeveLength: [3, 110],
  upperArm: [12, 100],
  cuff: [8, 100],
  length: [15, 200],
  thigh: [25, 150],
  knee: [20, 150],
  calf: [18, 150],
  insideLeg: [2, 120],
  legHem: [12, 150],
} as const;
export type Dimension = keyof typeof DIMENSION_BOUNDS;
export const DIMENSION_NAMES = Object.keys(DIMENSION_BOUNDS) as Dimension[];

export const MATERIAL_NAMES = ['jersey', 'poplin', 'denim', 'wool', 'silk', 'leather', 'knit'] as const;

/** Poses of the 3D view. */
export const VIEW_POSES = ['stand', 'hand-on-hip', 'walk', 'sit'] as const;

/**
 * Points of a pattern that can be moved: landmarks of the garment, the depth of the neckline in front, and cuffs as a whole. L
 * and R are sides of the picture.
 */
export const ALTERATION_POINTS = [
  'collarL',
  'collarR',
  'neck',
  'shoulderL',
  'shoulderR',
  'armpitL',
  'armpitR',
  'cuffL',
  'cuffR',
  'waistL',
  'waistR',
  'hipL',
  'hipR',
  'hemL',
  'hemC',
  'hemR',
  'crotch',
  'legOuterL',
  'legOuterR',
  'legInnerL',
  'legInnerR',
] as const;
export type AlterationPoint = (typeof ALTERATION_POINTS)[number];

/** How far a point may be moved on the cloth, centimetres: from the garment's middle outwards, and down. */
export const ALTERATION_BOUNDS = { out: 20, down: 40 } as const;

/** How the figure of the 3D view looks: a mannequin of stone or of a skin's tone, hair, shoes. */
export const SKIN_TONES = ['stone', 'fair', 'light', 'olive', 'tan', 'brown', 'deep'] as const;
export const HAIR_STYLES = ['none', 'short', 'bob', 'long', 'ponytail'] as const;
export const HAIR_COLOURS = ['black', 'brown', 'chestnut', 'blond', 'red', 'grey'] as const;
export const SHOE_STYLES = ['none', 'shoes', 'trainers'] as const;

/** What the models of pictures and words that come with Toile are chosen by; no model of the user's has this name. */
export const BUILT_IN_KNOWLEDGE = 'built-in';
