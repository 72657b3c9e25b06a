import { describe, expect, it } from 'vitest';
import { joinGaps } from '../../../src/content/log/joined-gaps.ts';

/** Which lines are left of those in capitals; a letter is the kind of its line. */
const joined = (lines: string, staying = '') => {
  const keep = Array.from(lines, (letter) => letter !== letter.toLowerCase());
  joinGaps(
    keep,
    (index) => !staying.includes(lines[index] as string),
    (index) => lines.toLowerCase().charCodeAt(index),
  );
  return Array.from(lines, (letter, index) => (keep[index] ? letter : '.')).join('');
};

describe('gaps that become one', () => {
  it('have only lines between them of which the like stay, and the first of these stays', () => {
    expect(joined('ABaabAaaB')).toBe('AB......B');
    expect(joined('AxxAxxAxx')).toBe('A........');
    expect(joined('BaaAaaB')).toBe('B..A..B');
  });

  it('leave of each kind one line, however many lie between', () => {
    expect(joined('xxABAxxABxx')).toBe('..ABA......');
    expect(joined('xxABxx')).toBe('..AB..');
    expect(joined('xxAAxx')).toBe('..AA..');
  });

  it('have nothing between them that was asked for, and no passage', () => {
    expect(joined('AxxAxxA', 'A')).toBe('A..A..A');
    expect(joined('AxxAAAAAAAxxA')).toBe('A..AAAAAAA..A');
    expect(joined('AxxAAAAAAxxA')).toBe('A..........A');
  });

  it('do not take the lines at either end of the text', () => {
    expect(joined('AxxA')).toBe('A..A');
    expect(joined('AAxxAA')).toBe('AA..AA');
  });
});
