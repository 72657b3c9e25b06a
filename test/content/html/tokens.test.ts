import { describe, expect, it } from 'vitest';
import { decodeEntities } from '../../../src/content/html/entities.ts';
import { readAttributes, readTokens } from '../../../src/content/html/tokens.ts';

function read(source: string): string[] {
  return [...readTokens(source)].map((token) =>
    token.type === 'text' ? source.slice(token.start, token.end) : `${token.type === 'open' ? '' : '/'}${token.name}`,
  );
}

describe('reading tags', () => {
  it('tells tags from text', () => {
    expect(read('<p>one <b>two</b></p>')).toEqual(['p', 'one ', 'b', 'two', '/b', '/p']);
  });

  it('takes a sign that opens no tag for text', () => {
    expect(read('a < b <3 c<p>')).toEqual(['a < b <3 c', 'p']);
  });

  it('finds the end of a tag behind quoted signs', () => {
    expect(read('<a title="1 > 0">x</a>')).toEqual(['a', 'x', '/a']);
  });

  it('ends a tag whose quotes never close at its first sign', () => {
    expect(read('<a title="x>text')).toEqual(['a', 'text']);
  });

  it('leaves comments, doctypes and instructions out', () => {
    expect(read('<!doctype html><!-- <p> --><?php x ?><p>y')).toEqual(['p', 'y']);
  });

  it('reads scripts as text up to their own end', () => {
    expect(read('<script>if (a<b) "</p>"</SCRIPT><p>')).toEqual(['script', 'if (a<b) "</p>"', '/script', 'p']);
  });

  it('goes on behind a tag that was cut off at the end of a line', () => {
    expect(read('<a href="x" cla\n<p>y')).toEqual(['<a href="x" cla\n', 'p', 'y']);
  });

  it('knows a slash that closes from a slash of an address', () => {
    const closes = (source: string) =>
      [...readTokens(source)].map((token) => token.type === 'open' && token.selfClosing);
    expect(closes('<br/>')).toEqual([true]);
    expect(closes('<a href=/a/>')).toEqual([false]);
    expect(closes('<img src="/a/" />')).toEqual([true]);
  });
});

describe('attributes', () => {
  it('reads quoted, bare and empty values, the first of several', () => {
    expect([...readAttributes(' HREF="a" id=b hidden class=\'c d\' id=e')]).toEqual([
      ['href', 'a'],
      ['id', 'b'],
      ['hidden', ''],
      ['class', 'c d'],
    ]);
  });
});

describe('character references', () => {
  it('decodes names and numbers', () => {
    expect(decodeEntities('&lt;a&gt; &amp;&#39;&#x2014;&eacute;&Omega;&hellip;&pi;')).toBe("<a> &'—éΩ…π");
  });

  it('reads numbers of control codes as Windows means them', () => {
    expect(decodeEntities('&#150;&#146;&#133;')).toBe('–’…');
  });

  it('leaves alone what is no reference', () => {
    expect(decodeEntities('a & b &unknown; &copy=1 &#xD800; &#0;')).toBe('a & b &unknown; &copy=1 &#xD800; &#0;');
  });
});
