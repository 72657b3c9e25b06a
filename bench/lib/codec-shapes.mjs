// Texts in the shapes that lossless layouts are made for.

/** One of a list. */
export const pick = (next, list) => list[next(list.length)];
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

const folders = ['src', 'src/lib', 'src/lib/deep/er', 'test', '.', '..', '/usr/local', 'a b', 'ä', 'node_modules/.bin'];
const names = 'a.ts|b.ts|index.js|x|README.md|.env|a b.txt|ünï.py|12|12:3|a-1-b.c|CON|-|x:'.split('|');
const words = '~const a = 1;~  indented~\tx~x ~error: no~12:3~12-~:~--~…~{"a":1}~a → b~日本~  ~0'.split('~');

const path = (next) => `${pick(next, folders)}/${pick(next, names)}`;
const word = (next) => pick(next, words);
const hex = (next, digits) => times(digits, () => next(16).toString(16)).join('');
const two = (number) => String(number).padStart(2, '0');
const stamp = (next) =>
  `2026-${two(1 + next(12))}-${two(1 + next(28))}T${two(next(24))}:${two(next(60))}:${two(next(60))}`;

/** How many lines: mostly few, so that edges are hit; sometimes enough for a layout to pay off. */
const many = (next) => 4 + next(next(3) === 0 ? 90 : 24);

/** Lines with a few paths, so that neighbours share one. */
function inFiles(next, write) {
  const paths = times(1 + next(4), () => path(next));
  return times(many(next), (index) => write(pick(next, paths), index));
}

function hits(next) {
  let number = next(50);
  const mark = next(3) === 0 ? () => pick(next, [':', '-']) : () => ':';
  const column = next(3) === 0;
  return inFiles(next, (file) => {
    number += next(30);
    const sign = mark();
    if (next(12) === 0) return '--';
    return `${file}${sign}${number}${sign}${column ? `${next(80)}${sign}` : ''}${word(next)}`;
  });
}

function headed(next) {
  return times(1 + next(4), () => [
    path(next),
    ...times(2 + next(8), () => `${next(400)}${pick(next, [':', '-'])}${word(next)}`),
    '',
  ]).flat();
}

function listed(next) {
  const [width, owner] = [pick(next, [1, 7]), pick(next, ['dev dev', 'root wheel'])];
  const size = (number) => String(number).padStart(width);
  const entry = () => {
    const mode = pick(next, ['-rw-r--r--', '-rw-r--r--', 'drwxr-xr-x', 'lrwxrwxrwx']);
    const links = next(8) === 0 ? 2 : 1;
    const date = pick(next, ['Nov  3 10:00', 'Jan 12  2024']);
    return `${mode} ${links} ${next(20) === 0 ? 'ci staff' : owner} ${size(next(1e6))} ${date} ${pick(next, names)}`;
  };
  return pick(next, [
    () => inFiles(next, (file) => file),
    () => [`total ${next(900)}`, ...times(many(next), entry)],
    () =>
      times(1 + next(3), () => [`${pick(next, folders)}:`, ...times(2 + next(9), () => pick(next, names)), '']).flat(),
    () => ['.', ...drawn(next, '', 0, pick(next, trees).split('~'))],
    () => inFiles(next, (file) => `${size(next(5000))} ${pick(next, ['', `${next(90)} `])}${file}`),
  ])();
}

const trees = ['│   ~    ~├── ~└── ', '│\u00a0\u00a0 ~    ~├── ~└── ', '|   ~    ~|-- ~`-- '];

function drawn(next, before, depth, style) {
  const [bar, gap, entry, last] = style;
  const count = 1 + next(6);
  return times(count, (index) => {
    const ends = index === count - 1;
    const below = depth < 4 && next(3) === 0 ? drawn(next, before + (ends ? gap : bar), depth + 1, style) : [];
    return [`${before}${ends ? last : entry}${pick(next, names)}`, ...below];
  }).flat();
}

function blamed(next) {
  const commits = times(1 + next(4), () => {
    const time = `${stamp(next).replace('T', ' ')} +0${next(4)}00`;
    return [hex(next, 8), pick(next, ['Ana', 'Bo Chen', 'ä']), time];
  });
  let current = commits[0];
  const count = many(next);
  const width = String(count).length;
  return times(count, (index) => {
    if (next(4) === 0) current = pick(next, commits);
    const [hash, author, time] = current;
    return `${hash} (${author} ${time} ${String(index + 1).padStart(width)}) ${word(next)}`;
  });
}

function porcelain(next) {
  const commits = times(1 + next(3), () => hex(next, 40));
  const told = new Set();
  return times(3 + next(12), (index) => {
    const hash = pick(next, commits);
    const head = `${hash} ${index + 1 + next(2)} ${index + 1}${next(2) === 0 ? ` ${1 + next(4)}` : ''}`;
    const facts =
      told.has(hash) && next(3) > 0
        ? []
        : [
            'author Bo',
            `author-time ${next(1e9)}`,
            'author-tz +0000',
            `summary ${word(next)}`,
            `filename ${path(next)}`,
          ];
    told.add(hash);
    return [head, ...facts, `\t${word(next)}`];
  }).flat();
}

function logged(next) {
  return times(2 + next(5), () => [
    `commit ${hex(next, 40)}`,
    ...(next(5) === 0 ? [`Merge: ${hex(next, 7)} ${hex(next, 7)}`] : []),
    `Author: ${pick(next, ['Ana <a@x.org>', 'Bo <b@x.org>'])}`,
    `Date:   Mon Nov ${1 + next(28)} 10:0${next(9)}:00 2026 +0${next(2)}00`,
    '',
    ...times(1 + next(4), () => `    ${word(next)}`),
    '',
    ...(next(2) === 0 ? [...stats(next), ''] : []),
  ]).flat();
}

