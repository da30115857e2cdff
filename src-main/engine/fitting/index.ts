/** Fitting: phi (a garment deformed onto a person) and psi (the garment drawn in the photo's frame). */

export { type FitInput, fitGarment } from './fit-garment.ts';
export { DEFAULT_FIT, type FitParams, type FitPin } from './params.ts';
export { type RenderTarget, renderLayer } from './render-layer.ts';
