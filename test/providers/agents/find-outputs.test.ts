import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOutputs } from '../../../providers/agents/aider/find-outputs.ts';

const captured: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../fixtures/agents/aider-texts.json', import.meta.url), 'utf8'),
);
const outputs = (text: string) => findOutputs(text).map(({ start, end }) => text.slice(start, end));
const turn = (output: string, command = 'make test') =>
  `I ran this command:\n\n${command}\n\nAnd got this output:\n\n${output}\n`;
const reminder = '# *SEARCH/REPLACE block* Rules:\n\nEvery block must …\n';

describe('command output in user texts of Aider', () => {
  it('is found in every captured form, and is the same text in each', () => {
    const [whole] = outputs(captured.turn as string);
    expect(whole).toMatch(/^={29} test session starts[\s\S]*0\.16s =+$/);
    expect(outputs(captured.turnWithReminder as string)).toEqual([whole]);
    expect(outputs(captured.commit as string)).toEqual([whole, whole]);
    expect(outputs(captured.summary as string)).toHaveLength(2);
    expect(outputs(captured.summary as string)[1]).toBe(whole);
    expect(outputs(captured.terminalTurnWithReminder as string)).toEqual(outputs(captured.terminalTurn as string));
    expect(findOutputs(captured.fencedTurnWithReminder as string)).toMatchObject([{ command: 'pytest test_stock.py' }]);
    expect(outputs(captured.fencedTurnWithReminder as string)[0]).toMatch(/0\.17s =+$/);
  });

  it('is the same with a reminder glued on and without, whatever it holds', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('', '\r', '# *SEARCH/REPLACE block* Rules:', '# USER', 'ASSISTANT: x'),
    );
    const output = fc.array(line).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(output, (text) => {
        const [alone] = outputs(turn(text));
        expect(outputs(`${turn(text)}\n\n${reminder}`)[0]).toBe(alone);
        expect(outputs(`${turn(text)}\n\n\n${reminder}`)[0]).toBe(alone);
        expect(alone === undefined || text.startsWith(alone)).toBe(true);
      }),
    );
  });

  it('never reaches into what follows it', () => {
    const commit = `\nUSER: ${turn('out\n')}\n\nASSISTANT: Ok.\n\n# Diffs:\ndiff --git a/x b/x\n`;
    expect(outputs(commit)).toEqual(['out']);
    expect(outputs(`# USER\n${turn('one')}# ASSISTANT\nOk.\n# USER\n${turn('two')}`)).toEqual(['one', 'two']);
    expect(outputs(`\nUSER: ${turn('out\n')}`)).toEqual([]);
  });

  it.each([
    ['a question', 'Why does this fail?'],
    ['a text that quotes the template further down', `I wrote:\n${turn('x')}`],
    ['a template without output', 'I ran this command:\n\nls\n'],
    ['an empty output', turn('')],
    [
      'files',
      'I have *added these files to the chat*\n\nstock.py\n```\nI ran this command:\n\nls\n\nAnd got this output:\n\nx\n```\n',
    ],
    ['a text that does not end as the template does', turn('out').slice(0, -1)],
  ])('is not found in %s', (_, text) => expect(findOutputs(text)).toEqual([]));

  it('takes no longer on a long run of line ends', () => {
    expect(outputs(turn(`a${'\n'.repeat(300_000)}b`))[0]).toHaveLength(300_002);
  });

  it('keeps the command, over several lines too', () => {
    expect(findOutputs(turn('x', 'cat <<E\nhi\nE'))[0]?.command).toBe('cat <<E\nhi\nE');
  });
});