function stats(next) {
  const folder = pick(next, folders);
  const files = times(1 + next(next(2) === 0 ? 30 : 6), () =>
    next(3) === 0 ? path(next) : `${folder}/${pick(next, names)}`,
  );
  const width = next(4) === 0 ? 0 : Math.max(...files.map((file) => file.length));
  return files.map((file) => {
    const marks = `${'+'.repeat(next(9))}${'-'.repeat(next(5))}`;
    return ` ${file.padEnd(width)} | ${String(next(200)).padStart(3)}${marks === '' ? '' : ` ${marks}`}`;
  });
}

function patched(next) {
  return times(1 + next(3), () => {
    const [left, right] = next(5) === 0 ? [path(next), path(next)] : Array(2).fill(path(next));
    return [
      `diff --git a/${left} b/${right}`,
      pick(next, [`index ${hex(next, 7)}..${hex(next, 7)} 100644`, 'new file mode 100644', 'similarity index 90%']),
      `--- ${pick(next, [`a/${left}`, '/dev/null'])}`,
      `+++ ${pick(next, [`b/${right}`, '/dev/null'])}`,
      `@@ -${next(90)},3 +${next(90)},4 @@ ${word(next)}`,
      ...times(2 + next(9), () => `${pick(next, [' ', '+', '-'])}${word(next)}`),
    ];
  }).flat();
}

function built(next) {
  const [day, hour] = [1 + next(28), next(24)];
  let second = next(3000);
  const clock = () => {
    second += next(3) === 0 ? next(5) : 0;
    return `2026-11-${two(day)}T${two(hour)}:${two(Math.floor(second / 60))}:${two(second % 60)}`;
  };
  const ticks = () => `${clock()}.${1000000 + next(8999999)}Z `;
  const start = pick(next, [ticks, ticks, () => `[${clock()}] `, () => 'job\tstep\t', () => '']);
  const told = times(
    2 + next(6),
    () => `${pick(next, ['compiling', 'INFO done', 'WARN slow'])} ${word(next)} ${next(9)}`,
  );
  const lines = times(many(next), () => `${start()}${pick(next, told)}`);
  return next(2) === 0 ? lines : [...lines, ...lines, ...times(next(20), () => 'the same line again and again')];
}

function found(next) {
  const said = ['TS2304: Cannot find name', "error: expected ';'", 'F401 unused', 'x'];
  const write = pick(next, [
    (file) => `${file}(${next(90)},${next(20)}): error ${pick(next, said)}`,
    (file) => `${file}:${next(90)}:${next(20)}: ${pick(next, ['error', 'warning'])}: ${pick(next, said)}`,
    (file) => `${file}:${next(90)}: ${pick(next, said)}`,
  ]);
  return next(4) === 0
    ? times(1 + next(3), () => [
        path(next),
        ...times(2 + next(5), () => `  ${next(90)}:${next(9)}  error  ${pick(next, said)}  rule`),
        '',
      ]).flat()
    : inFiles(next, write);
}

function tabled(next) {
  const columns = times(2 + next(5), () => times(1 + next(4), () => word(next).trim()));
  const rows = times(many(next), (index) =>
    columns.map((column, place) => (place === 0 ? `r${index}` : pick(next, column))),
  );
  const separator = pick(next, [',', '\t', ';', '  ', '']);
  if (separator !== '') return rows.map((row) => row.join(separator));
  const widths = columns.map((_, place) => 1 + next(3) + Math.max(...rows.map((row) => row[place].length)));
  return rows.map((row) =>
    row
      .map((cell, place) => cell.padEnd(widths[place]))
      .join('')
      .replace(next(2) === 0 ? / +$/ : /$^/, ''),
  );
}

function value(next, depth) {
  const kind = next(depth > 3 ? 6 : 9);
  if (kind < 3)
    return pick(next, [
      '',
      'ok',
      'a,b',
      'a\tb',
      'x\ny',
      '"',
      '\\',
      'https://x.org/a/1',
      'null',
      '0',
      ' ',
      'é',
      '\u2028',
      '[headroom: x',
    ]);
  if (kind < 5) return pick(next, [0, -0, 1, 12, 1.5, 1e21, -3, 0.1]);
  if (kind === 5) return pick(next, [null, true, false, {}, []]);
  if (kind === 6) return times(next(5), () => value(next, depth + 1));
  const keys = times(1 + next(5), (index) => pick(next, [`k${index}`, 'id', 'url', 'a b', '', 'x,y', '__proto__']));
  if (kind === 7) return Object.fromEntries(keys.map((key) => [key, value(next, depth + 1)]));
  return times(2 + next(8), () =>
    Object.fromEntries(keys.filter(() => next(8) > 0).map((key) => [key, value(next, depth + 2)])),
  );
}

function json(next) {
  const write = (each) => JSON.stringify(each, null, pick(next, [undefined, 2, '\t']));
  if (next(3) === 0)
    return times(many(next), () => JSON.stringify({ id: next(99), at: stamp(next), of: value(next, 2) }));
  const text = write(next(2) === 0 ? times(many(next), () => value(next, 2)) : value(next, 0));
  return (next(4) === 0 ? text.replaceAll(':', ' : ') : text).split('\n');
}

function numbered(next) {
  const [mark, width] = [pick(next, ['→', '\t']), pick(next, [1, 6])];
  return times(
    15 + many(next),
    (index) => `${String(index + (next(40) === 0 ? 2 : 1)).padStart(width)}${mark}${word(next)}`,
  );
}

const versioned = [blamed, porcelain, logged, stats, patched];

/** Every shape, from a source of numbers to lines. */
export const shapes = [hits, headed, listed, listed, ...versioned, built, found, tabled, json, json, numbered];
