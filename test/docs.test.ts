import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { settingsTable } from '../commands/options.ts';
import { verbs } from '../commands/verbs.ts';
import { root } from './sources.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Every Markdown file of ours, by its path from the root. */
function pages(folder = ''): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return /^(\.|node_modules$|dist$)/.test(entry.name) ? [] : pages(name);
    return entry.name.endsWith('.md') ? [name] : [];
  });
}

/** The long options of a verb and of the verbs below it. */
function flagsOf(command: Command): readonly (string | undefined)[] {
  return [...command.options.map(({ long }) => long), ...command.commands.flatMap(flagsOf)];
}

async function knownFlags(): Promise<ReadonlySet<string | undefined>> {
  const commands = await Promise.all(verbs.map(({ load }) => load()));
  const settings = settingsTable().map(({ flag }) => flag);
  return new Set([...commands.flatMap(flagsOf), ...settings, '--help', '--version']);
}

/** The options that a page speaks of in code. What stands behind a lone `--` belongs to an agent or to npm. */
function flagsIn(page: string): readonly string[] {
  const code = Array.from(page.matchAll(/```[^\n]*\n[\s\S]*?```|`[^`\n]+`/g), ([text]) => text.replaceAll('`', ''));
  const ours = code.flatMap((text) => text.split('\n')).map((line) => line.replace(/ -- .*/, ''));
  return ours.flatMap((line) => Array.from(line.matchAll(/(?<![\w-])--[a-z][a-z-]*/g), ([flag]) => flag));
}

/** The pages that are part of what is installed. */
const published = pages().filter((page) => /^(?:docs\/)?[^/]+\.md$/.test(page));

/** Command lines of headroom in a page's code: to the end of the command, without the words of a wrapped agent. */
function ownLines(page: string): readonly string[] {
  const code = Array.from(page.matchAll(/```[^\n]*\n[\s\S]*?```|`[^`]+`/g), ([text]) => text.replaceAll('`', ''));
  return code
    .flatMap((text) => text.split(/\n/))
    .map((line) => line.trim().replace(/^(?:\$ |npx )/, ''))
    .filter((line) => /^headroom (?!on \d)/.test(line))
    .map((line) =>
      line
        .replace(/ -- .*| [#|&;].*/, '')
        .replace(/^(headroom wrap (?:--[a-z-]+ )*(?:claude|codex|aider|opencode|gemini|pi) ).*/, '$1'),
    );
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return Array.from(page.matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Stands for any option in what is said about all of them. */
const placeholder = '--some-name';

describe('the documentation', () => {
  it('has a table in README.md with every verb of the program, and nothing else', () => {
    const rows = Array.from(read('README.md').matchAll(/^\| *`headroom ([a-z-]+)[^`]*` *\|/gm), ([, verb]) => verb);
    expect([...new Set(rows)].sort()).toEqual(verbs.map(({ name }) => name).sort());
  });

  it('answers a newcomer’s questions on the first screen, in this order', () => {
    const readme = read('README.md');
    const parts = [
      /^# headroom\n\nA local proxy [^.]+\.\n/,
      /```\nnpm install && npx headroom demo .+\nnpx headroom wrap claude .+\n```/,
      /What the model gets is [\d,]+:\n\n```\n(?:.+\n){7}\[headroom: omitted .+ headroom retrieve hash=.+\]\n```/,
      /Saved in recorded Claude Code sessions: \d+ % of the input bill/,
      /!\[.+\]\(docs\/demo\.svg\)/,
      /\n## Install\n/,
      /\n## What can go wrong\n/,
      /\n## Switch it off\n/,
      /\n## Test it\n\n```\nnpm test /,
      /\n## How it works\n\n(?:\d\. .+\n){6}\n```\n/,
    ];
    const places = parts.map((part) => readme.search(part));
    expect(places).not.toContain(-1);
    expect([...places].sort((one, other) => one - other)).toEqual(places);
  });

  it('gives headroom only options that there are', async () => {
    const known = await knownFlags();
    const unknown = published.flatMap((page) =>
      ownLines(read(page)).flatMap((line) =>
        flagsIn(`\`${line}\``)
          .filter((flag) => flag !== placeholder && !known.has(flag) && !known.has(flag.replace(/^--no-/, '--')))
          .map((flag) => `${page}: ${flag}`),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it.each(['README.md', 'ARCHITECTURE.md'])('speaks only of options that there are: %s', async (page) => {
    const known = await knownFlags();
    const unknown = flagsIn(read(page)).filter((flag) => flag !== placeholder && !known.has(flag));
    expect(unknown).toEqual([]);
  });

  it('gives headroom only verbs that there are', () => {
    const known = new Set(verbs.map(({ name }) => name));
    const wrong = published.flatMap((page) =>
      ownLines(read(page))
        .map((line) => /^headroom ([a-z][a-z-]*)/.exec(line)?.[1])
        .filter((verb) => verb !== undefined && !known.has(verb))
        .map((verb) => `${page}: ${verb}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no link to a heading that is not there', () => {
    const broken = published.flatMap((page) =>
      Array.from(read(page).matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g))
        .filter(([, file, anchor]) => {
          const target = file ? path.join(path.dirname(page), file) : page;
          return !anchorsOf(read(target)).includes(anchor as string);
        })
        .map(([link]) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('speaks only of variables that there are', () => {
    const known = new Set([...settingsTable().map(({ env }) => env), 'HEADROOM_HOME', 'HEADROOM_SOME_NAME']);
    const named = pages().flatMap((page) => Array.from(read(page).matchAll(/\bHEADROOM_[A-Z_]+\b/g), ([name]) => name));
    expect(named.filter((name) => !known.has(name) && !name.startsWith('HEADROOM_TEST_'))).toEqual([]);
  });

  it('has no relative link that leads nowhere', () => {
    const broken = pages().flatMap((page) => {
      const text = read(page).replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
      const links = Array.from(text.matchAll(/\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)/g), ([, target]) => target as string);
      return links
        .filter((target) => !/^([a-z][a-z+.-]*:|#)/i.test(target))
        .filter((target) => !existsSync(path.join(root, path.dirname(page), decodeURI(target.replace(/[?#].*/, '')))))
        .map((target) => `${page}: ${target}`);
    });
    expect(broken).toEqual([]);
  });

  it('finds what it looks for', async () => {
    expect(flagsIn('`headroom x --lines A --no-such` and\n```\nheadroom wrap -- my-agent --theirs\n```')).toEqual([
      '--lines',
      '--no-such',
    ]);
    expect(pages()).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md']));
    expect(await knownFlags()).toContain('--older-than');
    expect(ownLines('`headroom wrap claude --theirs` and\n```\nheadroom stats --by day | jq .\n```')).toEqual([
      'headroom wrap claude ',
      'headroom stats --by day',
    ]);
    expect(anchorsOf('## Where is `it`, then?\n')).toEqual(['where-is-it-then']);
    expect(published).toEqual(expect.arrayContaining(['SECURITY.md', 'docs/options.md', 'docs/troubleshooting.md']));
  });
});
