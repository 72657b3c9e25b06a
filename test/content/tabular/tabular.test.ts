import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTable, isTabular } from '../../../src/content/detect/text-shapes.ts';
import { alignedCodec } from '../../../src/content/tabular/aligned.ts';
import { delimitedCodec } from '../../../src/content/tabular/delimited.ts';
import { splitFields } from '../../../src/content/tabular/fields.ts';
import { tabularCompressor } from '../../../src/content/tabular/tabular.ts';
import type { Codec } from '../../../src/model/content.ts';

const codecs: readonly Codec[] = [delimitedCodec, alignedCodec];
const states = ['Running', 'Pending', 'CrashLoopBackOff'];
const templates = ['"opened file, then closed"', 'connection refused by the other side', 'said ""hi"" to all of them'];

function encodeOf(codec: Codec, text: string): string {
  const encoded = codec.encode(text);
  if (encoded === undefined) throw new Error(`expected a form by ${codec.name}, found none`);
  expect(codec.decode(encoded)).toBe(text);
  return encoded;
}

function pad(rows: readonly (readonly string[])[], right: readonly boolean[], gap: number): string {
  const widths = (rows[0] as readonly string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          right[column] ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number),
        )
        .join(' '.repeat(gap))
        .trimEnd(),
    )
    .join('\n');
}

