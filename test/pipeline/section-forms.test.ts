import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../src/content/detect.ts';
import { keepLines, splitLines } from '../../src/content/lines.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import type { CompressionLimits } from '../../src/model/content.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { Shorten } from '../../src/pipeline/shorten-parts.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { codeText, hitsText, jsonText, logText, patchText } from '../content/sections/samples.ts';

const limits: CompressionLimits = {
  minTokens: 100,
  lossyMinTokens: 1000,
  logLossyMinTokens: 400,
  leaveOut: 'some',
  minSavedShare: 0.05,
  minSavedTokens: 20,
};

let shorten: Shorten;

beforeAll(async () => {
  const counter = createCounter(await loadRanks());
  shorten = createShorten({ compressors, counter, limits, detect, render: renderOutput, gate: createGate });
});

function run(text: string, command: string, more: { retrievable?: boolean } = {}) {
  const handle = createHash('sha256').update(text).digest('hex').slice(0, 24);
  const call = { tool: 'shell', input: JSON.stringify({ command }), command };
  const outcome = shorten({ text, handle, call, ...more });
  return { outcome, handle, form: 'form' in outcome ? outcome.form : undefined };
}

const isNotice = (line: string) => line.startsWith('[headroom: ');

describe('outputs of several programs', () => {
  it('have each part shortened as what it is, and the file that is shown left whole', () => {
    const { form } = run(hitsText + codeText + patchText, "rg -n value src; sed -n '1,90p' src/a.ts; git diff");
    expect(form?.text).toContain(codeText);
    expect(form?.text).toContain('[headroom: lossless, ');
    expect(form?.text).not.toContain('src/lib/deep/folder/file1.ts:12:');
    expect(form?.fidelity).toBe('lossless');
  });

  it('count lines that are left out by the whole text, with one handle for all', () => {
    const text = `starting\n${jsonText}${logText.repeat(3)}`;
    const { form, handle } = run(text, './start.sh && curl -s localhost/items && npm test');
    const total = splitLines(text).lines.length;
    const above = splitLines(`starting\n${jsonText}`).lines.length;
    const gaps = Array.from(form?.text.matchAll(/omitted lines (\d+)-(\d+)/g) ?? [], (match) => Number(match[1]));
    expect(form?.fidelity).toBe('lossy');
    expect(form?.text).toMatch(
      new RegExp(
        `\\[headroom: omitted \\d+ of ${total} lines(?:: [^;]*)?; headroom retrieve hash=${handle} --lines \\d+-\\d+\\]\\n$`,
      ),
    );
    for (const gap of gaps) expect(gap).toBeGreaterThan(above);
    expect(keepLines(text, form?.lines ?? { keep: [] }, handle)).toBe(form?.text);
  });

  it('leave nothing out where nothing can be fetched', () => {
    const { form } = run(`starting\n${jsonText}${logText.repeat(3)}`, './a.sh && curl -s localhost && npm test', {
      retrievable: false,
    });
    expect(form?.fidelity ?? 'lossless').toBe('lossless');
  });
});

describe('what a client puts around an output', () => {
  const head = 'Chunk ID: 12ab\nWall time: 0.1 seconds\nProcess exited with code 0\nOutput:\n';
  const reminder = '\n<system-reminder>\nBe careful with this file.\n</system-reminder>\n';

  it('stays as it is, and the lines below it keep their numbers', () => {
    const text = head + logText.repeat(2) + reminder;
    const { form } = run(text, 'make');
    expect(form?.fidelity).toBe('lossy');
    expect(form?.text.startsWith(head)).toBe(true);
    expect(form?.text).toContain(reminder);
    const sent = new Set(form?.text.split('\n').filter((line) => !isNotice(line)));
    const omitted = Array.from(form?.text.matchAll(/lines:? (\d+)-(\d+)/g) ?? [], (match) => [
      Number(match[1]),
      Number(match[2]),
    ]);
    expect(omitted.length).toBeGreaterThan(0);
    const lines = text.split('\n');
    for (const [first, last] of omitted) {
      for (let line = first as number; line <= (last as number); line++) {
        expect(lines[line - 1]).toMatch(/^2026-/);
      }
    }
    expect(sent.has('Chunk ID: 12ab')).toBe(true);
  });

  it('does not keep a table from being read as one', () => {
    const rows = Array.from(
      { length: 40 },
      (_, index) => `service-with-a-long-name-${index % 4},eu-central-1,running,${index}`,
    );
    const { form } = run(`${head}name,region,state,count\n${rows.join('\n')}\n`, 'tool list --csv');
    expect(form?.text.startsWith(head)).toBe(true);
    expect(form?.by).toMatch(/tab|csv|delim/);
  });
});
