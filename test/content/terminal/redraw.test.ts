import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from './policies.ts';

/** The texts of a line between two returns to its first column, without control sequences and blanks at their ends. */
function piecesIn(line: string): readonly string[] {
  return line
    .split(/\r|\x1b\[1?G|\x1b\[2K|\x08+/)
    .map((piece) => piece.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '').trim())
    .filter((piece) => piece !== '');
}

const redraws: readonly (readonly [what: string, line: string, shows: string])[] = [
  ['a percentage', '  1%\r 50%\r100% done', '100% done'],
  ['a count of a whole', 'read 1/4\rread 2 of 4\rall read', 'all read'],
  ['sizes of a whole', '0 B/1.2 MB\r600 kB/1.2 MB\rsaved', 'saved'],
  ['a bar', '[===>     ] a\r|████    | b\rready', 'ready'],
  ['a bar of lines', '━━━━╸   lib\r━━━━━━━━ lib\rready', 'ready'],
  ['a bar without frame', '#=#=#\r##O#-#\r##### 7.2%\rsaved', 'saved'],
  ['a rate', 'got 12 it/s\rgot 3.5 MB/s\rgot all of it', 'got all of it'],
  ['a time left', 'upload ETA 00:07\rupload eta 0:00:02\rsent', 'sent'],
  [
    'a row of a transfer program',
    '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r100  10k  100  10k    0     0   500k      0  0:00:02  0:00:02  0:00:01  500k',
    '100  10k  100  10k    0     0   500k      0  0:00:02  0:00:02  0:00:01  500k',
  ],
  [
    'frames of video',
    'frame=   19 fps=0.0 q=28.0 size=N/A\rframe=   38 fps= 47 q=28.0 size=1KiB',
    'frame=   38 fps= 47 q=28.0 size=1KiB',
  ],
  ['a spinner of dots', '⠋ Installing dependencies\r⠙ Installing dependencies\r✔ Done', '✔ Done'],
  ['a spinner of strokes', 'Checking |\rChecking /\rChecking -\rChecking ok', 'Checking ok'],
  ['a spinner of globes', '🌍 Fetching\r🌎 Fetching\r✔ Fetched', '✔ Fetched'],
  ['a spinner that grows', 'Loading.\rLoading..\rLoading...\rLoaded', 'Loaded'],
  ['a step that has begun', 'collecting ...\rcollected 12 items', 'collected 12 items'],
  [
    'the states of a layer',
    '5e06c67606eb: Waiting\r5e06c67606eb: Downloading [=>   ] 1MB/9MB\r5e06c67606eb: Pull complete',
    '5e06c67606eb: Pull complete',
  ],
  ['an erase code behind the return', 'Downloading lib\r\x1b[KDone', 'Done'],
  ['an erase code behind the newer text', 'Downloading lib\rDone\x1b[K', 'Done'],
  ['the whole row erased', '\x1b[2K\x1b[1G[a] Resolving\x1b[2K\x1b[1G[b] Fetching', '[b] Fetching'],
  ['a move to the left of all', 'Downloading lib\x1b[40D\x1b[KDone', 'Done'],
  ['blanks over all', 'Downloading lib\r               \rDone', 'Done'],
  ['blanks that reach beyond', 'collecting 5 items\rcollected 12 items          ', 'collected 12 items'],
  [
    'blanks over some',
    'Progress (1): 4.1/12 kB of all\rProgress (1): 12 kB    \r                    \rDownloaded',
    'Downloaded',
  ],
  ['a count that is done', 'Enumerating objects: 12\rEnumerating objects: 45, done.', 'Enumerating objects: 45, done.'],
  ['a text that is written again, longer', 'is ready\b\b\b\b\bready to go', 'is ready to go'],
  ['backspaces over frames', 'Checking |\b/\b-\b\\\b \bdone', 'Checking done'],
  ['backspaces over a percentage', 'Reading  10%\b\b\b\b 20%\b\b\b\b100%', 'Reading 100%'],
  [
    'a count of no failures in every step',
    `${Array.from({ length: 1200 }, (_, i) => `${i}/1200 done, failed: 0`).join('\r')}\rall done`,
    'all done',
  ],
  ['nothing but blanks in the end', 'Downloading 5%\r               \r', 'Downloading 5%'],
  ['the same text twice', 'ready\rready', 'ready'],
];

const contents: readonly (readonly [what: string, line: string])[] = [
  ['lines ended by returns', 'step 1 ok\rstep 2 ok\rcleanup\rdone'],
  ['a table with percentages', 'name,share\rone,10%\rtwo,20%'],
  ['a table of cells', 'a,10%,x\rb,20%,y\rc,3%,z'],
  ['days', '2024/01/02 start\r2024/01/03 stop'],
  ['days and times', '03/14 12:00:01 start\r03/14 12:00:02 stop'],
  ['times', '12:00:01 start\r12:00:02 stop\r12:00:03 end'],
  ['records with a date, a time and a count', '2024-05-01 10:00:01 did 1/9\r2024-05-01 10:00:02 did 2/9'],
  ['records with a date in brackets', '[2024/05/01 10:00:01] at 10%\r[2024/05/01 10:00:02] at 20%'],
  ['addresses of networks', '10.0.0.0/24 up\r10.0.1.0/24 up'],
  ['values that grow', 'temperature: 20\rtemperature: 21\rtemperature: 23'],
  ['a list', '- one\r- two\r- three'],
  ['a count beyond its whole', 'row 40/12 of a\rrow 41/12 of a'],
  ['records of one width with many blanks', 'AAAA      \rBBBB      \rCC        '],
  ['records of one width', 'AAA  \rBBB  \rCC   '],
  ['a shorter text over a longer one', 'abcdef\rxy'],
  ['characters of unknown width', 'abcdef\r日本'],
  ['a tab', 'abcdefgh\r\tx'],
  ['a text moved into another', 'abcdefgh\r\x1b[3Cx'],
  ['one number over another', '17\b\b41'],
  ['a text written over in part', 'Downloading 45% of many\x1b[9DDone'],
  ['a mark of a match', 'a.ts: one\r\x1b[01;31m\x1b[Ktwo\x1b[m\x1b[K three'],
  ['verdicts on the same name', '✖ lint\r✔ lint'],
  ['an error between two redraws', '1/3 a\r2/3 b\rerror: b is broken\r3/3 c\rlinked'],
  ['an error that is erased', 'Checking a\r\x1b[KERROR: unit 4 misaligned\r\x1b[KDone'],
  ['a failure in a report of progress', '1/3 ok\r2/3 FAILED: part_2\r3/3 ok'],
  ['a count of failures that is not the last word', '1/3 done, failed: 0\r2/3 done, failed: 2\rall done'],
  ['an error behind backspaces', 'FATAL: no disk...\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\bready              '],
];

describe('a line with returns inside', () => {
  it.each(redraws)('is a redraw with %s', (_, line, shows) => {
    expect(shown(`first\n${line}\nlast\n`)).toBe(`first\n${shows}\nlast\n`);
  });

  it.each(contents)('stays byte for byte with %s', (_, line) => {
    for (const text of [line, `${line}\r`, `${line}  `])
      expect(shown(`first\n${text}\nlast\n`)).toContain(`\n${text}\n`);
  });

  it.each(redraws.filter(([, line]) => line.includes('\r')))('stays in a file that is shown, with %s', (_, line) => {
    expect(shown(`first\n${line}\nlast\n`, { keepsReturns: true })).toContain(`\n${line}\n`);
  });

  it('stays in a comparison of files', () => {
    const text = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-10%\r50%\r100%\n+10%\r20%\r100%\n';
    expect(shown(text)).toBe(text);
  });

  it('may lose a failure that another line shows', () => {
    expect(shown('Checking\r\x1b[KERROR: b failed\r\x1b[KDone\nERROR: b failed\n')).toBe('Done\nERROR: b failed\n');
  });

  it('lets the last of alike pieces speak', () => {
    expect(shown('1/2 done, failed: 2\r2/2 done, failed: 3\n')).toBe('2/2 done, failed: 3\n');
  });

  it('shows one whole piece and nothing of another, or stays', () => {
    const piece = fc.constantFrom(
      '10%',
      'part 3/9',
      'Done',
      'ERROR: no disk',
      'collecting ...',
      '⠋ wait',
      ' ',
      '        ',
      'ok',
      '日本',
    );
    const between = fc.constantFrom(
      '\r',
      '\r\x1b[K',
      '\x1b[2K\r',
      '\x1b[1G',
      '\x1b[32m',
      '\x1b[0m\x1b[K',
      '\b'.repeat(200),
      '\r\r',
      '\n',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, between), { maxLength: 12 }), (parts) => {
        const text = parts.flat().join('');
        const lines = shown(text).split('\n');
        const raw = text.split('\n');
        expect(lines.length).toBe(raw.length);
        for (const [index, line] of lines.entries()) {
          if (line === raw[index] || line.trim() === '') continue;
          const merged = (raw[index] as string)
            .replace(/\x1b\[[\d;]*[mK]/g, '')
            .replace(/\r+$/, '')
            .trim();
          expect([...piecesIn(raw[index] as string), merged]).toContain(line.trim());
        }
      }),
    );
  });

  it('never changes words between returns alone', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}( [a-z]{3,8})?$/);
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 8 }), (words) => {
        const text = `${words.join('\r')}\n`;
        expect(shown(text)).toBe(text);
      }),
    );
  });
});

