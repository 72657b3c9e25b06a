import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleOf } from '../../src/lib/title.ts';

describe('a title', () => {
  it.each([
    ['Fix the login test', 'Fix the login test'],
    ['  Fix\n\n\tthe\u001b[2J  bug\u202e ', 'Fix the [2J bug'],
    ['Why is src/lib/title.ts slow on v20.18?', 'Why is src/lib/title.ts slow on v20.18?'],
    ['Count the token budget anew', 'Count the token budget anew'],
    ['日本語のテストを直して', '日本語のテストを直して'],
    ['', undefined],
    [' \n--- …', undefined],
    [
      'Please make the very long report of the quarterly figures shorter than it is today',
      'Please make the very long report of the quarterly figures s…',
    ],
  ])('of %j is %j', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });

  it.each([
    ['use sk-ant-api03-abc please', 'use … please'],
    ['key: AKIAIOSFODNN7EXAMPLE', 'key: …'],
    ['my password is hunter and go', 'my password is … and go'],
    ['password: hunter', 'password: …'],
    ['with token x7k9q2', 'with token …'],
    ['run TOKEN=abc npm test', 'run … npm test'],
    ['open https://me:pw@example.com/x now', 'open … now'],
    ['mail me@example.com', 'mail …'],
    ['deploy 3f786850e387550fdab836ed7e6dc881de23001b', 'deploy …'],
    ['curl -H "Authorization: Bearer abcdef1"', 'curl -H "Authorization: … …'],
    ['log in: -----BEGIN OPENSSH PRIVATE KEY----- abc', 'log in:'],
    ['{"api_key":"abc"} is mine', '… is mine'],
  ])('%s loses its secret', (text, title) => {
    const found = titleOf(text) ?? '';
    expect(found.replaceAll(/(?:… )+…/g, '… …')).toContain(title.split('…')[0]?.trim());
    for (const secret of ['sk-ant', 'AKIA', 'hunter', 'x7k9q2', 'abc', 'pw@', 'me@', '3f786', 'abcdef1'])
      expect(found).not.toContain(secret);
  });

  it('never holds a key that is given out in a known form, wherever it is', () => {
    const body = fc.stringMatching(/^[A-Za-z0-9]{16,40}$/);
    const start = fc.constantFrom(
      'sk-',
      'sk-ant-api03-',
      'ghp_',
      'github_pat_',
      'glpat-',
      'xoxb-',
      'AKIA',
      'AIza',
      'eyJ',
      'npm_',
    );
    const around = fc.constantFrom(
      'S',
      '"S"',
      'KEY=S',
      'use `S`, please',
      'Bearer S',
      '(S)',
      'a S b',
      'https://x.example/?k=S',
      '{"k":"S"}',
    );
    fc.assert(
      fc.property(body, start, around, (key, beginning, text) => {
        expect(titleOf(`Go ${text.replaceAll('S', beginning + key)}`) ?? '').not.toContain(key.slice(0, 12));
      }),
    );
  });

  it('is one line of at most 60 characters without control characters, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const title = titleOf(text);
        if (title === undefined) return;
        expect(Array.from(title).length).toBeLessThanOrEqual(60);
        expect(title).not.toMatch(/\p{C}|\n/u);
      }),
    );
    expect(titleOf(`a ${'x'.repeat(1e6)}`)).toBe('a');
  });
});
