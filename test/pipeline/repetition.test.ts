import { describe, expect, it } from 'vitest';
import { detect } from '../../src/content/detect.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';

const limits = {
  minTokens: 200,
  lossyMinTokens: 800,
  logLossyMinTokens: 300,
  leaveOut: 'some' as const,
  minSavedShare: 0.05,
  minSavedTokens: 30,
};
const counter = { count: (text: string) => Math.ceil(text.length / 4) };
const shorten = createShorten({ compressors, counter, limits, detect, render: renderOutput, gate: createGate });

const commands = ['./do-it.sh --all', 'xyzzy', undefined];
const callOf = (command: string | undefined) =>
  command === undefined ? undefined : { tool: 'Bash', input: JSON.stringify({ command }), command };
function sent(lines: readonly string[], command: string | undefined): string {
  const text = `${lines.join('\n')}\n`;
  const outcome = shorten({ text, handle: 'a'.repeat(24), call: callOf(command) });
  return 'form' in outcome ? outcome.form.text : text;
}
const linesOf = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, n) => line(n));
const scattered = (n: number) => (n * 2_654_435_761) >>> 7;

const repetitive: readonly (readonly [what: string, line: (n: number) => string])[] = [
  ['steps', (n) => `processed record ${n} of 600 without a problem`],
  ['a few lines over and over', (n) => ['waiting for the lock', 'still waiting', 'taken by another'][n % 3] as string],
  ['measures', (n) => `epoch ${n} step ${n * 10} loss ${(10 / (n + 1)).toFixed(4)} lr 0.001`],
  ['answers', (n) => `64 bytes from 10.0.0.1: icmp_seq=${n} ttl=64 time=${(scattered(n) % 300) / 10} ms`],
  ['sentences', (n) => `The record with the number ${n} was read, checked and written to the table.`],
  ['ids', (n) => `uploaded object ${scattered(n).toString(16)}7 to the bucket`],
];

describe('a text that repeats itself', () => {
  it.each(repetitive)('is shortened whatever the command is called: %s', (_, line) => {
    const lines = linesOf(600, line);
    const whole = lines.join('\n').length;
    for (const command of commands) expect(sent(lines, command).length).toBeLessThan(whole / 5);
  });

  it.each(repetitive)('keeps what differs: %s', (_, line) => {
    const told = [
      'could not open /srv/data/part: permission denied',
      'Error: the disk is full',
      'the schema was changed by hand, and nobody knows why',
    ];
    const lines = linesOf(600, (n) => (n % 150 === 149 && n < 599 ? (told[(n - 149) / 150] as string) : line(n)));
    for (const command of commands) for (const each of told) expect(sent(lines, command).split('\n')).toContain(each);
  });

  it.each([
    ['fewer than 200 lines', linesOf(199, (n) => `processed record ${n} of 600 without a problem`), './do-it.sh'],
    ['a shown file', linesOf(600, (n) => `processed record ${n} of 600 without a problem`), 'cat notes'],
    ['source code', linesOf(600, (n) => `  const value${n} = read(${n});`), './do-it.sh'],
    [
      'nested markup',
      linesOf(200, (n) => `<dict>\n <key>line</key>\n  <integer>${n}</integer>\n   <key>file</key>\n</dict>`),
      './do-it.sh',
    ],
    [
      'nested settings',
      linesOf(200, (n) => `- job:\n    name: j${n}\n    with:\n      size: 3\n      of:\n        - a`),
      './q',
    ],
    ['numbers', linesOf(600, (n) => `${scattered(n) % 99} ${scattered(n + 3) % 999} ${n}`), './do-it.sh'],
    ['names', linesOf(600, (n) => `part${n}`), './do-it.sh'],
    ['names with their kind', linesOf(600, (n) => `part ${n}`), './do-it.sh'],
    [
      'rows of a database',
      [' id | name | state', '----+------+------', ...linesOf(600, (n) => ` ${n} | part ${n} | ready`)],
      './q',
    ],
    [
      'padded rows',
      ['NAME      READY   STATUS', ...linesOf(600, (n) => `${`web-${n}`.padEnd(10)}1/1     Running`)],
      './q',
    ],
    [
      'one line in eight that differs',
      linesOf(600, (n) =>
        n % 8 ? `chunk ${n} is done now` : `note ${'abcdefghij'.repeat(1 + (n % 9))}${'klm'.repeat(n)} is made`,
      ),
      './q',
    ],
  ])('loses nothing where it is %s', (_, lines, command) => {
    const outcome = shorten({ text: `${lines.join('\n')}\n`, handle: 'a'.repeat(24), call: callOf(command) });
    if ('form' in outcome) expect(outcome.form.fidelity).toBe('lossless');
  });
});
