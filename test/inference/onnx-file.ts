/** A field of a protobuf message: its number, and a varint, bytes, a string or a message. */
type Field = readonly [number: number, value: number | string | Uint8Array | readonly Field[]];

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function message(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.from([...varint(number * 8), ...varint(value)]);
      const bytes =
        typeof value === 'string'
          ? Buffer.from(value)
          : value instanceof Uint8Array
            ? value
            : message(value as Field[]);
      return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
    }),
  );
}

const float32 = 1;
const int64 = 7;

function value(name: string, type: number, dimensions: readonly (string | number)[]): readonly Field[] {
  const shape = dimensions.map((size): Field => [1, [typeof size === 'string' ? [2, size] : [1, size]]]);
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, type],
            [2, shape],
          ],
        ],
      ],
    ],
  ];
}

function node(operator: string, inputs: readonly string[], output: string, attributes: readonly Field[] = []): Field {
  return [1, [...inputs.map((name): Field => [1, name]), [2, output], [4, operator], ...attributes]];
}

/**
 * A model with the inputs `input_ids` and `attention_mask` and one output, which looks each id up in a table:
 * `final_scores` is the sigmoid of the row's one number, `logits` and `last_hidden_state` are the row.
 */
export function lookUpModel(
  output: 'final_scores' | 'logits' | 'last_hidden_state' | 'something_else',
  table: readonly (readonly number[])[],
): Uint8Array {
  const width = (table[0] as readonly number[]).length;
  const scores = output === 'final_scores';
  const dimensions = scores ? [table.length] : [table.length, width];
  const axis: Field = [
    5,
    [
      [1, 'axis'],
      [3, 0],
      [20, 2],
    ],
  ];
  const castTo: Field = [
    5,
    [
      [1, 'to'],
      [3, float32],
      [20, 2],
    ],
  ];
  const weights: readonly Field[] = [
    ...dimensions.map((size): Field => [1, size]),
    [2, float32],
    [8, 'table'],
    [9, new Uint8Array(Float32Array.from(table.flat()).buffer)],
  ];
  const nodes = scores
    ? [
        node('Gather', ['table', 'input_ids'], 'rows', [axis]),
        node('Sigmoid', ['rows'], 'likely'),
        node('Cast', ['attention_mask'], 'mask', [castTo]),
        node('Mul', ['likely', 'mask'], output),
      ]
    : [node('Gather', ['table', 'input_ids'], output, [axis])];
  const sequence = ['batch', 'sequence'];
  return message([
    [1, 8],
    [
      7,
      [
        ...nodes,
        [2, 'look-up'],
        [5, weights],
        [11, value('input_ids', int64, sequence)],
        [11, value('attention_mask', int64, sequence)],
        [12, value(output, float32, scores ? sequence : [...sequence, width])],
      ],
    ],
    [
      8,
      [
        [1, ''],
        [2, 17],
      ],
    ],
  ]);
}
