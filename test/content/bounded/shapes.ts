import fc from 'fast-check';

const word = fc.oneof(
  fc.constantFrom(
    'npm test',
    'ls -la',
    'cat file',
    'A=1',
    '-c',
    '-lc',
    '--',
    '2>&1',
    '<in',
    '>out',
    '$(date)',
    '#no',
    '\\',
  ),
  fc.constantFrom('bash', 'sh', 'ssh', 'docker', 'exec', 'sudo', 'env', 'eval', 'timeout', 'kubectl', 'then', '!'),
  fc.string({ maxLength: 12 }),
);
const operator = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  ' | ',
  ' && ',
  ' || ',
  '; ',
  '\n',
  ' & ',
  ' |& ',
  ' ( ',
  ' ) ',
  ' <<EOF\n',
  '\nEOF\n',
);

/** Command lines: words, operators, quotes in quotes, shells that run lines of their own, here-documents. */
export const commandLine: fc.Arbitrary<string> = fc.letrec<{ line: string; part: string }>((tie) => ({
  line: fc
    .array(fc.tuple(tie('part'), operator), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.flat().join('')),
  part: fc.oneof(
    { depthSize: 'small' },
    word,
    tie('line').map((line) => `'${line}'`),
    tie('line').map((line) => JSON.stringify(line)),
    fc
      .tuple(fc.constantFrom('bash -c', 'ssh host', 'docker exec web sh -c', 'sudo'), tie('line'))
      .map(([runner, line]) => `${runner} '${line}'`),
    tie('line').map((line) => `<<'X'\n${line}\nX\n`),
  ),
})).line;

const pieces = [
  ...[
    'ERROR: unit failed',
    'ok 1 - passes',
    'test a::b ... ok',
    'npm warn deprecated',
    'at f (src/a.ts:1:2)',
    'Traceback:',
  ],
  ...[
    '{"a":1,"b":[',
    '"x": null,',
    ']}',
    '[[[',
    '"\\u12',
    'a,b,c',
    'a\tb\t',
    '| a | b |',
    '<div class="a">',
    '</p',
    '<!--',
  ],
  ...[
    'diff --git a/x b/x',
    '@@ -1,2 +1,2 @@',
    '+added',
    '-gone',
    ' same',
    'src/a.ts:12:',
    './b/c:3-',
    '\u001b[1m',
    '\u001b[K',
    '\u001b[32m',
    '\u001b[1G',
    '\u001b[9D',
    '\u001b[7C',
  ],
  ...[
    '\r',
    '\b\b',
    ' 45%|####',
    '2026-11-30T10:00:00Z',
    '0x7f3a',
    '[gw0]',
    '...',
    '  ',
    '\t',
    'deadbeef',
    '((',
    '"',
    "'",
    '`',
  ],
];

/** Texts up to 100 kB of pieces that mean something to some reader, repeated, with line ends of any kind. */
export const longText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('', ' ', '\n', '\n', '\r\n', '#')), {
      minLength: 1,
      maxLength: 30,
    }),
    fc.integer({ min: 1, max: 100_000 }),
  )
  .map(([parts, length]) => {
    let counted = 0;
    const unit = parts.flat().join('');
    const whole = unit.repeat(Math.ceil(length / unit.length));
    return whole.slice(0, length).replace(/#/g, () => String(counted++));
  });
