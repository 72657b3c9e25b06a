import { describe, expect, it } from 'vitest';
import { type ApplyInput, applyRules } from '../../../src/learn/file/apply.ts';
import { headingLines } from '../../../src/learn/file/heading.ts';
import { endMarker, startMarker } from '../../../src/learn/file/parse.ts';
import { removeRules } from '../../../src/learn/file/remove.ts';
import type { RuleLine } from '../../../src/learn/file/rules.ts';

const skill: RuleLine = { id: 'skill commit', line: 'The skill `commit` does not exist.' };
const bun: RuleLine = { id: 'rtk bun', line: '`rtk bun` fails here: use `bun`.' };
const lint: RuleLine = { id: 'path golangci', line: '`.golangci.yml` does not exist: use `.golangci.yaml`.' };

const apply = (text: string | undefined, given: Partial<ApplyInput> = {}) => {
  const bytes = text === undefined ? undefined : Buffer.from(text);
  const { bytes: after, written } = applyRules({ bytes, name: 'A.md', rules: [skill, bun], written: [], ...given });
  return { text: after?.toString(), written };
};
const remove = (text: string, given: Partial<ApplyInput> = {}) => {
  const { bytes, kept } = removeRules({ bytes: Buffer.from(text), name: 'A.md', written: [], ...given });
  return { text: bytes?.toString(), kept };
};
const states = (written: ReturnType<typeof apply>['written']) =>
  Object.fromEntries(written.map(({ id, state }) => [id, state]));
const block = (lines: readonly string[], end = '\n') =>
  [startMarker, ...headingLines, ...lines, endMarker].join(end) + end;
const both = [`- ${skill.line}`, `- ${bun.line}`];

