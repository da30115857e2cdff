/** Progress line: one line on a terminal that is redrawn in place; silent when standard error is not a terminal. */

import type { Progress } from '../../contract/progress.ts';

/** What a stage does, in words. */
const WORDS: Record<string, string> = {
  'load-photo': 'reading the picture',
  'estimate-pose': 'finding the person',
  'matte-person': 'separating the person',
  'parse-body': 'telling body from clothes',
  'measure-body': 'measuring the body',
  'check-garment': 'looking at the garment',
  'prepare-garment': 'cutting out the garment',
  'fit-garment': 'fitting the garment',
  'render-layer': 'drawing the garment',
  composite: 'dressing the person',
  'save-picture': 'writing the picture',
  explain: 'writing the explanation',
  'fit-body': 'fitting a body to the photo',
  'shape-body': 'shaping the body',
  'sew-garment': 'sewing and draping the garment',
  'project-garment': 'laying the picture on a ready garment',
  'draw-sewn': 'drawing the pictures',
  'write-report': 'writing the report',
  'write-lookbook': 'laying out the lookbook',
  'contact-sheet': 'laying out the sheet',
  score: 'comparing with the truth',
  'quality-report': 'writing the report',
};

const BAR = 24;

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #enabled: boolean;
  readonly #started = Date.now();
  #shown = false;

  constructor(enabled = true, stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#enabled = enabled && Boolean(stream.isTTY);
  }

  /** Draws the state of a request; `prefix` tells which of many. */
  show(progress: Progress, prefix = ''): void {
    this.draw(progress.fraction, `${prefix}${WORDS[progress.stage] ?? progress.stage}`);
  }

  draw(fraction: number, text: string): void {
    if (!this.#enabled) return;
    const filled = Math.round(Math.min(1, Math.max(0, fraction)) * BAR);
    const seconds = ((Date.now() - this.#started) / 1000).toFixed(1);
    const line = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${text} · ${seconds} s`;
    this.#stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, (this.#stream.columns ?? 80) - 1))}`);
    this.#shown = true;
  }

  /** Removes the line so that other output starts on a clean one. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[2K');
    this.#shown = false;
  }
}
