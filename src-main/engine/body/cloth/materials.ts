/** Fabrics the cloth solver knows, with their mechanical properties. */

import { type ClothMaterial, MATERIALS, type MaterialName } from '../../domain/garment3d.ts';

/**
 * Properties as fabric laboratories measure them (Kawabata's KES-F, 1980). Tension is the secant stiffness at about
 * 100 N/m, what a worn garment sees; shear G and bending rigidity B are converted from their usual units
 * (1 gf/(cm degree) = 56 N/m a radian, 1 gf cm2/cm = 9.8e-6 N m). The figures are the middle of the ranges that are
 * published for each kind of fabric (Kawabata and Niwa 1989; Wang, O'Brien and Ramamoorthi 2011; Saville 1999), rounded;
 * fabrics of one name vary by a factor of two or more.
 */
interface FabricFigures {
  /** g/m2. */
  weight: number;
  /** N/m. */
  warp: number;
  weft: number;
  /** N/m a radian. */
  shear: number;
  /** N m. */
  bend: number;
  /** 1/s; air and fibre friction together, chosen so that a hem comes to rest within a second. */
  damping: number;
  friction: number;
  comfortStrain: number;
}

const FIGURES: Record<MaterialName, FabricFigures> = {
  // a single jersey of cotton: loops unfold, across more than along
  jersey: {
    weight: 165,
    warp: 900,
    weft: 500,
    shear: 35,
    bend: 3e-7,
    damping: 2.5,
    friction: 0.4,
    comfortStrain: 0.12,
  },
  // shirting of cotton
  poplin: {
    weight: 120,
    warp: 8000,
    weft: 5000,
    shear: 50,
    bend: 8e-7,
    damping: 2,
    friction: 0.35,
    comfortStrain: 0.025,
  },
  // twill of 12 oz; the weft of today's jeans has a little elastane
  denim: {
    weight: 400,
    warp: 12000,
    weft: 4000,
    shear: 130,
    bend: 8e-6,
    damping: 2.5,
    friction: 0.45,
    comfortStrain: 0.03,
  },
  // worsted suiting
  wool: {
    weight: 240,
    warp: 5000,
    weft: 3500,
    shear: 40,
    bend: 2e-6,
    damping: 2.5,
    friction: 0.35,
    comfortStrain: 0.035,
  },
  // habotai and crepe
  silk: {
    weight: 75,
    warp: 6000,
    weft: 4000,
    shear: 18,
    bend: 2.5e-7,
    damping: 2.5,
    friction: 0.25,
    comfortStrain: 0.02,
  },
  // nappa of 0.9 mm: a sheet without threads, so shear is as stiff as a third of tension
  leather: {
    weight: 600,
    warp: 6000,
    weft: 6000,
    shear: 2000,
    bend: 2.5e-5,
    damping: 3,
    friction: 0.5,
    comfortStrain: 0.03,
  },
  // jumper of wool, 5 to 7 gauge
  knit: {
    weight: 320,
    warp: 600,
    weft: 350,
    shear: 30,
    bend: 2.5e-6,
    damping: 3,
    friction: 0.45,
    comfortStrain: 0.15,
  },
};

function material(name: MaterialName): ClothMaterial {
  const f = FIGURES[name];
  return {
    name,
    mass: f.weight / 1000,
    stretchWarp: 1 / f.warp,
    stretchWeft: 1 / f.weft,
    shear: 1 / f.shear,
    bend: 1 / f.bend,
    damping: f.damping,
    friction: f.friction,
    comfortStrain: f.comfortStrain,
  };
}

/** The presets by name, in SI units as `ClothMaterial` says. */
export const CLOTH_MATERIALS: Record<MaterialName, ClothMaterial> = Object.fromEntries(
  MATERIALS.map((name) => [name, material(name)]),
) as Record<MaterialName, ClothMaterial>;