const pods = [
  ['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
  ...Array.from({ length: 40 }, (_, index) => [
    'production',
    `web-${'x'.repeat(index % 9)}${index}`,
    '1/1',
    states[index % 3] as string,
    index % 4 === 0 ? '3 (2d ago)' : '0',
    `${index}h`,
  ]),
];

describe('fields between separators', () => {
  const csv = [
    'id,level,code,template,host',
    ...Array.from({ length: 60 }, (_, index) => `${index},INFO,E${index % 3},${templates[index % 3]},web`),
    '',
  ].join('\n');

  it('stand once where a column has one value or follows from another', () => {
    const encoded = encodeOf(delimitedCodec, csv);
    expect(encoded.split('\n').slice(1, 9)).toEqual([
      'column 2 (level) = INFO',
      'column 4 (template) by column 3 (code), 3 values:',
      `E0 = ${templates[0]}`,
      `E1 = ${templates[1]}`,
      `E2 = ${templates[2]}`,
      'column 5 (host) = web',
      'id,code',
      '0,E0',
    ]);
  });

  it('have numbers for names where the first row is a row like others', () => {
    const text = Array.from({ length: 30 }, (_, index) => `${index}\tcommon\tvalue ${index}`).join('\n');
    expect(encodeOf(delimitedCodec, text).split('\n').slice(1, 3)).toEqual(['column 2 = common', '0\tvalue 0']);
  });

  it('keep lines above and below as they are', () => {
    const encoded = encodeOf(delimitedCodec, `Wall time: 1\nOutput:\n${csv}(60 rows)\n`);
    expect(encoded).toMatch(/^Wall time: 1\nOutput:\n\[headroom: lossless, 60 rows of 5 comma-separated columns; /);
    expect(encoded.endsWith('\n59,E2\n(60 rows)\n')).toBe(true);
  });

  it('are not looked for in sentences with commas', () => {
    const text = 'a, with words, and the same again\n'.repeat(30);
    expect(delimitedCodec.encode(text)).toBeUndefined();
  });

  it('are not offered where every column says something in every row', () => {
    const text = Array.from({ length: 30 }, (_, index) => `a${index},b${index * 2},c${index * 3}`).join('\n');
    expect(delimitedCodec.encode(text)).toBeUndefined();
  });

  it('are split so that they join to the line', () => {
    expect(splitFields('a,"b, ""c""",,"d"', ',')).toEqual(['a', '"b, ""c"""', '', '"d"']);
    expect(splitFields('a,"b', ',')).toBeUndefined();
    fc.assert(
      fc.property(fc.stringMatching(/^[a",]*$/), (line) => {
        const fields = splitFields(line, ',');
        if (fields !== undefined) expect(fields.join(',')).toBe(line);
      }),
    );
  });
});

describe('lines that look like rows', () => {
  const ids = Array.from({ length: 40 }, (_, index) => (2_654_435_761 * (index + 1)).toString(16));
  const rowsOf = (row: (id: string, index: number) => string) => ids.map(row);

  it.each([
    [
      'device paths',
      rowsOf((id, n) => `Boot${n}* Disk\tPciRoot(0x0)/Pci(0x${n},0x0)/NVMe(0x1,${id})/HD(1,GPT,0x1000)`),
    ],
    ['statements', rowsOf((id, n) => `INSERT INTO jobs VALUES (${n},'${id}','queued',NULL,0);`)],
    ['values of a statement', rowsOf((id, n) => `(${n},'${id}','queued',NULL,0),`)],
    ['calls', rowsOf((id, n) => `write(${n},"${id}",64,0)`)],
    ['text in single quotes', rowsOf((id, n) => `call ${n},'to be,or not',done,${id}`)],
    ['loops', rowsOf((id, n) => `for (i=${n};i<9;i++) { ${id}(); }`)],
    ['lists in brackets', rowsOf((id, n) => `[${n},${id},main,ok]`)],
    ['quotes inside of fields', rowsOf((id, n) => `${n},size 5",wide 3",${id}`)],
    ['padded expressions', rowsOf((id, n) => `(job   :id   ${100 + n}   :name   "${id}"   :state   queued)`)],
    ['padded lists', rowsOf((id, n) => `{ ${100 + n},   ${id},   1,   GPT }`)],
  ])('are no table: %s', (_, lines) => {
    for (const codec of codecs) expect(codec.encode(`${lines.join('\n')}\n`)).toBeUndefined();
    expect([isTable(lines), isTabular(lines)]).toEqual([false, false]);
  });

  it.each([
    ['distinguished names', rowsOf((id) => `cn=${id},ou=people,dc=example,dc=org`)],
    ['options of mounts', rowsOf((id) => `tmpfs /run/${id} tmpfs rw,nosuid,nodev,mode=755 0 0`)],
    ['times of jobs', rowsOf((id, n) => `${n} 1,13 * * 1,3,5 /usr/bin/job ${id} --at 1,2,3`)],
    ['rules with ports', rowsOf((id, n) => `-A INPUT -s 10.0.0.${n} -p tcp --dports 80,443,8000 -m ${id} -j OK`)],
    ['records with a comma in their time', rowsOf((id) => `2024-05-01 10:00:00,000 INFO web of ${id},1,2 done`)],
    ['marks between thousands', rowsOf((_, n) => `part ${n} has 1,234,${100 + n} rows`)],
  ])('lose nothing from their middle: %s', (_, lines) => {
    for (const codec of codecs) expect(codec.encode(`${lines.join('\n')}\n`)).toBeUndefined();
  });

  it('may be one in twenty, and stay as they are', () => {
    const lines = ['id,level,host,note', ...ids.map((id) => `${id},INFO,web,fine`), `see (${ids[0]},INFO,web,fine`];
    const encoded = encodeOf(delimitedCodec, lines.join('\n')).split('\n');
    expect(encoded.slice(4, 6)).toEqual(['id', ids[0]]);
    expect(encoded.at(-1)).toBe(lines.at(-1));
  });

  it('may not be one in ten of the lines with a separator, however many others there are', () => {
    const rows = [
      'id,level,host,note',
      ...ids.slice(0, 10).map((id) => `${id},INFO,web,fine`),
      `see (${ids[0]},INFO,web,fine`,
    ];
    expect(delimitedCodec.encode([...rows, ...ids.map((id) => `plain words on ${id}`)].join('\n'))).toBeUndefined();
  });

  it('are rows where a quoted field goes over lines', () => {
    const records = ids.map((id, n) => `${n},INFO,"first of ${id},\nsecond (of two\n""third""",web`);
    const text = ['id,level,note,host', ...records, ''].join('\n');
    const encoded = encodeOf(delimitedCodec, text);
    expect(encoded).toMatch(/^\[headroom: lossless, 40 rows of 4 comma-separated columns;/);
    expect(encoded).toContain(`\n3,"first of ${ids[3]},\nsecond (of two\n""third"""\n`);
    expect(isTable(text.split('\n'))).toBe(true);
  });

  it('come back from what was sent of them before', () => {
    const sent = [
      '[headroom: lossless, 2 rows of 4 comma-separated columns without a heading; columns with one value, or with one for each value of another, stand above the rows]',
      'column 2 = 0x0)/NVMe(0x1',
      'column 4 = 0x1000)',
      'Disk 0\tPci(0x1,AE-C3',
      'Disk 1\tPci(0x2,6F-94',
    ].join('\n');
    expect(delimitedCodec.decode(sent)).toBe(
      'Disk 0\tPci(0x1,0x0)/NVMe(0x1,AE-C3,0x1000)\nDisk 1\tPci(0x2,0x0)/NVMe(0x1,6F-94,0x1000)',
    );
  });
});

describe('padded columns', () => {
  it('lose their padding, and columns with one value stand once under the name in the heading', () => {
    const encoded = encodeOf(alignedCodec, `${pad(pods, [], 3)}\n`);
    const lines = encoded.split('\n');
    expect(lines[0]).toMatch(/^NAMESPACE +NAME +READY/);
    expect(lines.slice(2, 5)).toEqual([
      'column 1 (NAMESPACE) = production',
      'column 3 (READY) = 1/1',
      'web-0 Running 3 (2d ago)  0h',
    ]);
  });

  it.each([
    [
      'the words of a command',
      ['USER', 'PID', 'COMMAND'],
      (n: number) => ['root', `${1000 + n}`, `/usr/bin/worker --id ${10 + n} --conf x`],
      ['column 1 = root', '1000 /usr/bin/worker --id 10 --conf x'],
    ],
    [
      'a time that passed',
      ['ID', 'CREATED', 'STATE'],
      (n: number) => [`${1000 + n}`, `${10 + n} hours ago`, 'up'],
      ['column 5 = up', '1000 10 hours ago'],
    ],
  ] as const)('keep together what stands below one name of the heading: %s', (_, names, rowOf, expected) => {
    const rows = [names, ...Array.from({ length: 40 }, (__, n) => rowOf(n))];
    expect(
      encodeOf(alignedCodec, `${pad(rows, [], 4)}\n`)
        .split('\n')
        .slice(2, 4),
    ).toEqual(expected);
  });

  it('can be set to the right, and hold rows of another shape', () => {
    const rows = Array.from({ length: 60 }, (_, index) => [
      '-rw-r--r--',
      `${3 ** (index % 12)}`,
      'root',
      `${'n'.repeat(1 + (index % 7))}.ts`,
    ]);
    const lines = pad(rows, [false, true], 1).split('\n');
    const text = [
      'total 108',
      ...lines.slice(0, 30),
      'ls: cannot open directory: no permission',
      ...lines.slice(30),
    ].join('\n');
    const encoded = encodeOf(alignedCodec, text).split('\n');
    expect(encoded[0]).toBe('total 108');
    expect(encoded).toContain('~ls: cannot open directory: no permission');
    expect(encoded).toContain('177147 nnnnn.ts');
  });

  it.each([
    [['2024-05-01'], '2024-05-01'],
    [['Sep', '7'], 'Sep 7'],
  ])('keep the date %j beside its times', (date, words) => {
    const rows = Array.from({ length: 40 }, (_, index) => [
      `job-${'x'.repeat(index % 9)}${index}`,
      'main-queue-of-all',
      ...date,
      `12:${10 + index}:00`,
      `${index * 37}`,
    ]);
    const encoded = encodeOf(alignedCodec, pad(rows, [], 3)).split('\n');
    expect(encoded[1]).toBe('column 2 = main-queue-of-all');
    expect(encoded[2]).toBe(`job-0 ${words} 12:10:00 0`);
  });

  it('are left alone where there is little padding, and in text', () => {
    expect(alignedCodec.encode('some words of a text that goes on\n'.repeat(20))).toBeUndefined();
    expect(
      alignedCodec.encode(Array.from({ length: 40 }, (_, index) => `    value${index}();`).join('\n')),
    ).toBeUndefined();
  });
});

describe('any text', () => {
  const closed = fc.oneof(
    fc.constantFrom('', 'a', '~b', 'c d', '"q, ""r"""', '"one\ntwo"', 'root', '=', 'x = y', '12', 'f(x)'),
    fc.string({ maxLength: 6 }).map((each) => each.replace(/["'([{]/g, '.')),
  );
  const word = fc.oneof(
    { weight: 60, arbitrary: closed },
    { weight: 1, arbitrary: fc.constantFrom('"', '[headroom:', 'f(x', "'") },
  );
  const rows = fc.integer({ min: 1, max: 5 }).chain((width) =>
    fc.array(fc.array(fc.oneof(word, fc.constant('same')), { minLength: width, maxLength: width }), {
      minLength: 8,
      maxLength: 40,
    }),
  );
  const shared = fc.tuple(rows, word, fc.array(fc.boolean()), fc.integer({ min: 1, max: 3 }));
  const text = fc.oneof(
    shared.map(([table, one, right, gap]) =>
      pad(
        table.map((row) => ['constant', ...row, one, 'end of it']),
        right,
        gap,
      ),
    ),
    shared.map(([table, one]) => table.map((row) => ['constant', ...row, one].join(',')).join('\n')),
    shared.map(([table, one]) =>
      table.map((row, index) => [`k${index % 3}`, `value ${index % 3}`, ...row, one].join('\t')).join('\n'),
    ),
    fc.string(),
  );

  it('is given back, or nothing is offered', () => {
    let offered = 0;
    fc.assert(
      fc.property(text, fc.nat(30), (source, cut) => {
        for (const each of [source, source.slice(cut), `${source}\n\n${source}\n`]) {
          for (const codec of codecs) {
            const encoded = codec.encode(each);
            if (encoded === undefined) continue;
            offered++;
            expect(codec.decode(encoded)).toBe(each);
            expect(encoded.match(/^\[headroom: lossless, .*\]$/m)).not.toBeNull();
          }
        }
      }),
      { numRuns: 800 },
    );
    expect(offered).toBeGreaterThan(150);
  });

  it('gets the same forms each time, marked as lossless', () => {
    const input = {
      text: pad(pods, [], 3),
      handle: 'a'.repeat(24),
      lossy: false,
      tokens: 900,
      counter: { count: (each: string) => each.length },
    };
    const forms = tabularCompressor.compress(input);
    expect(forms.map(({ by, fidelity }) => [by, fidelity])).toEqual([['tabular-aligned', 'lossless']]);
    expect(tabularCompressor.compress(input)).toEqual(forms);
  });
});
