import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources.ts';

// A stranger reads the comments, messages and pages: each of these phrases once meant something only to its authors.
const phrases: readonly { readonly phrase: RegExp; readonly say: string }[] = [
  { phrase: /\bstands? above\b|\bfurther up\b/gi, say: 'appears earlier in the conversation' },
  { phrase: /\b(?:go|goes|went) up (?:as|in another|whole|again)\b/gi, say: 'is sent' },
  { phrase: /\b(?:sent|up|passed|goes|go) as (?:it|they) came\b/gi, say: 'forwarded unchanged' },
  { phrase: /\b(?:is|are) told(?: (?:as|at|in|right|without)\b|[.,;])/gi, say: 'is reported' },
  { phrase: /\bwhat (?:\w+ ){1,3}brought\b(?! (?:about|back|down|up|to)\b)/gi, say: 'what it saved' },
  { phrase: /\b(?:blocks?|outputs?)(?: that)?(?: (?:is|are|was|were))? left alone\b/gi, say: 'left as it was' },
  { phrase: /\bversion stands in\b|\bstands first\b/gi, say: 'is' },
  { phrase: /\bby and by\b/gi, say: 'now and then' },
];

/** Files whose texts people read; the literals of `src/content` are read by models, and decisions are pinned by them. */
function readTexts(): readonly { readonly file: string; readonly text: string }[] {
  const folders = ['bin', 'commands', 'providers', 'src', 'scripts', 'bench', 'docs'];
  const nested = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
  return [...readdirSync(root), ...nested]
    .filter((file) => /\.(?:ts|mjs|md)$/.test(file) && !file.includes('node_modules'))
    .map((name) => {
      const file = name.split(path.sep).join('/');
      const text = readFileSync(path.join(root, name), 'utf8');
      return { file, text: joined(file.startsWith('src/content/') ? commentsOf(text) : text) };
    });
}

/** The lines of a file that are comments, of TypeScript that the formatter has laid out. */
function commentsOf(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => /^\s*(?:\/\*\*?|\*(?!\/)|\/\/) ?(.*)$|\S \/\/ (.*)$/.exec(line)?.slice(1).join('') ?? [])
    .join('\n');
}

/** A text with sentences on one line: comment marks, line ends and the seams of literals are taken out. */
function joined(text: string): string {
  return text.replace(/['"`] \+\n\s*['"`]/g, '').replace(/\s*\n[ \t]*(?:\*\/?|\/\/|>)?[ \t]*/g, ' ');
}

function found(text: string): readonly string[] {
  return phrases.flatMap(({ phrase, say }) => Array.from(text.matchAll(phrase), ([hit]) => `"${hit}": say "${say}"`));
}

describe('plain English', () => {
  it('is what comments, help, messages and pages are in', () => {
    const texts = readTexts();
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.flatMap(({ file, text }) => found(text).map((fault) => `${file}: ${fault}`))).toEqual([]);
  });

  it.each([
    ['/** Lines that\n * stand above. */', 'stand above'],
    ["'what was sent as ' +\n  'it came'", 'sent as it came'],
    ['// see further\n  // up', 'further up'],
    ['The body goes up as it is.', 'goes up as'],
    ['A loss is told as a cost.', 'is told as'],
    ['what breakpoints brought is apart', 'what breakpoints brought'],
    ['Blocks that were left alone.', 'Blocks that were left alone'],
  ])('misses in %j', (text, phrase) => {
    expect(found(joined(text))).toEqual([expect.stringContaining(`"${phrase}"`)]);
  });

  it.each([
    'Prices go up with the length. SQLite is told that the file does not change.',
    'The agent did as it was told to. The change was told to the user.',
    'What the change brought about. As it came from the server, so it is stored.',
    'An upstream is left alone for a day. The price of one stands in for theirs.',
    'The line above. It stands out.',
  ])('is found in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('looks at the comments alone of files whose literals models read', () => {
    expect(joined(commentsOf("/**\n * One\n * two.\n */\nconst a = 'stands above'; // three\n// four\n"))).toBe(
      ' One two. three four',
    );
  });
});
