/** Style and script of a gallery: light and dark, for large and small windows, and for paper. Neither loads anything. */

import type { LookbookRequest } from '../../../contract/lookbook.ts';

const PAPERS: Record<LookbookRequest['paper'], string> = {
  a4: 'A4',
  letter: 'letter',
  square: '210mm 210mm',
};

/** A picture that is enlarged is its own place in the page under `:target`, so that it needs no script. */
export const galleryStyle = ({ paper }: Pick<LookbookRequest, 'paper'>): string => `
:root { color-scheme: light dark; --page: #fbfaf8; --ink: #1c1c20; --dim: #5f5f66; --line: #dcdad5; --accent: #185c54; }
@media (prefers-color-scheme: dark) { :root { --page: #161618; --ink: #ededeb; --dim: #a9a9af; --line: #3a3a3e; --accent: #7cc4b9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
body:has(.plate:target) { overflow: hidden; }
header, main { max-width: 84rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem); }
header { padding-top: clamp(2rem, 8vw, 5rem); padding-bottom: clamp(1.5rem, 4vw, 3rem); }
h1 { font-size: clamp(1.8rem, 5vw, 3.2rem); line-height: 1.15; margin: 0; letter-spacing: -.01em; }
h1::after { content: ""; display: block; width: 4rem; border-top: 2px solid var(--accent); margin-top: 1rem; }
header p { color: var(--dim); margin: .8rem 0 0; }
.plates { list-style: none; margin: 0; padding: 0 0 4rem; display: grid; gap: clamp(2rem, 4vw, 3.5rem) clamp(1rem, 2.5vw, 2rem); grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); align-items: start; }
.one .plates { grid-template-columns: minmax(0, 1fr); gap: clamp(3rem, 8vw, 6rem); }
.before-after .plates { grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); }
.contact-sheet .plates { grid-template-columns: repeat(auto-fill, minmax(min(44%, 10rem), 1fr)); gap: 1.5rem 1rem; font-size: .85rem; }
figure { margin: 0; }
.pictures { display: flex; gap: .5rem; }
.pictures > * { flex: 1 1 0; min-width: 0; margin: 0; }
.pictures a { display: block; cursor: zoom-in; }
.pictures b { display: block; font-size: .75rem; color: var(--dim); margin-bottom: .3rem; }
img { display: block; width: 100%; height: auto; background: var(--line); }
a { color: inherit; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
h2 { font-size: 1.05em; line-height: 1.35; margin: .9rem 0 0; }
figcaption p { margin: .2rem 0 0; color: var(--dim); white-space: pre-line; }
.garments { list-style: none; margin: .6rem 0 0; padding: 0; font-size: .9em; }
.garments li { border-top: 1px solid var(--line); padding: .45rem 0; display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; }
.garments small { grid-column: 1; color: var(--dim); font-size: .85em; }
.price { grid-column: 2; grid-row: 1; white-space: nowrap; font-variant-numeric: tabular-nums; }
.moves { display: none; }
.plate:target { scroll-margin-top: 2rem; }
.plate:target figure { position: fixed; inset: 0; z-index: 1; background: var(--page); display: grid; grid-template-columns: minmax(0, 1fr) minmax(16rem, 22rem); gap: 2rem; padding: 1.5rem; font-size: 1rem; overflow: auto; }
.plate:target .pictures { height: calc(100vh - 3rem); height: calc(100dvh - 3rem); align-items: center; justify-content: center; }
.plate:target .pictures > * { flex: 0 1 auto; }
.plate:target .pictures a { cursor: default; }
.plate:target img { width: auto; max-width: 100%; max-height: calc(100vh - 5rem); max-height: calc(100dvh - 5rem); background: none; }
.contact-sheet .plate:not(:target) small { display: none; }
.plate:target figcaption { align-self: center; padding-bottom: 4rem; }
.plate:target .moves { display: flex; gap: .5rem; position: fixed; right: 1.5rem; top: 1.5rem; }
.moves a { display: grid; place-items: center; min-width: 2.75rem; height: 2.75rem; border-radius: 50%; background: var(--page); border: 1px solid var(--line); text-decoration: none; font-size: 1.2rem; line-height: 1; }
@media (max-width: 44rem) {
  .one .plates, .plates { gap: 2.5rem 1rem; }
  .plate:target figure { display: block; padding: 0 0 2rem; }
  .plate:target .pictures { height: auto; max-height: none; }
  .plate:target .pictures:has(b) { padding: 4rem 1rem 0; }
  .plate:target img { max-height: 78vh; margin: 0 auto; }
  .plate:target figcaption { padding: 0 1rem; }
  .plate:target .moves { right: .75rem; top: .75rem; }
}
@media (min-width: 44.01rem) {
  .one .plate:not(:target) figure { display: grid; grid-template-columns: minmax(0, 3fr) minmax(14rem, 2fr); gap: clamp(1.5rem, 4vw, 3.5rem); align-items: end; }
  .one .plate:not(:target) img { max-height: 92vh; width: auto; max-width: 100%; }
}
@page { size: ${PAPERS[paper]}; margin: 14mm; }
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #1c1c20; --dim: #5f5f66; --line: #dcdad5; --accent: #185c54; }
  body, body:has(.plate:target) { font-size: 9.5pt; overflow: visible; }
  header, main { padding-left: 0; padding-right: 0; max-width: none; }
  header { padding-top: 0; padding-bottom: 8mm; }
  h1 { font-size: 22pt; }
  .plates, .before-after .plates { grid-template-columns: 1fr 1fr; gap: 8mm 6mm; padding: 0; }
  .one .plates, .before-after .plates { display: block; }
  .contact-sheet .plates { grid-template-columns: repeat(4, 1fr); gap: 5mm 4mm; font-size: 7pt; }
  .plate { break-inside: avoid; }
  a:focus-visible { outline: none; }
  .one .plate + .plate, .before-after .plate + .plate { break-before: page; }
  .one .plate:not(:target) figure, .plate:target figure { display: block; position: static; padding: 0; }
  .plate .pictures, .plate:target .pictures { height: auto; justify-content: start; }
  .plate img, .one .plate:not(:target) img { max-height: 175mm; width: auto; max-width: 100%; }
  .square img, .square .plate:not(:target) img { max-height: 115mm; }
  .grid .plate img { max-height: 95mm; }
  .plate:target .moves { display: none; }
}`;

/** Arrow keys and Escape in an enlarged picture, the rest of the page out of reach meanwhile; the page is whole without it. */
export const GALLERY_SCRIPT = `(() => {
  const all = document.querySelectorAll('header, .plate');
  const open = () => document.querySelector('.plate:target');
  const show = () => {
    const plate = open();
    for (const one of all) one.inert = plate !== null && one !== plate;
    (plate ? plate.querySelector('.close') : document.querySelector('a:target'))?.focus();
  };
  addEventListener('hashchange', show);
  addEventListener('keydown', (event) => {
    const move = { Escape: '.close', ArrowLeft: '.previous', ArrowRight: '.next' }[event.key];
    const link = move && open()?.querySelector(move);
    if (!link) return;
    event.preventDefault();
    location.replace(link.href);
  });
  show();
})();`;
