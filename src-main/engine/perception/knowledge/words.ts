/** Words of the knowledge model: text as tokens of its own byte-pair tokenizer. */

import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { StudioError } from '../../../contract/errors.ts';

/** Ends a text that had to be cut. */
const END = '[EOS]';
const PAD = '[PAD]';

export interface Words {
  /** Numbers of the tokens, `length` of them: cut where there are more, padded where there are fewer. */
  tokens(text: string, length: number): BigInt64Array;
}

/** @param file a tokenizer.json of the Hugging Face format @throws StudioError 'model-invalid' */
export function readWords(file: string): Words {
  try {
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(file, 'utf8')), {});
    const number = (token: string): number | undefined => tokenizer.token_to_id(token);
    const pad = number(PAD) ?? 0;
    return {
      tokens(text, length) {
        const ids: number[] = tokenizer.encode(text).ids;
        const end = number(END) ?? ids[ids.length - 1];
        const kept = ids.length > length ? [...ids.slice(0, length - 1), end] : ids;
        const tokens = new BigInt64Array(length).fill(BigInt(pad));
        kept.forEach((id: number, k: number) => {
          tokens[k] = BigInt(id);
        });
        return tokens;
      },
    };
  } catch (cause) {
    throw new StudioError(
      'model-invalid',
      `The tokenizer of the garment model cannot be read: ${(cause as Error).message.slice(0, 200)}. Run "toile models build".`,
      { cause },
    );
  }
}
