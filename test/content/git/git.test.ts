import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blameCodec } from '../../../src/content/git/blame.ts';
import { gitCompressor } from '../../../src/content/git/git.ts';
import { logCodec } from '../../../src/content/git/log.ts';
import { porcelainCodec } from '../../../src/content/git/porcelain.ts';
import { statCodec } from '../../../src/content/git/stat.ts';
import type { Codec } from '../../../src/model/content.ts';

const codecs: readonly Codec[] = [blameCodec, porcelainCodec, logCodec, statCodec];
const hashes = [
  '0c8c50a433c54e5b1239bc2db1cc1e5fbd39967a',
  'd0a0c72b1d7c0b46d9d1f9d0be4f8d8f3a2b1c0d',
  '0c8c50a4ffffffffffffffffffffffffffffffff',
];
const authors = ['Ann Lee <ann@x.example>', 'Bo <bo@y.example>'];
const code = ['', 'const a = 1;', '\tif (a) {', '    commit x', '12) b', ' x.ts | 3 +', '  | a | b |'];

function encodeOf(codec: Codec, text: string): string {
  const encoded = codec.encode(text);
  if (encoded === undefined) throw new Error(`expected a form by ${codec.name}, found none`);
  expect(codec.decode(encoded)).toBe(text);
  expect(encoded.match(/^\[headroom: lossless, .*\]$/m)).not.toBeNull();
  return encoded;
}

function blame(rows: readonly (readonly [number, string])[]): string {
  const width = String(rows.length).length;
  return rows
    .map(([who, line], index) => {
      const author = (authors[who % 2] as string).split(' <')[0] as string;
      return `${(hashes[who] as string).slice(0, 8)} (${author.padEnd(7)} 2026-01-02 03:04:05 +0100 ${String(index + 1).padStart(width)}) ${line}\n`;
    })
    .join('');
}

function porcelain(rows: readonly (readonly [number, string])[], everyLine: boolean): string {
  const seen = new Set<number>();
  return rows
    .map(([who, line], index) => {
      const facts = `author Ann\nauthor-mail <a@x.example>\nauthor-time 1${who}\nauthor-tz +0000\ncommitter Ann\ncommitter-mail <a@x.example>\ncommitter-time 1${who}\ncommitter-tz +0000\nsummary text\nfilename a.ts\n`;
      const told = everyLine || !seen.has(who);
      seen.add(who);
      return `${hashes[who]} ${index + 1} ${index + 1}${rows[index - 1]?.[0] === who ? '' : ' 1'}\n${told ? facts : ''}\t${line}\n`;
    })
    .join('');
}

function log(commits: readonly (readonly [number, readonly string[], readonly string[]])[]): string {
  return commits
    .map(([who, message, files]) => {
      const body = message.map((line) => `    ${line}\n`).join('');
      const stat =
        files.length === 0
          ? ''
          : `\n${files.map((file) => ` ${file.padEnd(12)} | 3 ++-\n`).join('')} ${files.length} files changed\n`;
      return `commit ${hashes[who]}\nAuthor: ${authors[who % 2]}\nDate:   Sat Nov 21 13:28:40 2026 ${who === 2 ? '-0700' : '+0000'}\n\n${body}${stat}`;
    })
    .join('\n');
}

