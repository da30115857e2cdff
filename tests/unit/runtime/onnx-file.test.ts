/** ONNX inspection: outside files are found wherever they hide, and hostile bytes do no harm. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtoMessage } from '../../../models/convert/onnx-writer.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { externalLocations } from '../../../src-main/engine/runtime/onnx-file.ts';
import { redMatte, withExternalData } from './make-model.ts';

const tensorAt = (location: string): ProtoMessage =>
  new ProtoMessage()
    .message(13, new ProtoMessage().text(1, 'offset').text(2, '0'))
    .message(13, new ProtoMessage().text(1, 'location').text(2, location));
/** NodeProto with one attribute. */
const nodeWith = (attribute: ProtoMessage): ProtoMessage => new ProtoMessage().message(5, attribute);
const modelOf = (graph: ProtoMessage): Uint8Array =>
  new ProtoMessage().varint(1, 8).message(7, graph).encode();

describe('externalLocations', () => {
  it('finds none in a model of its own', () => {
    expect(externalLocations(redMatte())).toEqual([]);
  });

  it('finds initialisers', () => {
    expect(externalLocations(withExternalData('../weights'))).toEqual(['../weights']);
  });

  it('finds constants in attributes, sparse tensors, subgraphs and functions', () => {
    const subgraph = new ProtoMessage().message(5, tensorAt('in-subgraph'));
    const graph = new ProtoMessage()
      .message(1, nodeWith(new ProtoMessage().message(5, tensorAt('in-attribute'))))
      .message(1, nodeWith(new ProtoMessage().message(10, tensorAt('in-list'))))
      .message(1, nodeWith(new ProtoMessage().message(6, subgraph)))
      .message(15, new ProtoMessage().message(1, tensorAt('in-sparse')));
    const model = new ProtoMessage()
      .message(7, graph)
      .message(
        25,
        new ProtoMessage().message(7, nodeWith(new ProtoMessage().message(5, tensorAt('in-function')))),
      )
      .encode();
    expect(externalLocations(model)).toEqual([
      'in-attribute',
      'in-list',
      'in-subgraph',
      'in-sparse',
      'in-function',
    ]);
  });

  it('refuses bytes without a graph, cut bytes and endless nesting', () => {
    let nested = new ProtoMessage().message(5, tensorAt('deep'));
    for (let i = 0; i < 100; i++) {
      nested = new ProtoMessage().message(1, nodeWith(new ProtoMessage().message(6, nested)));
    }
    for (const bytes of [new Uint8Array(0), redMatte().slice(0, -3), modelOf(nested)]) {
      expect(() => externalLocations(bytes)).toThrow(/Expected an ONNX file/);
    }
  });

  it('answers any bytes with locations or its own error', () => {
    const whole = withExternalData('weights.bin');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = whole.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            return Array.isArray(externalLocations(bytes));
          } catch (error) {
            return error instanceof StudioError && error.code === 'model-corrupt';
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
