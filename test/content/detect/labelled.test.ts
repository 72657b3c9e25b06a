import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/content/detect.ts';
import { renderOutput } from '../../../src/pipeline/rendering.ts';

/** The beginning of an output, with what a reader takes it for: a kind, with `!` where it shows a file. */
type Labelled = {
  readonly from: string;
  readonly tool: string;
  readonly command?: string;
  /** More than one where readers may differ. */
  readonly expected: string | readonly string[];
  readonly text: string;
};

const fewestCases = 300;
const accuracyWanted = 0.97;

function labelled(name: string): readonly Labelled[] {
  const file = new URL(`../../fixtures/detect/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Labelled);
}

function found({ text, tool, command }: Labelled): string {
  const shown = renderOutput(text, { call: { tool, input: '', command } })?.text ?? text;
  const { kind, shownFile } = detect(shown, { tool, input: '', command });
  return shownFile ? `${kind}!` : kind;
}

describe('the kinds of real outputs', () => {
  it('are told as a reader tells them', () => {
    const cases = [...labelled('sessions'), ...labelled('files')];
    expect(cases.length).toBeGreaterThanOrEqual(fewestCases);
    const wrong = cases.flatMap((each) => {
      const kind = found(each);
      return [each.expected].flat().includes(kind) ? [] : [`${each.from}: expected ${each.expected}, found ${kind}`];
    });
    const accuracy = 1 - wrong.length / cases.length;
    expect(accuracy, wrong.join('\n')).toBeGreaterThanOrEqual(accuracyWanted);
  });

  it('never lose what an edit could quote', () => {
    const cases = [...labelled('sessions'), ...labelled('files')];
    const files = cases.filter(({ expected }) => [expected].flat().every((kind) => kind.endsWith('!')));
    const touched = files.filter((each) => !found(each).endsWith('!'));
    expect(files.length).toBeGreaterThan(100);
    expect(touched.map(({ from }) => from)).toEqual([]);
  });
});