describe('what version control tells of the past', () => {
  it('gives hash, author and date of a blamed line once', () => {
    const encoded = encodeOf(
      blameCodec,
      blame(Array.from({ length: 30 }, (_, index) => [index % 7 === 0 ? 1 : 0, `line ${index}`])),
    );
    expect(encoded.split('\n').slice(1, 5)).toEqual([
      'd0a0c72b (Bo      2026-01-02 03:04:05 +0100):',
      '1) line 0',
      '0c8c50a4 (Ann Lee 2026-01-02 03:04:05 +0100):',
      '2) line 1',
    ]);
    expect(encoded.split('\n')).toContain('d0a0c72b:');
  });

  it.each([false, true])('gives the particulars of a commit once, told before every line or not (%s)', (everyLine) => {
    const text = porcelain(
      Array.from({ length: 12 }, (_, index) => [index > 4 ? 1 : 0, `line ${index}`]),
      everyLine,
    );
    const encoded = encodeOf(porcelainCodec, `Output:\n${text}`);
    expect(encoded.match(/^summary/gm)).toHaveLength(2);
    expect(encoded).toContain('\n\tline 1\n\tline 2\n');
  });

  it('gives the commonest author and time zone once, others where they are', () => {
    const text = log(
      Array.from({ length: 9 }, (_, index) => [
        index === 4 ? 1 : index === 6 ? 2 : 0,
        [`Do ${index}`, '', '- more'],
        index % 2 === 0 ? ['a/b.ts'] : [],
      ]),
    );
    const encoded = encodeOf(logCodec, text);
    expect(encoded.match(/^Author: /gm)).toEqual(['Author: ']);
    expect(encoded).toContain('\nDate: Sat Nov 21 13:28:40 2026 -0700\nDo 6\n\n- more\n');
    expect(encoded).toContain('\n a/b.ts       | 3 ++-\n');
  });

  it('keeps a log whole that was cut off inside a head', () => {
    const text = log(Array.from({ length: 9 }, (_, index) => [0, [`Do ${index}`], []]));
    for (const cut of [text.length - 20, text.length - 60, text.lastIndexOf('Author'), text.lastIndexOf('\n    Do')])
      encodeOf(logCodec, text.slice(0, cut));
  });

  it('takes texts without blanks at line ends, as a terminal shows them', () => {
    const bare = (text: string) => text.replace(/[ \t]+$/gm, '');
    const messages = log(Array.from({ length: 5 }, (_, index) => [0, ['Do', '', `- more ${index}`], ['a.ts']]));
    expect(encodeOf(logCodec, bare(messages))).toContain('\nDo\n\n- more 3\n\n a.ts ');
    const rows = Array.from({ length: 12 }, (_, index) => [0, index % 3 === 0 ? '' : 'x'] as const);
    encodeOf(porcelainCodec, bare(porcelain(rows, false)));
    encodeOf(porcelainCodec, bare(porcelain(rows, true)));
    encodeOf(blameCodec, bare(blame(rows)));
  });

  it('lists changed files below their folders, cut at any line too', () => {
    const files = Array.from(
      { length: 20 },
      (_, index) => [`src/content/${index < 9 ? 'git' : 'json'}/file${index}.ts`, index * 7] as const,
    );
    const text = `${files.map(([path, count]) => ` ${path.padEnd(31)} | ${String(count).padStart(3)} ++--`).join('\n')}\n 20 files changed\n`;
    expect(encodeOf(statCodec, text)).toContain('\nsrc/content/json/:\n file9.ts | 63 ++--\n');
    encodeOf(statCodec, text.split('\n').slice(0, 12).join('\n'));
  });

  it('gives back any such text and any other, or offers nothing', () => {
    const line = fc.oneof(fc.constantFrom(...code), fc.string());
    const who = fc.integer({ min: 0, max: 2 });
    const rows = fc.array(fc.tuple(who, line), { maxLength: 12 });
    const commits = fc.array(
      fc.tuple(
        who,
        fc.array(line, { maxLength: 3 }),
        fc.array(fc.constantFrom('a.ts', 'b/c.ts', 'b/d => e/f.ts'), { maxLength: 3 }),
      ),
      { maxLength: 6 },
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(line).map((lines) => lines.join('\n')),
      rows.map(blame),
      rows.map((each) => porcelain(each, true)),
      rows.map((each) => porcelain(each, false)),
      commits.map(log),
    );
    let offered = 0;
    fc.assert(
      fc.property(text, fc.nat(200), (source, cut) => {
        for (const each of [source, source.slice(0, -cut), `Output:\n${source}\ndone`]) {
          for (const codec of codecs) {
            const encoded = codec.encode(each);
            if (encoded === undefined) continue;
            offered++;
            expect(codec.decode(encoded)).toBe(each);
          }
        }
      }),
      { numRuns: 1500 },
    );
    expect(offered).toBeGreaterThan(500);
  });

  it('does not read its own forms again', () => {
    for (const [codec, text] of [
      [blameCodec, blame(Array.from({ length: 30 }, () => [0, 'x']))],
      [
        porcelainCodec,
        porcelain(
          Array.from({ length: 30 }, () => [0, 'x']),
          true,
        ),
      ],
      [logCodec, log(Array.from({ length: 30 }, () => [0, ['x'], []]))],
    ] as const) {
      const encoded = encodeOf(codec, text);
      const again = codec.encode(encoded);
      if (again !== undefined) expect(codec.decode(again)).toBe(encoded);
    }
  });

  it('offers nothing for other text', () => {
    const input = {
      handle: 'a'.repeat(24),
      lossy: false,
      tokens: 500,
      counter: { count: (text: string) => text.length },
    };
    for (const text of ['', 'x', 'commit to it\n'.repeat(50), '| a | b |\n'.repeat(50), `${hashes[0]}\n`.repeat(30)])
      expect(gitCompressor.compress({ ...input, text })).toEqual([]);
  });
});