describe('rules in an instruction file', () => {
  it('are put into a block at the end, which says where they come from and how to remove them', () => {
    expect(apply('# Mine\n').text).toBe(`# Mine\n${block(both)}`);
    expect(headingLines.join(' ')).toMatch(/learned by.*calls that failed.*headroom learn --remove/i);
  });

  it('make a file where there is none', () => {
    expect(apply(undefined).text).toBe(block(both));
  });

  it('make none where there is nothing to say', () => {
    expect(apply(undefined, { rules: [] })).toEqual({ text: undefined, written: [] });
    expect(apply('', { rules: [] }).text).toBe('');
    expect(apply('# Mine', { rules: [] }).text).toBe('# Mine');
  });

  it.each([
    ['line feeds', '# Mine\nx\n', '\n'],
    ['CRLF', '# Mine\r\nx\r\n', '\r\n'],
    ['CRLF and no last line end', '# Mine\r\nx', '\r\n'],
    ['a last line that ends otherwise than the others', 'a\r\nb\n', '\n'],
    ['mixed line ends and no last one', 'a\nb\r\nc', '\r\n'],
    ['a byte order mark', '\uFEFF# Mine\n', '\n'],
    ['only a byte order mark', '\uFEFF', '\n'],
    ['nothing', '', '\n'],
    ['one line without an end', 'x', '\n'],
    ['a return character at its very end', 'x\r', '\n'],
    ['only an empty line', '\n', '\n'],
  ])('keep the form of a file with %s, and take everything back', (_, text, end) => {
    const { text: applied = '', written } = apply(text);
    const keepsEnd = text.endsWith('\n');
    const glue = keepsEnd || text === '' || text === '\uFEFF' ? '' : end;
    const expected = block(both, end);
    expect(applied).toBe(text + glue + (keepsEnd ? expected : expected.slice(0, -end.length)));
    expect(apply(applied, { written }).text).toBe(applied);
    expect(remove(applied, { written })).toEqual({ text, kept: [] });
  });

  it('keep bytes that are no UTF-8, outside the block and inside', () => {
    const bytes = Buffer.from('caf\xE9 \xFF\xFE\n', 'latin1');
    const { bytes: applied, written } = applyRules({ bytes, name: 'A.md', rules: [skill], written: [] });
    const changed = Buffer.from(applied!.toString('latin1').replace(endMarker, `\xE9!\n${endMarker}`), 'latin1');
    const again = applyRules({ bytes: changed, name: 'A.md', rules: [skill, bun], written });
    expect(again.bytes!.toString('latin1')).toContain(`\xE9!\n${endMarker}`);
    expect(again.bytes!.toString('latin1').startsWith('caf\xE9 \xFF\xFE\n')).toBe(true);
    expect(removeRules({ bytes: again.bytes, name: 'A.md', written: again.written }).bytes!.toString('latin1')).toBe(
      'caf\xE9 \xFF\xFE\n\xE9!\n',
    );
  });

  it('change only what is between the markers, wherever the block is', () => {
    const { text = '', written } = apply('');
    const moved = `above\r\n${text}\nbelow\nno end`;
    const next = apply(moved, { rules: [skill, bun, lint], written });
    expect(next.text).toBe(`above\r\n${block([...both, `- ${lint.line}`])}below\nno end`);
    expect(remove(next.text!, { written: next.written }).text).toBe('above\r\nbelow\nno end');
  });

  it('stay when a later run finds fewer things', () => {
    const first = apply('# Mine\r\nno last end', { rules: [skill, bun, lint] });
    const second = apply(first.text, { rules: [bun], written: first.written });
    expect(second).toEqual(first);
    expect(apply(first.text, { rules: [], written: first.written })).toEqual(first);
  });

  it('stay beside a block that an older version or another machine wrote', () => {
    const old = `user\n${startMarker}\n## Learned\n- Use the blue door.\n${endMarker}\n`;
    const { text, written } = apply(old);
    expect(text).toBe(old.replace(endMarker, `${both.join('\n')}\n${endMarker}`));
    expect(states(written)).toEqual({ [skill.id]: 'kept', [bun.id]: 'kept' });
    expect(remove(text!, { written }).text).toBe('user\n## Learned\n- Use the blue door.\n');
  });

  it('are not written twice where another machine wrote them already', () => {
    const { text } = apply('# Mine\n');
    expect(apply(text)).toEqual(apply('# Mine\n'));
  });

  it('go when they are withdrawn, and the block with the last of them', () => {
    const first = apply('# Mine');
    const second = apply(first.text, { rules: [bun], withdrawn: [skill.id], written: first.written });
    expect(second.text).toBe(`# Mine\n${block([`- ${bun.line}`]).slice(0, -1)}`);
    expect(states(second.written)).toEqual({ [bun.id]: 'kept' });
    const last = { rules: [], withdrawn: [bun.id], written: second.written };
    expect(apply(second.text, last)).toEqual({ text: '# Mine', written: [] });
    expect(apply(block([`- ${bun.line}`]), last).text).toBeUndefined();
  });

  it('change their words in place', () => {
    const first = apply('');
    const better = { ...skill, line: 'The skill `commit` does not exist' };
    const second = apply(first.text, { rules: [better, bun], written: first.written });
    expect(second.text).toBe(first.text!.replace(skill.line, better.line));
    expect(apply(second.text, { rules: [better, bun], written: second.written })).toEqual(second);
  });

  it('are one plain line each, whoever made them', () => {
    const wrong = ['two\nlines', 'a <!-- b', 'x'.repeat(201), '', ' x', 'bell \x07', 'turned \u202E', 'a\u2028b'];
    for (const line of wrong) expect(() => apply('', { rules: [{ id: 'x', line }] })).toThrow(/plain line.*rule x/);
    expect(apply('', { rules: [{ id: 'x', line: 'x'.repeat(200) }] }).text).toContain('x'.repeat(200));
  });
});

