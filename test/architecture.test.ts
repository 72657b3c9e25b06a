import { describe, expect, it } from 'vitest';
import { type Source, sources } from './sources.ts';

const all = sources();

/** Which rooms a room may import, itself aside; the first line that matches a file holds. */
const table: readonly { readonly room: string; readonly may: readonly string[] }[] = [
  { room: 'bin/', may: ['commands/'] },
  { room: 'commands/', may: ['commands/', 'providers/', 'src/'] },
  { room: 'providers/', may: ['providers/', 'src/model/', 'src/lib/'] },
  { room: 'src/model/', may: [] },
  { room: 'src/lib/', may: [] },
  { room: 'src/proxy/', may: ['src/pipeline/', 'src/model/', 'src/lib/'] },
  { room: 'src/pipeline/', may: ['src/content/', 'src/relevance/', 'src/tokens/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/registry.ts', may: ['src/content/', 'src/relevance/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/layouts.ts', may: ['src/content/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/shown-file.ts', may: ['src/content/', 'src/relevance/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/search-call.ts', may: ['src/content/', 'src/relevance/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/sections', may: ['src/content/', 'src/relevance/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/detect', may: ['src/content/', 'src/relevance/', 'src/model/', 'src/lib/'] },
  { room: 'src/content/', may: ['src/content/*.ts', 'src/relevance/', 'src/model/', 'src/lib/'] },
  { room: 'src/', may: ['src/model/', 'src/lib/'] },
];

/** Packages that only one file, or one room, may know. */
const doors: Readonly<Record<string, string>> = {
  execa: 'src/launch/spawn.ts',
  undici: 'src/proxy/dispatch.ts',
  conf: 'src/config/file.ts',
  hono: 'src/proxy/routes.ts',
  '@photostructure/sqlite': 'src/store/',
  'js-tiktoken': 'src/tokens/ranks.ts',
  'web-tree-sitter': 'src/content/code/grammars.ts',
  'onnxruntime-node': 'src/inference/runtime.ts',
  '@huggingface/tokenizers': 'src/inference/tokenizer.ts',
};

const environmentReaders = ['src/config/resolve.ts', 'src/launch/spawn.ts'];

/** What fits a factor from receipts, which only figures may follow. */
const fitted = 'src/ledger/token-factor.ts';
/** Who may have to do with it, next to the ledger itself. */
const figureMakers = ['commands/engine-ledger.ts', 'commands/stats.ts', 'commands/last-request.ts'];

/** The smallest room that a file lives in: `src/content/log/`, `src/store/`, `commands/`. */
function roomOf(file: string): string {
  const parts = file.split('/');
  const depth = file.startsWith('src/content/') && parts.length > 3 ? 3 : parts[0] === 'src' ? 2 : 1;
  return `${parts.slice(0, depth).join('/')}/`;
}

function allowed(importer: string, imported: string): boolean {
  const line = table.find(({ room }) => importer.startsWith(room));
  if (line === undefined) return false;
  if (imported.startsWith(roomOf(importer)) && roomOf(importer) !== 'src/content/') return true;
  return line.may.some((room) =>
    room.endsWith('*.ts')
      ? imported.startsWith(room.slice(0, -4)) && !imported.slice(room.length - 4).includes('/')
      : imported.startsWith(room),
  );
}

function offences(check: (source: Source) => readonly string[]): readonly string[] {
  return all.flatMap((source) => check(source).map((what) => `${source.path}: ${what}`));
}

describe('architecture', () => {
  it('lets each room import only what the table in ARCHITECTURE.md allows', () => {
    const wrong = offences((source) =>
      source.imports.filter(
        (imported) => /^(bin|commands|providers|src)\//.test(imported) && !allowed(source.path, imported),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('has no circle of imports', () => {
    const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, way: readonly string[]) => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
      if (done.has(path) || way.includes(path)) return;
      for (const imported of importsOf.get(path) ?? []) visit(imported, [...way, path]);
      done.add(path);
    };
    for (const { path } of all) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('lets nothing that decides a form or a breakpoint know of factors that are fitted from receipts', () => {
    expect(all.some(({ path }) => path === fitted)).toBe(true);
    const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
    const reaches = (path: string, seen: Set<string>): boolean => {
      if (path === fitted) return true;
      if (seen.has(path)) return false;
      seen.add(path);
      return (importsOf.get(path) ?? []).some((imported) => reaches(imported, seen));
    };
    const deciding = /^(src\/(?!ledger\/)|providers\/|commands\/breakpoint-)/;
    expect(all.filter(({ path }) => deciding.test(path) && reaches(path, new Set())).map(({ path }) => path)).toEqual(
      [],
    );
    const direct = offences(({ path, imports }) =>
      path.startsWith('src/ledger/') || figureMakers.includes(path) ? [] : imports.filter((each) => each === fitted),
    );
    expect(direct).toEqual([]);
    // The engine's thread decides forms too: it hands the ledger's part a counter, and gets nothing but figures back.
    const parts = /fitTokenFactors|factorsIn|TokenFactor|growth/;
    expect(all.filter(({ path, text }) => path === 'commands/engine-thread.ts' && parts.test(text))).toEqual([]);
  });

  it('gives each heavy package one door', () => {
    const wrong = offences((source) =>
      source.imports.filter((imported) => {
        const name = Object.keys(doors).find((each) => imported === each || imported.startsWith(`${each}/`));
        return (
          name !== undefined && !source.path.startsWith(doors[name] as string) && !source.text.includes(`import type`)
        );
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('reads the environment in two files only', () => {
    const wrong = all.filter(({ path, text }) => text.includes('process.env') && !environmentReaders.includes(path));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('names no vendor and no agent outside providers and the help of commands', () => {
    const names = /\b(anthropic|claude|openai|codex|aider|gemini|opencode|chatgpt)\b/i;
    const wrong = all.filter(({ path, text }) => path.startsWith('src/') && names.test(text));
    expect(wrong.map(({ path, text }) => `${path}: ${names.exec(text)?.[0]}`)).toEqual([]);
  });

  it('keeps files under 250 lines', () => {
    const long = all
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 250);
    expect(long).toEqual([]);
  });

  it('walks a shared pattern through one door, which moves its place before each use', () => {
    const literal = /\b(?:const|let) (\w+)(?:: RegExp)?\s*=\s*\/(?:[^/\\\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/([a-z]*)/g;
    const wrong = offences(({ path, text }) => {
      if (path === 'src/lib/match.ts') return [];
      const shared = Array.from(text.matchAll(literal)).filter(([, , flags]) => /[gy]/.test(flags as string));
      const made = Array.from(text.matchAll(/\b(?:const|let) (\w+)\s*=\s*new RegExp\([^;]*,\s*'[a-z]*[gy][a-z]*'\)/g));
      const names = [...shared, ...made].map(([, name]) => name as string);
      const walked = names.filter((name) => new RegExp(`\\b${name}\\.(?:exec|test)\\(`).test(text));
      const moved = Array.from(text.matchAll(/\.lastIndex\s*=[^=]/g), ([each]) => each);
      const inPlace = Array.from(text.matchAll(/\/[a-z]*[gy][a-z]*\.(?:exec|test)\(/g), ([each]) => each);
      return [...walked, ...moved, ...inPlace];
    });
    expect(wrong).toEqual([]);
  });

  it('spreads no list into a call, whose arguments the call stack has to hold', () => {
    const spread = /\.(?:push|unshift|concat|splice|fromCharCode|fromCodePoint|max|min)\((?:[^(){}[\]\n]*, )?\.\.\./g;
    const inArray = /Buffer\.concat\(\[/;
    const wrong = offences(({ text }) =>
      Array.from(text.matchAll(spread), ([each]) => each).filter((each) => !inArray.test(each)),
    );
    expect(wrong).toEqual([]);
  });

  it('waits for an answer by a clock that keeps the process going', () => {
    expect(offences(({ text }) => text.match(/AbortSignal\.timeout\(/g) ?? [])).toEqual([]);
  });

  it('documents every export', () => {
    const wrong = offences(({ text }) =>
      Array.from(text.matchAll(/(^|\n)([^\n]*)\nexport (?:async )?(?:function\*?|const|type|class) (\w+)/g))
        .filter((match) => !(match[2] as string).trim().endsWith('*/'))
        .map((match) => `no documentation on ${match[3]}`),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves nothing for later and escapes no type', () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b|@ts-ignore|@ts-expect-error|\bas any\b|: any[;,)\]]|<any>/;
    expect(all.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
