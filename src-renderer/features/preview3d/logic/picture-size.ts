/** Picture size: how many pixels a picture or a clip of the 3D view has. */

export const PICTURE_SIZES = ['window', '2k', '4k'] as const;
export type PictureSize = (typeof PICTURE_SIZES)[number];

/** Longest sides, pixels. */
const LONGEST = { '2k': 2048, '4k': 4096 };

export const CLIP_HEIGHTS = [480, 720, 1080] as const;
export const CLIP_SECONDS = [2, 4, 6, 10] as const;
/** Frames a second: of films, and of moving pictures, which are larger. */
export const RATE = { film: 24, moving: 12 };

/** Pixels of a picture that shows what the pane shows. @param pane CSS pixels */
export function pictureSize(
  wanted: PictureSize,
  pane: { width: number; height: number },
  ratio: number,
): { width: number; height: number } {
  const scale = wanted === 'window' ? ratio : LONGEST[wanted] / Math.max(pane.width, pane.height);
  const side = (length: number) => Math.max(16, Math.min(4096, Math.round(length * scale)));
  return { width: side(pane.width), height: side(pane.height) };
}

/** Pixels of a clip, upright as a person is; encoders take even sides only. */
export const clipSize = (height: number): { width: number; height: number } => ({
  width: 2 * Math.round((height * 3) / 8),
  height,
});
