import { describe, expect, it } from 'vitest';
import { renderFittingTable } from '../../../commands/ui/fitting-table.ts';

const columns = [
  { heading: 'session' },
  { heading: 'day' },
  { heading: 'tokens before', align: 'right' },
  { heading: 'paid', align: 'right' },
] as const;
const name = 'claude · web-ui · 11:16 · Find out why the build failed';
const rows = [
  [name, '2026-03-01', '1,549,353', '$2.37'],
  ['codex · api · 11:20', '2026-03-02', '7', '$0.10'],
];
const at = (width: number) => renderFittingTable(columns, rows, { names: 2, width }).split('\n');

describe('a table that fits a screen', () => {
  it('is whole where there is room, and off a terminal', () => {
    const [heading = '', first = ''] = at(Number.POSITIVE_INFINITY);
    expect(first).toBe(`${name}  2026-03-01      1,549,353  $2.37`);
    expect(at(heading.length)).toEqual(at(Number.POSITIVE_INFINITY));
  });

  it('shortens the longest names, and nothing else', () => {
    const lines = at(80);
    expect(lines[1]).toBe('claude · web-ui · 11:16 · Find out why the bu…  2026-03-01      1,549,353  $2.37');
    expect(lines[2]).toMatch(/^codex · api · 11:20 +2026-03-02 +7 {2}\$0\.10$/);
  });

  it('has names on lines of their own where too little of them would be left', () => {
    expect(at(50)).toEqual([
      'session · day',
      'tokens before   paid',
      'claude · web-ui · 11:16 · Find out w… · 2026-03-01',
      '    1,549,353  $2.37',
      'codex · api · 11:20 · 2026-03-02',
      '            7  $0.10',
    ]);
  });

  it('counts characters that take two columns as two', () => {
    const lines = renderFittingTable(
      columns,
      [['テストが失敗した理由を調べて直してください', '2026-03-01', '7', '$0.10']],
      {
        ...{ names: 2, width: 70 },
      },
    ).split('\n');
    expect(lines[1]).toMatch(/^テストが失敗した理由を調べて直して… +2026-03-01 +7 {2}\$0\.10$/);
  });

  it('counts marks of a letter as none', () => {
    const marked = `${'e\u0301'.repeat(30)}`;
    const text = renderFittingTable([{ heading: 'a' }], [[marked]], { names: 1, width: 30 });
    expect(text.split('\n')[1]).toBe(marked);
  });

  it.each(Array.from({ length: 12 }, (_, index) => 30 + 10 * index))('is no wider than %i characters', (width) => {
    for (const line of at(width)) expect(line.length).toBeLessThanOrEqual(width);
  });
});
