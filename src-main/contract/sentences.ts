/**
 * Sentences: everything the core tells in words besides errors, by a stable code with the values in it. The English text
 * is for the command line and files; a window has words of its own for every code.
 */

import { z } from 'zod';

/** English by code, without a full stop at the end; `{name}` stands for a value. */
export const SENTENCES = {
  // how a picture file was read
  'stray-bytes': 'the file contains stray bytes, which were skipped',
  'first-frame': 'the first of {count} frames was used',
  'first-page': 'the first of {count} pages was used',
  'main-picture': 'the main one of {count} pictures was used',
  'raw-preview': 'the finished picture in the camera raw file was used: {width} x {height} pixels',
  'turned-upright': 'turned upright as its EXIF orientation says',
  greyscale: 'greyscale: results are saved in colour',
  'converted-to-srgb': '{space} colours were converted to sRGB',
  'reduced-to-8-bits': 'more than 8 bits per channel were reduced to 8',
  'profile-ignored': 'its colour profile does not fit its pixels and was ignored',
  'profile-read-only': 'its colour profile can only be read: results are saved in sRGB',
  'end-marker-missing': 'its end marker is missing, but all of the picture is there',

  // parts of a look that have no effect
  'joint-too-far': 'the joint "{joint}" lies far outside the picture and was left where it was found',
  'limb-not-seen':
    'the photo shows no limb where "{joint}" was put: cloth follows it, arms and legs stay as they are',
  recoloured: 'a garment is recoloured: it was photographed in another colour',
  'pins-too-far': 'pins of layer "{layer}" far outside the picture had no effect: {count}',
  'landmark-unknown': 'the landmark "{landmark}" is not known and was left out',

  // what makes a body from photos less sure
  'no-front-photo':
    'no photo shows the person from the front: widths of shoulders, waist and hips are guessed. Use a photo from the front',
  'sex-not-given':
    'the sex was not given: the body is one without pronounced breasts, and bust, neck and shoulders are less sure. Give the sex',

  // why a figure does not take the pose of a photo
  'pose-nobody': 'the pose of the photo cannot be taken: nobody was found in it',
  'pose-little-seen': 'the pose of the photo cannot be taken: too little of the person is seen',
  'pose-arms-unseen': 'the pose of the photo cannot be taken: arms are hidden or outside the picture',
  'pose-legs-standing': 'the legs are not all in the photo: they stand, and the rest has its pose',
  'pose-outline-off':
    'the pose of the photo cannot be taken: the body found in it covers the person to {percent} % only',
  'pose-joints-off': 'the pose of the photo cannot be taken: the body found in it has its joints elsewhere',

  // a picture taken into the library in which no garment can be worn
  'import-no-garment': 'no garment was found: say what it is, or mend its cut-out',
  'import-worn-garment':
    'somebody wears the garment: it can be searched by; to try it on, mend its cut-out or use a picture of the garment alone',
  'import-several-garments': 'garments in the picture: {count}. Split it to have each by itself',

  // what a check of the library, or a backup, finds
  'catalog-damaged': 'the catalog is damaged: {what}',
  'reference-broken': 'records refer to others that are not there: {what}',
  'asset-missing': 'a picture is missing: {what}',
  'asset-damaged': 'a picture is damaged: {what}',
  orphan: 'a picture belongs to no record: {what}',
  'index-stale': 'the search index was out of date',
  'pictures-missing': 'pictures that are missing in the library and so in the backup: {count}',

  // what lowers the confidence of a result
  'edges-torn': "the garment's edges are torn",
  'sleeves-off-arms': 'the sleeves do not follow the arms cleanly',
  'legs-invented': 'most of the legs invented',
  'chest-uncovered': 'the garment does not cover the chest',
  'large-area-invented': 'large area invented',
  'arm-crosses-garment': 'arm crosses the garment',
  'seen-from-behind': 'person seen from behind',
  'garment-landmarks-uncertain': 'garment landmarks uncertain',
  'cut-out-uncertain': 'garment cut-out uncertain',
  'person-outline-uncertain': 'outline of the person uncertain',
  'garment-outside-picture': 'the garment lies outside the picture',
  'legs-outside-picture': 'legs out of the picture',
  'arm-towards-camera': 'arm points towards the camera',
  'garment-not-bent': 'garment could not be bent to this pose',
  'garment-stretched': 'garment strongly stretched',
  'pose-mismatch': 'garment and pose do not match well',
  'sleeve-too-short': 'sleeve too short for the arm',
  'shoulders-outside-picture': 'shoulders out of the picture',
  'torso-hidden': 'shoulders or hips are hidden',
  'arm-uncertain': 'an arm is hidden or its position uncertain',
  'hardly-any-skin': 'hardly any skin was found',
  'similar-colours': 'skin and clothing have similar colours',
  'person-not-recognised': 'no part of the person was recognised',
  'parsers-disagree': 'your parser and the built-in one disagree on most of the person',
  'sides-hidden': 'the sides of the body are hidden by arms or hair',
  'shoulder-line-hidden': 'the shoulder line is hidden',
  'seen-from-the-side': 'the body is seen from the side',
  'hips-outside-picture': 'the hips are outside the picture',
  'garment-background-busy': 'the background is busy',
  'garment-outline-ragged': 'the outline is ragged',
  'garment-fills-frame': 'the garment fills the frame',
  'garment-cut-off': 'the garment is cut off by the edge of the picture',
  'garment-like-background': 'garment and background have nearly the same colour',
  'garment-worn': 'a person seems to wear the garment',
  'pins-fold': 'the pins fold the garment',
  'pin-not-reached': 'a pin cannot be reached by the garment',
  'category-uncertain': 'not sure that this is a {category}',
  'landmark-on-one-side': '{landmark} was found on one side only',

  // what makes a garment seen somewhere in a picture less sure
  'region-none': 'no garment was found in the picture',
  'region-parted': 'it touches another garment and was parted from it',
  'region-together': 'it may be several garments that lie on each other',
  'region-outline-unsure': 'its outline on the body is not sure',
  'region-behind-arms': 'arms hide much of it',
  'region-behind-hair': 'hair hides much of it',
  'region-small': 'it is small in the picture',

  // what a garment in 3D rests on
  'fabric-assumed': 'fabric not given: {material} assumed',
  'chart-assumed': 'no size chart of {file} was given: ordinary sizes assumed',
  'outline-straight': 'the outline is cut straight between its key points',
  'back-made-up': 'the back is made up from the front',
  'alterations-not-sewn':
    'with the points of the pattern where they are it cannot be sewn: it is shown as it is cut. Move them less',
  'turned-up': 'too long for this body: worn turned up by {cm} cm',
  'size-unknown': 'the size is not known: cut to fit this body with ordinary ease',
  'seam-pulled': 'a seam had to be pulled closed over a wide gap',
  'laid-on-template': "the picture is laid on a ready {template}: its cut is not the garment's own",
  'places-guessed': 'places not found in the picture were guessed: {places}',
  'girth-unsure': 'the {zone} is known from the photo to {cm} cm only: measure it with a tape',
  'measure-above-given': 'no body has all these measures: {measure} is {by} more than was given',
  'measure-below-given': 'no body has all these measures: {measure} is {by} less than was given',
  'average-body': 'no measures were given: an average body',

  // why a garment goes with what is worn
  'outfit-neutral': '{colour} goes with {beside}',
  'outfit-contrast': '{colour} stands out against {beside}',
  'outfit-near': '{colour} and {beside} are of one family',
  'outfit-opposite': '{colour} and {beside} set each other off',
  'outfit-plain-beside': 'plain beside a pattern',
  'outfit-pattern-beside': 'a pattern beside plain cloth',
  'outfit-season': 'both for {season}',
  'outfit-occasion': 'both for {occasion}',
  'outfit-before': 'worn together before: {count}',
  'outfit-liked': 'one of your favourites',
  'outfit-style': 'alike in style',
  'outfit-kind': 'a kind of garment that is missing',

  // why a garment is not sewn from its picture
  'unsewable-cut-off': 'the garment cannot be sewn: it is cut off by the edge of its picture',
  'unsewable-outline-unsure': 'the garment cannot be sewn: its outline is not sure',
  'unsewable-outline-crossed': 'the garment cannot be sewn: its outline crosses itself',
  'unsewable-landmarks-missing': 'the garment cannot be sewn: key points are missing ({landmarks})',
  'unsewable-tears': 'the garment cannot be sewn: the cloth would tear on this body',
  'unsewable-over-head': 'the garment cannot be sewn: it would cover the head',
  'unsewable-off-shoulders': 'the garment cannot be sewn: it does not stay on the shoulders',
  'unsewable-off-hips': 'the garment cannot be sewn: it does not stay on the hips',
  'unsewable-on-floor': 'the garment cannot be sewn: it would lie on the floor',

  // why nothing is taken from the folder that is watched
  'folder-gone': 'the folder is not there at the moment',
  'folder-unwatched': 'the folder can no longer be watched: choose it again',
  'folder-not-taken': 'pictures of the folder could not be taken in: choose it again',

  // what is wrong with a file, a photo, or a wish
  'too-many-pixels': '{width} x {height} pixels are more than the {most} megapixels that can be used',
  'too-many-bytes': 'the file has {size} MiB, more than the {most} MiB that can be read',
  'too-few-pixels': 'the picture has {width} x {height} pixels: at least {least} x {least} are needed',
  'shoulders-not-seen': 'both shoulders have to be in the photo, but they are cut off or hidden',
  'body-outside-picture': 'hardly anything of the body is in the picture',
  'photo-ends-above-hips': 'the photo ends above the hips: {category} cannot be shown',
  'people-in-photo': 'people in the photo, counted from the largest: {count}',
  'two-for-the-legs': 'only one garment for the legs can be worn, not both {category} and {second}',
  'dress-with-legs': 'a dress cannot be worn together with {category}',
  'cut-out-empty': 'the mended cut-out is almost empty: paint the garment in it, or take the mending back',
  'joints-of-nobody': 'with these joints shoulders and hips are not those of a body: move them back',
  'size-not-in-chart': 'the size {size} is not in the size chart, which has {offered}',
  'chart-without-girth':
    'the size chart of the garment has no girth that its size can be told by: {category}',
  'chart-not-rising': 'in the size chart {smaller} is wider than {size}',

  // what a lookbook leaves out, and why there is none
  'not-agreed-to-show': 'left out: the client has not agreed to be shown to others',
  'collection-empty': 'the collection "{name}" is empty',
  'no-look-to-show':
    'no look that may be shown wears anything of "{name}": show its garments, too, or note in the clients\' cards that they may be shown',
  'lookbook-too-long': 'a lookbook has at most {most} pictures, not {count}: make several',

  // which size to take, and why
  'size-fits': '{size}: {zones}',
  'usual-size': '{size} is the usual size for a {zone} of {cm} cm',
  'between-sizes': 'a {zone} of {cm} cm lies between {smaller} and {larger}, as sizes usually are',
  'no-usual-size': 'no usual size is made for a {zone} of {cm} cm: {size} is made for {made} cm',
  'tight-try': 'tight at the {zone}, try {size}',
  'tight-in-every-size': 'tight at the {zone}, and no size has more room there',
  loose: 'loose at the {zone}',
  'loose-try': 'loose at the {zone}, try {size}',
  'loose-but-tight': 'loose at the {zone}, but {size} is tight at the {other}',
  'wide-by-cut': 'wide at the {zone} in every size: that is its cut',
  'next-best-roomier': '{size} is next best, roomier',
  'next-best-closer': '{size} is next best, closer',
} as const;

