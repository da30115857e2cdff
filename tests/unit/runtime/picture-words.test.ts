/** A pair of towers of the user's own: what is accepted as exporters write it, what is refused, and that nothing is left behind. */

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addUserModel, verifyModel } from '../../../src-main/engine/runtime/add-model.ts';
import { createRegistry } from '../../../src-main/engine/runtime/registry.ts';
import { createRuntime } from '../../../src-main/engine/runtime/runtime.ts';
import { readWords } from '../../../src-main/engine/runtime/tokenizer.ts';
import {
  clipManifest,
  clipTokenizer,
  LENGTH,
  pictureTower,
  siglipTokenizer,
  type TinyFolder,
  tinyMasked,
  tinySiglip,
  WIDTH,
  wordsTower,
  writeTinyClip,
} from '../../fixtures/tiny-clip.ts';

let work: string;
let userDir: string;
let from: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'toile-pair-'));
  userDir = join(work, 'user');
  from = join(work, 'from');
});
afterEach(() => rmSync(work, { recursive: true }));

const installed = () =>
  existsSync(userDir) ? readdirSync(userDir).filter((name) => name !== '.verified.json') : [];

describe('adding', () => {
  it.each<[string, TinyFolder]>([
    ['tiny-clip', {}],
    ['tiny-siglip', tinySiglip()],
    ['tiny-masked', tinyMasked()],
  ])('installs %s with both towers and its tokenizer, all pinned', async (name, parts) => {
    writeTinyClip(from, parts);
    const manifest = await addUserModel(from, userDir);
    expect(installed()).toEqual([name]);
    expect(readdirSync(join(userDir, name)).sort()).toEqual([
      'model.json',
      'text_model.onnx',
      'tokenizer.json',
      'vision_model.onnx',
    ]);
    expect(manifest.words?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(manifest.externalFiles ?? {})).toEqual(['tokenizer.json']);
    const runtime = createRuntime({ modelsDirs: [userDir], provider: 'cpu', threads: 1 });
    const [pictures, words] = [await runtime.model(name), await runtime.model(name, 'words')];
    expect(pictures.manifest.inputs[0].name).toBe('pixel_values');
    expect(words.manifest.inputs[0]).toMatchObject({ name: 'input_ids', shape: [1, LENGTH] });
    expect(await verifyModel(runtime.registry, runtime.registry.find(name))).toEqual([]);
    await runtime.release();
  });

  it.each(['text_model.onnx', 'tokenizer.json'])(
    'tells when %s is no longer the file it was',
    async (file) => {
      writeTinyClip(from);
      await addUserModel(from, userDir);
      const path = join(userDir, 'tiny-clip', file);
      writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from(' ')]));
      const registry = createRegistry([userDir]);
      await expect(registry.checkIntegrity(registry.find('tiny-clip'))).rejects.toMatchObject({
        code: 'model-corrupt',
        message: expect.stringContaining(file),
      });
    },
  );

  const made = clipTokenizer();
  const manifest = clipManifest();
  const { words } = manifest;
  const [tokens] = words.inputs;
  const tower = {
    output: 'text_embeds',
    vocabulary: made.vocabulary,
    colours: new Map(),
    pooling: 'end',
  } as const;
  const wrong: [string, TinyFolder, string, RegExp][] = [
    [
      'no words',
      { manifest: { ...manifest, words: undefined as never } },
      'model-invalid',
      /"words" must describe/,
    ],
    [
      'a free size of pictures',
      { manifest: { ...manifest, inputs: [{ ...manifest.inputs[0], shape: [1, 3, 'height', 'width'] }] } },
      'model-invalid',
      /a size that the file leaves free is fixed here/,
    ],
    [
      'pictures that are no squares',
      { manifest: { ...manifest, inputs: [{ ...manifest.inputs[0], shape: [1, 3, 32, 64] }] } },
      'model-invalid',
      /must have shape \[1, 3, S, S\]/,
    ],
    [
      'a free length of texts',
      { manifest: { ...manifest, words: { ...words, inputs: [{ ...tokens, shape: [1, 'sequence'] }] } } },
      'model-invalid',
      /must have shape \[1, L\]/,
    ],
    [
      'an input nobody knows',
      {
        manifest: {
          ...manifest,
          words: { ...words, inputs: [tokens, { ...tokens, name: 'position_ids' }] },
        },
      },
      'model-invalid',
      /what input "position_ids" of the words takes is not known/,
    ],
    [
      'an input that the manifest leaves out',
      {
        words: wordsTower({ ...tower, pooling: 'mask' }),
      },
      'model-invalid',
      /text_model\.onnx: input "attention_mask" of the file is not in the manifest/,
    ],
    [
      'embeddings of two widths',
      {
        manifest: {
          ...manifest,
          words: { ...words, outputs: [{ ...words.outputs[0], shape: [1, WIDTH + 1] }] },
        },
      },
      'model-invalid',
      /equally wide: pictures 12, words 13/,
    ],
    [
      'one file for both',
      { manifest: { ...manifest, words: { ...words, file: manifest.file } } },
      'model-invalid',
      /must be three files/,
    ],
    [
      'an output the file does not have',
      { pictures: pictureTower('pooler_output') },
      'model-invalid',
      /vision_model\.onnx: output "image_embeds" is not in the file/,
    ],
    [
      'a token to fill up with that is not there',
      { manifest: { ...manifest, words: { ...words, pad: '<pad>' } } },
      'model-invalid',
      /it has no token "<pad>"/,
    ],
    [
      'a filling number that the tower does not know',
      { manifest: { ...manifest, words: { ...words, pad: 49407 } } },
      'model-invalid',
      /fails to run text_model\.onnx/,
    ],
    [
      'a tokenizer of more words than the tower',
      { words: wordsTower({ ...tower, vocabulary: 4 }) },
      'model-invalid',
      /fails to run text_model\.onnx/,
    ],
    [
      'a tokenizer that is none',
      { tokenizer: { version: '1.0' } },
      'model-invalid',
      /tokenizer.*cannot be read/,
    ],
    [
      'a tower that takes all words for the same',
      { words: wordsTower({ ...tower, vocabulary: made.vocabulary, pooling: 'all', broken: 0.5 }) },
      'model-invalid',
      /gives the same for different words/,
    ],
    [
      'a tower that gives no numbers',
      { words: wordsTower({ ...tower, vocabulary: made.vocabulary, broken: Number.NaN }) },
      'model-invalid',
      /gives values that are no numbers/,
    ],
    [
      'a tower that is no ONNX',
      { words: new TextEncoder().encode('hello') },
      'model-corrupt',
      /Expected an ONNX file/,
    ],
    ['a tower cut short', { words: wordsTower(tower).slice(0, 400) }, 'model-corrupt', /./],
  ];
  it.each(wrong)('refuses %s', async (_, parts, code, message) => {
    const given = parts.manifest ?? manifest;
    // a manifest without the second tower comes without its files, too
    if (!given.words) {
      writeTinyClip(from);
      writeFileSync(join(from, 'model.json'), JSON.stringify(given));
    } else writeTinyClip(from, parts);
    await expect(addUserModel(from, userDir)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(installed()).toEqual([]);
  });

  it.each(['tokenizer.json', 'text_model.onnx'])('refuses a folder without %s', async (file) => {
    writeTinyClip(from);
    rmSync(join(from, file));
    await expect(addUserModel(from, userDir)).rejects.toMatchObject({ code: 'model-missing' });
    expect(installed()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32').each(['tokenizer.json', 'text_model.onnx'])(
    'refuses %s as a link',
    async (file) => {
      writeTinyClip(from);
      const elsewhere = join(work, file);
      writeFileSync(elsewhere, readFileSync(join(from, file)));
      rmSync(join(from, file));
      symlinkSync(elsewhere, join(from, file));
      await expect(addUserModel(from, userDir)).rejects.toThrow(/regular file/);
      expect(installed()).toEqual([]);
    },
  );

  it('refuses names that leave the folder', async () => {
    writeTinyClip(from);
    for (const changes of [{ tokenizer: '../tokenizer.json' }, { file: '/etc/passwd' }]) {
      writeFileSync(
        join(from, 'model.json'),
        JSON.stringify({ ...manifest, words: { ...words, ...changes } }),
      );
      await expect(addUserModel(from, userDir)).rejects.toThrow(/plain file name/);
    }
  });
});

describe('tokens', () => {
  const written = (json: object): string => {
    const file = join(work, 'tokenizer.json');
    writeFileSync(file, JSON.stringify(json));
    return file;
  };

  it('of byte pairs begin and end with their marks, and are filled with the token told', () => {
    const { json, number } = clipTokenizer();
    const words = readWords(written(json), { pad: '<|endoftext|>' });
    const [start, end] = [number('<|startoftext|>'), number('<|endoftext|>')];
    const { ids, used } = words.tokens('A Red  dress', 8);
    expect([...ids]).toEqual([
      start,
      number('a</w>'),
      number('red</w>'),
      number('dress</w>'),
      end,
      end,
      end,
      end,
    ]);
    expect(used).toBe(5);
    const cut = words.tokens('red '.repeat(20), 6);
    expect([...cut.ids]).toEqual([start, ...Array(4).fill(number('red</w>')), end]);
    expect(cut.used).toBe(6);
    // what no merge knows stays letters
    expect([...words.tokens('xy', 5).ids]).toEqual([start, number('x'), number('y</w>'), end, end]);
  });

  it('of pieces of text have no beginning, and unknown letters become one token', () => {
    const { json, number } = siglipTokenizer();
    const words = readWords(written(json), { pad: 1 });
    expect([...words.tokens('Red, dress!', 6).ids]).toEqual([number('▁red'), number('▁dress'), 1, 1, 1, 1]);
    expect(words.tokens('红色', 6).ids[1]).toBe(0);
    expect([...words.tokens('red '.repeat(9), 3).ids]).toEqual([number('▁red'), number('▁red'), 1]);
  });

  it('of whole words and their ends, as BERT and the towers for Chinese have them', () => {
    const vocab = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '红', '色', '裙', 'red', 'dress', '##es'];
    const special = vocab.slice(0, 4).map((content, id) => ({ id, content, special: true }));
    const around = (token: string) => [token, vocab.indexOf(token)];
    const file = written({
      ...{ version: '1.0', truncation: null, padding: null, added_tokens: special },
      normalizer: {
        ...{ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true },
        ...{ strip_accents: null, lowercase: true },
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: { type: 'BertProcessing', sep: around('[SEP]'), cls: around('[CLS]') },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##' },
        ...{ max_input_chars_per_word: 100, vocab: Object.fromEntries(vocab.map((token, k) => [token, k])) },
      },
    });
    const words = readWords(file, { pad: '[PAD]' });
    expect([...words.tokens('红色裙', 7).ids]).toEqual([2, 4, 5, 6, 3, 0, 0]);
    expect([...words.tokens('Red dresses, blue', 7).ids]).toEqual([2, 7, 8, 9, 1, 1, 3]);
    expect([...words.tokens('红色裙', 4).ids]).toEqual([2, 4, 5, 3]);
  });

  it('are of lower case where the manifest says so', () => {
    const { json } = siglipTokenizer() as { json: { normalizer: object | null } };
    const file = written({ ...json, normalizer: null });
    const plain = readWords(file, { pad: 1 }).tokens('RED', 4).ids;
    const lower = readWords(file, { pad: 1, lowerCase: true }).tokens('RED', 4).ids;
    expect([...lower]).toEqual([...readWords(file, { pad: 1 }).tokens('red', 4).ids]);
    expect([...plain]).not.toEqual([...lower]);
  });
});
