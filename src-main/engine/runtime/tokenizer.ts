/** Tokenizer: text as the numbers that a tower of words takes, by a tokenizer.json of the Hugging Face format. */

import { readFileSync, statSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { StudioError } from '../../contract/errors.ts';

/** Usual name of the token that fills what is left. */
const PAD = '[PAD]';
/** Larger ones are no tokenizers: that of 256,000 pieces has 35 MB. */
const MAX_BYTES = 100e6;

export interface WordsOptions {
  /** What fills a text that is shorter: a token or its number. */
  pad?: string | number;
  /** Whether text is brought to lower case first. */
  lowerCase?: boolean;
  /** What to do where it cannot be read, for the error. */
  advice?: string;
}

export interface Tokens {
  /** As many as the tower takes. */
  ids: Float32Array;
  /** How many of them stand for the text; the others fill up. */
  used: number;
}

export interface Words {
  /** Numbers of the tokens, `length` of them: cut before the end token where there are more, padded where there are fewer. */
  tokens(text: string, length: number): Tokens;
}

/** @param file a tokenizer.json of the Hugging Face format @throws StudioError 'model-invalid' */
export function readWords(file: string, options: WordsOptions = {}): Words {
  const { lowerCase = false, advice = 'Run "toile models build".' } = options;
  try {
    if (statSync(file).size > MAX_BYTES) throw new Error('it is too large');
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(file, 'utf8')), {});
    const pad = padOf(tokenizer, options.pad ?? PAD);
    // what is put around an empty text ends every text
    const end: number | undefined = tokenizer.encode('').ids.at(-1);
    return {
      tokens(text, length) {
        const all: number[] = tokenizer.encode(lowerCase ? text.toLowerCase() : text).ids;
        const kept =
          all.length <= length
            ? all
            : end === undefined
              ? all.slice(0, length)
              : [...all.slice(0, length - 1), end];
        const ids = new Float32Array(length).fill(pad);
        ids.set(kept);
        return { ids, used: kept.length };
      },
    };
  } catch (cause) {
    throw new StudioError(
      'model-invalid',
      `The tokenizer "${file}" cannot be read: ${(cause as Error).message.slice(0, 200)}. ${advice}`,
      { cause },
    );
  }
}

function padOf(tokenizer: Tokenizer, pad: string | number): number {
  if (typeof pad === 'number') return pad;
  const number = tokenizer.token_to_id(pad);
  if (number === undefined) throw new Error(`it has no token "${pad}" to fill up with`);
  return number;
}
