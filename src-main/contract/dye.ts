/** Dye: how a garment's picture takes another colour; the numbers that the engine's pixels and the 3D view's shader share. */

/**
 * How far a pixel may lie from the garment's own colour, CIE76 with lightness counted `lightness` times (folds and light
 * change that): up to `near` it is cloth and takes the dye, from `far` on it is print and stays as it was photographed.
 */
export const DYE_REACH = { near: 16, far: 36, lightness: 0.4 } as const;

/** Folds of dyed cloth over those of the picture, at least and at most: of white dyed black, and of black dyed white. */
export const DYE_CONTRAST = { least: 0.35, most: 1.6 } as const;

/** A shadow has this share of the cloth's strength of colour at least, a highlight so much at most. */
export const DYE_SHADE = { least: 0.25, most: 1.4 } as const;
