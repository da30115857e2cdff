/** Garment perception: one function from a picture to a prepared garment. */

export type { PrepareGarmentOptions } from './prepare-garment.ts';
export { prepareGarment } from './prepare-garment.ts';