describe('a block that the user changed', () => {
  const { text: first = '', written } = apply('# Mine\n', { rules: [skill, bun, lint] });
  const rules = [skill, bun, lint];

  it('keeps a deleted rule deleted, in later runs too', () => {
    const without = first.replace(`- ${bun.line}\n`, '');
    const second = apply(without, { rules, written });
    expect(second.text).toBe(without);
    expect(states(second.written)).toEqual({ [skill.id]: 'kept', [bun.id]: 'deleted', [lint.id]: 'kept' });
    const reworded = [skill, { ...bun, line: 'Never `rtk bun`: use `bun`.' }, lint];
    const third = apply(second.text, { rules: reworded, written: second.written });
    expect(third).toEqual(second);
  });

  it('keeps an edited rule as it was edited, and where it is', () => {
    const edited = first.replace('use `bun`.', 'use `bun` or `bunx`!');
    const second = apply(edited, { rules, written });
    expect(second.text).toBe(edited);
    expect(states(second.written)).toEqual({ [skill.id]: 'kept', [bun.id]: 'edited', [lint.id]: 'kept' });
    expect(apply(edited, { rules, withdrawn: [bun.id], written: second.written }).text).toBe(edited);
  });

  it('takes a rule back in that has our words again', () => {
    const second = apply(first.replace(`- ${bun.line}\n`, ''), { rules, written });
    expect(states(apply(first, { rules, written: second.written }).written)[bun.id]).toBe('kept');
  });

  it('tells an edited rule from a deleted one beside it', () => {
    const changed = first.replace(`- ${skill.line}\n`, '').replace('use `bun`.', 'use plain `bun`.');
    expect(states(apply(changed, { rules, written }).written)).toEqual({
      [skill.id]: 'deleted',
      [bun.id]: 'edited',
      [lint.id]: 'kept',
    });
  });

  it('takes a line of the same form for an edit, however little it is like ours', () => {
    const changed = first.replace(bun.line, 'Nothing of before.');
    const recognise = (line: string) => (line === 'Nothing of before.' ? bun.id : undefined);
    expect(states(apply(changed, { rules, written }).written)[bun.id]).toBe('deleted');
    expect(states(apply(changed, { rules, written, recognise }).written)[bun.id]).toBe('edited');
  });

  it('keeps lines that the user added where they are', () => {
    const mine = first
      .replace(`- ${bun.line}`, `Mine, above.\n\n- ${bun.line}`)
      .replace(endMarker, `Mine, last.\n${endMarker}`);
    const fourth = { id: 'fourth', line: 'Something quite new.' };
    const second = apply(mine, { rules: [...rules, fourth], written });
    expect(second.text).toBe(mine.replace('Mine, last.', `- ${fourth.line}\nMine, last.`));
    expect(remove(second.text!, { written: second.written })).toEqual({
      text: '# Mine\nMine, above.\n\nMine, last.\n',
      kept: ['Mine, above.', '', 'Mine, last.'],
    });
  });

  it('keeps a deleted rule deleted where the user adds a line that is like it', () => {
    const second = apply(first.replace(`- ${bun.line}\n`, ''), { rules, written });
    const similar = second.text!.replace(endMarker, `\`rtk bun\` fails here: be patient.\n${endMarker}`);
    const third = apply(similar, { rules, written: second.written });
    expect([third.text, states(third.written)[bun.id]]).toEqual([similar, 'deleted']);
  });

  it('has a second line of a rule for one of the user, in other words of ours too', () => {
    const better = { ...bun, line: 'Never `rtk bun`.' };
    const twice = first.replace(endMarker, `- ${better.line}\n${endMarker}`);
    expect(apply(twice, { rules: [better], withdrawn: [bun.id], written }).text).toBe(
      twice.replace(`- ${bun.line}\n`, ''),
    );
    const recognise = (line: string) => (line.startsWith('Known') ? 'known' : undefined);
    const known = `${startMarker}\nKnown 1.\nKnown 2.\n${endMarker}\n`;
    expect(remove(known, { recognise }).kept).toEqual(['Known 2.']);
    expect(apply(known, { rules: [], recognise }).written).toEqual([{ id: 'known', line: 'Known 1.', state: 'kept' }]);
  });

  it('may be written with another list marker, blanks at line ends and in another order', () => {
    const changed = `# Mine\n${block([`* ${lint.line}  `, `  + ${skill.line}`, bun.line])}`;
    const second = apply(changed, { rules, written });
    expect(second.text).toBe(changed);
    expect(states(second.written)).toEqual({ [skill.id]: 'kept', [bun.id]: 'kept', [lint.id]: 'kept' });
    expect(remove(changed, { written }).text).toBe('# Mine\n');
  });

  it('has a copy of a rule for a line of the user', () => {
    const changed = first.replace(`- ${bun.line}`, `- ${bun.line}\n- ${bun.line}`);
    expect(remove(changed, { written }).kept).toEqual([`- ${bun.line}`]);
  });

  it('keeps a heading that was changed or taken out', () => {
    const changed = first.replace(`${headingLines[0]}\n`, '').replace(headingLines[1] as string, 'Mine now.');
    const second = apply(changed, { rules: [...rules, { id: 'x', line: 'New.' }], written });
    expect(second.text).toBe(changed.replace(endMarker, `- New.\n${endMarker}`));
  });

  it('stays as it is where the user emptied it, until there is something new', () => {
    const emptied = `# Mine\n${startMarker}\n${endMarker}\n`;
    const second = apply(emptied, { rules, written });
    expect(second.text).toBe(emptied);
    expect(new Set(Object.values(states(second.written)))).toEqual(new Set(['deleted']));
    const third = apply(emptied, { rules: [{ id: 'x', line: 'New.' }], written: second.written });
    expect(third.text).toBe(`# Mine\n${block(['- New.'])}`);
  });

  it('counts as deleted with all its rules where it is gone, but not where the file is gone', () => {
    const second = apply('# Mine\n', { rules, written });
    expect(second.text).toBe('# Mine\n');
    expect(new Set(Object.values(states(second.written)))).toEqual(new Set(['deleted']));
    expect(apply(undefined, { rules: [skill], written }).text).toBe(
      block([bun, lint, skill].map(({ line }) => `- ${line}`)),
    );
    expect(apply(undefined, { rules, written: second.written }).text).toBeUndefined();
  });
});

