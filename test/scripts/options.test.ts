import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { settingsTable } from '../../commands/options.ts';
import type { Option } from '../../src/config/option.ts';
import { cli } from '../commands/cli.ts';
import { root } from '../sources.ts';

const script = pathToFileURL(path.join(root, 'scripts', 'options-page.mjs')).href;
const { writeOptions } = (await import(script)) as { writeOptions(table: readonly Option[]): string };
const page = readFileSync(path.join(root, 'docs', 'options.md'), 'utf8');

describe('the page of options', () => {
  it('is the one that today’s options give; otherwise: npm run options', () => {
    expect(page).toBe(writeOptions(settingsTable()));
  });

  it('has a row for each option that headroom config list prints, and no other', async () => {
    const { code, stdout } = await cli(['config', 'list', '--json'], { env: { HEADROOM_HOME: '/nowhere' } });
    expect(code).toBe(0);
    const { settings } = JSON.parse(stdout.toString('utf8')) as { readonly settings: object };
    const rows = Array.from(page.matchAll(/^\| `([a-zA-Z]+)` \|/gm), ([, key]) => key);
    expect([...rows].sort()).toEqual(Object.keys(settings).sort());
  });

  it('says of each kind of option how it is typed, what holds without it and what it takes', () => {
    const common = { env: 'HEADROOM_X', help: 'what | it is', group: 'Things:' };
    const written = writeOptions([
      { ...common, key: 'x', flag: '--x', type: { name: 'boolean' }, default: true },
      { ...common, key: 'y', flag: '--y', type: { name: 'boolean' }, default: false },
      {
        ...common,
        key: 'z',
        flag: '--z',
        type: { name: 'choice', choices: ['a', 'b'] },
        default: 'a',
        placeholder: 'how',
      },
      { ...common, key: 'l', flag: '--l', type: { name: 'list' }, default: [...'abcde'], placeholder: 'names' },
    ]);
    expect(written).toContain('\n## Things\n');
    expect(written).toContain('| `x` | `--no-x` | `HEADROOM_X` | on | off turns off what \\| it is |');
    expect(written).toContain('| `y` | `--y` | `HEADROOM_X` | off |');
    expect(written).toContain('| `z` | `--z <how>` | `HEADROOM_X` | `a` | what \\| it is. One of `a`, `b` |');
    expect(written).toContain('| `a,b,c,d`, … (`headroom config get l`) |');
  });
});
