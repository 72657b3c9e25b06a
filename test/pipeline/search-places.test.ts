import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../src/content/detect.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { Outcome } from '../../src/pipeline/shorten-parts.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';

/** The limits of the default profile. */
const limits = {
  minTokens: 250,
  lossyMinTokens: 1000,
  logLossyMinTokens: 400,
  leaveOut: 'some',
  minSavedShare: 0.1,
  minSavedTokens: 40,
} as const;

let run: (text: string, command?: string) => Outcome;

beforeAll(async () => {
  const counter = createCounter(await loadRanks());
  const shorten = createShorten({ compressors, counter, limits, detect, render: renderOutput, gate: createGate });
  run = (text, command) => {
    const handle = createHash('sha256').update(text).digest('hex').slice(0, 24);
    const call = command === undefined ? undefined : { tool: 'Bash', input: JSON.stringify({ command }), command };
    return shorten({ text, handle, call });
  };
});

const count = 251;
/** Line numbers that are found nowhere else in these texts. */
const numberOf = (index: number) => 10_003 + index * 7;
const nameOf = (index: number) => `${'abcdefgh'[index >> 5]}`;
const said = (index: number) => `  const user${index} = await fetchUser(${index});`;
const each = (line: (index: number) => string) =>
  `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;
const plain = each((index) => `src/${nameOf(index)}.ts:${numberOf(index)}:${said(index)}`);
const steps = Array.from({ length: 60 }, (_, index) => `[${index + 1}/60] CC obj/part${index}.o`).join('\n');

/** Outputs with the share of their tokens that may be sent at most. */
const outputs: readonly (readonly [command: string | undefined, text: string, share: number])[] = [
  ['grep -rn fetchUser src', plain, 0.4],
  [undefined, plain, 0.4],
  ["ssh web 'grep -rn fetchUser /srv'", plain, 0.4],
  ['npm test; grep -rn fetchUser src; make', `> a@1 test\n> vitest run\n\n✓ 12 tests passed\n${plain}${steps}\n`, 0.6],
  ['rg --vimgrep fetchUser', plain.replace(/:(\d+):/g, ':$1:9:'), 0.4],
  ['grep -rnb fetchUser', each((index) => `src/${nameOf(index)}.ts:${numberOf(index)}:${index}:${said(index)}`), 0.4],
  ['git grep -n fetchUser HEAD', plain.replace(/^/gm, 'HEAD:').replace(/HEAD:$/, ''), 1],
  ['findstr /s /n fetchUser *.ts', plain.replace(/^src\//gm, 'C:\\work\\src\\'), 0.4],
  [
    'grep -rn --color=always fetchUser src',
    each((index) => `\u001b[35m\u001b[Ksrc/${nameOf(index)}.ts\u001b[m\u001b[K:${numberOf(index)}:${said(index)}`),
    0.4,
  ],
  ['grep -rn -A1 fetchUser src', plain.replace(/^(\S+?):(\d+):.*$/gm, '$&\n$1-$2-  next();\n--'), 0.4],
  ['grep -n fetchUser src/a.ts', plain.replace(/^src\/.*?:/gm, ''), 1],
  ['rg --heading -n fetchUser', plain.replace(/^src\/.*?:/gm, '').replace(/^/, 'src/a.ts\n'), 1],
  ["grep -rn fetchUser 'my src'", plain.replace(/^src/gm, 'my src'), 1],
  ['rg -no fetchUser', each((index) => `src/${nameOf(index)}.ts:${numberOf(index)}:fetchUser`), 0.8],
  [
    "grep -rn 't(' src",
    each(
      (index) =>
        `src/${nameOf(index)}.tsx:${numberOf(index)}:  <Label>{t('field_${'abcdefghijkl'[index % 12]}')}</Label>`,
    ),
    1,
  ],
  [
    'grep -rn ERROR logs',
    each(
      (index) =>
        `logs/${nameOf(index)}.log:${numberOf(index)}:12:00:${index % 60} ERROR [w${index % 5}] request ${index} failed`,
    ),
    1,
  ],
  [
    'grep -rn row data',
    each((index) => `data/${nameOf(index)}.jsonl:${numberOf(index)}:{"r":"${'zq'.repeat(800)}"}`),
    0.2,
  ],
  ['./search --json', JSON.stringify({ stdout: plain, code: 0 }), 0.4],
  ['./search --json', JSON.stringify({ output: plain.replace(/user\d+/g, 'user'), code: 0 }, undefined, 2), 0.5],
  [
    './search --json',
    JSON.stringify({
      stdout: each(
        (index) => `src/${nameOf(index)}.ts:${numberOf(index)}: call(${'y'.repeat(index % 97)}${nameOf(index)})`,
      ),
    }),
    1,
  ],
];

describe('searches', () => {
  it.each(outputs)('keep the place of every hit in sight: %s', (command, text, share) => {
    const outcome = run(text, command);
    const sent = 'form' in outcome ? outcome.form.text : text;
    const numbers = new Set(sent.match(/\d+/g));
    const lost = Array.from({ length: count }, (_, index) => numberOf(index)).filter(
      (number) => !numbers.has(`${number}`),
    );
    expect(lost).toEqual([]);
    expect('form' in outcome ? outcome.tokensAfter / outcome.tokens : 1).toBeLessThanOrEqual(share);
  });
});
