import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quote } from '../../src/lib/shell/quote.ts';

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-terminal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** How the shell's prompt ends. */
const prompt = '[$#] ';

type Step = readonly [pattern: string, keys: string];

/** Types into a shell that has job control and a terminal of its own, and returns all that the terminal was sent. */
function typeInto(shell: readonly string[], steps: readonly Step[], env: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(
      'python3',
      [at('../harness/terminal.py'), ...shell],
      { env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', FAKE_QUIET: '1', ...env } },
      (_error, stdout) => resolve(stdout),
    );
    child.stdin?.end(JSON.stringify(steps));
  });
}

/** The command line that launches the agent which has the terminal to itself. */
function launchLine(): string {
  const words = [process.execPath, '--import', 'tsx', at('./driver.ts'), path.join(folder, 'state')];
  return [...words, at('../fixtures/agents/terminal-agent.mjs')].map(quote).join(' ');
}

/** Which modes of a terminal are on after a text, by the sequence that switches each on. */
function modesAfter(text: string): readonly string[] {
  const on = new Set<string>();
  const keys = { main: [] as string[], alternate: [] as string[] };
  const screen = () => (on.has('?1049') ? keys.alternate : keys.main);
  for (const [, sign, digits = '', end] of text.matchAll(/\u001b\[([?<=>]?)([\d;]*)([hlum])/g)) {
    if (sign === '?' && end === 'h') on.add(`?${digits}`);
    if (sign === '?' && end === 'l') on.delete(`?${digits}`);
    if (sign === '>' && end === 'u') screen().push(digits);
    if (sign === '<' && end === 'u') screen().splice(-Math.min(screen().length, Number(digits || 1)) || Infinity);
    if (sign === '=' && end === 'u') screen().splice(0, Infinity, ...(digits.startsWith('0') ? [] : [digits]));
    if (sign === '>' && end === 'm' && /^4;[^0]/.test(digits)) on.add('>4');
    if (sign === '>' && end === 'm' && /^4(;0?)?$/.test(digits)) on.delete('>4');
  }
  return [...on, ...keys.main.map((key) => `main >${key}u`), ...keys.alternate.map((key) => `alternate >${key}u`)];
}

const hasShell = ['python3', 'bash'].every((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

describe.runIf(hasShell)('a launch in a terminal', () => {
  it('gives the shell back when the agent stops only itself, and fg continues it', async () => {
    const text = await typeInto(
      ['bash', '--norc', '--noprofile', '-i'],
      [
        [prompt, `${launchLine()}\n`],
        ['agent: ready', 's\n'],
        [`Stopped[^$#]*${prompt}`, 'echo "back in" the shell; fg\n'],
        ['agent: continued', 's\n'],
        [`Stopped[^$#]*${prompt}`, 'fg\n'],
        ['agent: continued', 'q\n'],
        [prompt, 'echo code $?; exit\n'],
      ],
    );
    expect(text).toContain('back in the shell');
    expect(text.match(/agent: continued/g)).toHaveLength(2);
    expect(text).toContain('code 3');
  }, 90_000);

  it('gives the shell back when the agent stops anew before we have seen that we were continued', async () => {
    const text = await typeInto(
      ['bash', '--norc', '--noprofile', '-i'],
      [
        [prompt, `${launchLine()}\n`],
        ['agent: ready', 's\n'],
        [`Stopped[^$#]*${prompt}`, 'fg\n'],
        [`Stopped[^$#]*${prompt}`, 'echo "back in" the shell; fg\n'],
        ['agent: continued', 'q\n'],
        [prompt, 'echo code $?; exit\n'],
      ],
      { FAKE_AGAIN: '1', FAKE_SLOW: '1' },
    );
    expect(text).toContain('back in the shell');
    expect(text.match(/agent: continued/g)).toHaveLength(2);
    expect(text).toContain('code 3');
  }, 90_000);

  it('leaves Ctrl-C to the terminal, which sends it to both', async () => {
    const text = await typeInto(
      ['bash', '--norc', '--noprofile', '-i'],
      [
        [prompt, `${launchLine()}\n`],
        ['agent: ready', '\u0003'],
        ['agent: interrupted', 'q\n'],
        [prompt, 'echo code $?; exit\n'],
      ],
    );
    expect(text.match(/agent: interrupted/g)).toHaveLength(1);
    expect(text).toContain('code 3');
  }, 90_000);

  it.each([
    ['an agent with the main screen', '\u001b[?2004h\u001b[?1004h\u001b[?2031h\u001b[>1u\u001b[>4;2m\u001b[?25l'],
    [
      'one with the alternate screen',
      '\u001b[>5u\u001b[?1049h\u001b[>1u\u001b[>7u\u001b[?1003h\u001b[?1006h\u001b[?2026h',
    ],
    [
      'one that sets keys without a stack',
      '\u001b[=5;1u\u001b[?1h\u001b[?2048h\u001b[?1002h\u001b[?1015h\u001b[?1016h',
    ],
  ])(
    'has no mode left on after %s was killed',
    async (_name, modes) => {
      expect(modesAfter(modes)).not.toEqual([]);
      const text = await typeInto(['/bin/sh', '-c', launchLine()], [['agent: ready', 'k\n']], { FAKE_MODES: modes });
      expect(text).toContain(modes);
      expect(modesAfter(text).filter((mode) => mode !== '?25')).toEqual([]);
      expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf('\u001b[?25l'));
    },
    90_000,
  );
});