export type SentenceCode = keyof typeof SENTENCES;
export const SENTENCE_CODES = Object.keys(SENTENCES) as SentenceCode[];

type Blanks<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Blanks<Rest>
  : never;

/** Names of the values of a sentence. */
export type ValuesOf<C extends SentenceCode> = Blanks<(typeof SENTENCES)[C]>;

const BLANK = /\{(\w+)\}/g;

/** Names of the values of a sentence, in the order they stand in it. */
export const valueNames = (code: SentenceCode): string[] =>
  [...SENTENCES[code].matchAll(BLANK)].map(([, name]) => name);

/** Something the core tells: what it is, the values in it, and how it reads in English. */
export const Sentence = z
  .strictObject({
    code: z.enum(SENTENCE_CODES),
    values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    text: z.string(),
  })
  .refine(
    ({ code, values }) => valueNames(code).every((name) => values[name] !== undefined),
    'a value of the sentence is missing',
  );
export type Sentence = z.infer<typeof Sentence>;

/** The sentence of a code. */
export function say<C extends SentenceCode>(
  code: C,
  ...given: [ValuesOf<C>] extends [never] ? [] : [values: Record<ValuesOf<C>, string | number>]
): Sentence {
  return withValues({ code }, given[0] ?? {});
}

/** The same sentence with other values. */
export function withValues({ code }: Pick<Sentence, 'code'>, values: Sentence['values']): Sentence {
  return { code, values, text: SENTENCES[code].replace(BLANK, (_, name) => String(values[name])) };
}

/** English texts, for the command line and pages. */
export const texts = (sentences: readonly Sentence[]): string[] => sentences.map(({ text }) => text);

/** Every sentence once, in the order they are first said. */
export function distinct(sentences: readonly Sentence[]): Sentence[] {
  return [...new Map(sentences.map((sentence) => [sentence.text, sentence])).values()];
}