describe('taking the block out', () => {
  it('deletes a file that we made, and no other', () => {
    expect(remove(apply(undefined).text!, { written: apply(undefined).written }).text).toBeUndefined();
    expect(remove(`\n${block(both)}`, { rules: [], written: apply('').written }).text).toBe('\n');
  });

  it('keeps a file that we made and the user wrote into', () => {
    const { text = '', written } = apply(undefined);
    expect(remove(`${text}Mine.\n`, { written }).text).toBe('Mine.\n');
    expect(remove(text.replace(endMarker, `Mine.\n${endMarker}`), { written })).toEqual({
      text: 'Mine.\n',
      kept: ['Mine.'],
    });
  });

  it('takes one line end with it, whichever is before it by now', () => {
    const { text = '', written } = apply('a\r\nb');
    const added = text.replace(startMarker, `c\n${startMarker}`);
    expect(remove(added, { written }).text).toBe('a\r\nb\r\nc');
  });

  it('keeps an edited rule in the place of the block', () => {
    const { text = '', written } = apply('no end');
    const edited = text.replace('use `bun`.', 'use `bun`, please.');
    const kept = ['- `rtk bun` fails here: use `bun`, please.'];
    expect(remove(edited, { written })).toEqual({ text: `no end\n${kept[0]}`, kept });
    const second = apply(edited, { written });
    expect(remove(edited, { written: second.written })).toEqual({ text: `no end\n${kept[0]}`, kept });
  });

  it('knows our sentences by their form where the memory was cleared', () => {
    const { text = '' } = apply('# Mine');
    const recognise = (line: string) => [skill, bun].find((rule) => rule.line === line)?.id;
    expect(remove(text, { recognise })).toEqual({ text: '# Mine', kept: [] });
    expect(remove(text).kept).toEqual(both);
  });

  it('leaves a file without a block as it is', () => {
    for (const text of ['', '# Mine', '# Mine\r\n']) expect(remove(text)).toEqual({ text, kept: [] });
    expect(removeRules({ bytes: undefined, name: 'A.md', written: [] })).toEqual({ bytes: undefined, kept: [] });
  });
});