const folder = new URL('../../fixtures/terminal/', import.meta.url);
const fixture = (name: string) => readFileSync(new URL(`${name}.txt`, folder), 'utf8');
const asContent = ['csv-cr', 'log-cr', 'error-between'];

describe('what real programs print', () => {
  const names = readdirSync(folder).map((file) => file.replace('.txt', ''));

  it.each(names.filter((name) => !asContent.includes(name)))('%s: each line shows its last piece', (name) => {
    for (const text of [fixture(name), fixture(name).replaceAll('\r\n', '\n')]) {
      const lines = shown(text).split('\n');
      expect(lines.length).toBe(text.split('\n').length);
      for (const [index, line] of text.split('\n').entries()) {
        if (/\x1b\[1[AB]/.test(line) || line === lines[index]) continue;
        expect(lines[index]?.trim()).toBe(piecesIn(line).at(-1) ?? '');
      }
    }
  });

  it.each([
    ['docker-pull', /Pull complete/],
    ['pip-rich', /2\.0\/2\.0 MB/],
    ['cargo', /^ {4}Finished `release` profile/m],
  ])('%s keeps how it ended', (name, ending) => {
    expect(shown(fixture(name))).toMatch(ending);
  });

  it.each(asContent)('%s: a line that is no redraw stays byte for byte', (name) => {
    const longest = fixture(name)
      .split('\n')
      .reduce((one, other) => (other.length > one.length ? other : one));
    expect(longest).toContain('\r');
    expect(shown(fixture(name))).toContain(longest);
  });
});
