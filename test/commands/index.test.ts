import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../commands/index.ts';
import { reportError } from '../../commands/ui/errors.ts';
import { type Verb, verbs } from '../../commands/verbs.ts';
import { root } from '../sources.ts';

/** Packages that a file reaches by imports that run when it is loaded. */
function staticPackages(file: string, seen = new Set<string>(), packages = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return packages;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';$/gms);
  for (const [, specifier = ''] of imports) {
    if (specifier.startsWith('.')) staticPackages(path.join(path.dirname(file), specifier), seen, packages);
    else if (!specifier.startsWith('node:')) packages.add(specifier);
  }
  return packages;
}

const loaded: string[] = [];
const fake = (name: string, fill: (command: Command) => Command): Verb => ({
  name,
  summary: `does ${name}`,
  examples: { [name]: `headroom ${name}` },
  load: async () => {
    loaded.push(name);
    return fill(new Command(name));
  },
});
const received: unknown[] = [];
const fakes = [
  fake('one', (command) =>
    command.option('--size <n>').action((options: unknown) => {
      received.push(options);
    }),
  ),
  fake('two', (command) => {
    command.command('inner').argument('<word>');
    return command;
  }),
  fake('three', (command) =>
    command
      .passThroughOptions()
      .option('--own')
      .argument('[args...]')
      .action((args: unknown) => {
        received.push(args);
      }),
  ),
];

async function outcome(...args: string[]) {
  loaded.length = 0;
  received.length = 0;
  let out = '';
  try {
    const program = await createProgram(args, fakes);
    const capture = (command: Command) => {
      command.configureOutput({
        ...command.configureOutput(),
        writeOut: (text) => {
          out += text;
        },
        writeErr: (text) => {
          out += text;
        },
      });
      command.commands.forEach(capture);
    };
    capture(program);
    await program.parseAsync(args, { from: 'user' });
    return { out, exitCode: 0 };
  } catch (error) {
    return { out, ...reportError(error) };
  }
}

describe('the program', () => {
  it('loads the verb that is named and no other', async () => {
    await outcome('one');
    expect(loaded).toEqual(['one']);
    await outcome('help', 'two');
    expect(loaded).toEqual(['two']);
    await outcome('--help');
    expect(loaded).toEqual([]);
  });

  it('shows every verb with its line in the help', async () => {
    const { out, exitCode } = await outcome('--help');
    expect(exitCode).toBe(0);
    for (const { name, summary } of fakes) expect(out).toMatch(new RegExp(`^  ${name}.* ${summary}$`, 'm'));
  });

  it('hands arguments after a name through as they are', async () => {
    await outcome('three', '--own', 'agent', '--help', '-p', '--', '--size=1');
    expect(received).toEqual([['agent', '--help', '-p', '--', '--size=1']]);
  });

  it.each([
    [['frobnicate'], "expected a known command, found 'frobnicate'"],
    [['frobnicate', '--help'], "expected a known command, found 'frobnicate'"],
    [['frobnicate', 'more', '-h'], "expected a known command, found 'frobnicate'"],
    [['help', 'frobnicate'], "expected a verb, found 'frobnicate'; headroom --help lists them"],
    [['on'], "expected a known command, found 'on' (did you mean one?)"],
    [['one', '--sise', '3'], "expected a known option, found '--sise' (did you mean --size?)"],
    [['one', '--size'], 'expected a value for --size <n>, found none'],
    [['two', 'inner'], 'expected <word>, found nothing'],
    [['two', 'outer', '--help'], "two: expected one of inner, found 'outer'"],
    [['one', 'extra'], 'one: expected no argument, found 1'],
  ])('answers wrong usage %j with one line and 2', async (args, line) => {
    expect(await outcome(...args)).toMatchObject({ out: '', line, exitCode: 2 });
  });

  it('reaches for --help nothing but the parser of arguments and colours', () => {
    expect([...staticPackages(path.join(root, 'commands', 'index.ts'))].sort()).toEqual(['commander', 'picocolors']);
  });

  it('retrieves without settings, server and client', () => {
    // The driver of the database is loaded by the gate that all its calls go through.
    expect([...staticPackages(path.join(root, 'commands', 'retrieve.ts'))].sort()).toEqual(['commander']);
  });
});

/** A command and all below it. */
const family = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(family)];

/** What the program prints for a call that asks for help. */
async function helpOf(words: readonly string[]): Promise<string> {
  let out = '';
  const args = words.includes('--help') || words[0] === 'help' ? words : [...words, '--help'];
  const program = await createProgram(args);
  for (const command of family(program)) {
    command.configureOutput({
      writeOut: (text) => {
        out += text;
      },
    });
  }
  await program.parseAsync(args, { from: 'user' }).catch(() => {});
  return out;
}

/** The names of the command, the program's aside, that the parser would run for these arguments; nothing is run. */
async function parsed(args: readonly string[]): Promise<readonly string[] | undefined> {
  const program = await createProgram(args);
  let ran: readonly string[] | undefined;
  const pathOf = (command: Command): readonly string[] =>
    command.parent === null ? [] : [...pathOf(command.parent), command.name()];
  for (const command of family(program)) {
    command.action(() => {
      ran = pathOf(command);
    });
  }
  await program.parseAsync(args, { from: 'user' });
  return ran;
}

describe('verbs', () => {
  it.each(verbs.map((verb) => [verb.name, verb] as const))('%s helps itself', async (name, verb) => {
    const command = await verb.load();
    expect(command.name()).toBe(name);
    const help = command.helpInformation();
    expect(help).toMatch(new RegExp(`^Usage: ${name} `));
    expect(command.description()).toMatch(/\.$/);
    for (const option of command.options) {
      expect(option.description, option.flags).not.toMatch(/\n/);
      if (!option.hidden) expect(option.description, option.flags).not.toBe('');
    }
  });

  it.each(verbs.map((verb) => [verb.name, verb] as const))(
    '%s and each command below it begin their help with an example that runs',
    async (name, verb) => {
      const below = (await verb.load()).commands.map((command) => command.name()).filter((child) => child !== 'help');
      expect(Object.keys(verb.examples).sort()).toEqual([name, ...below].sort());
      for (const [child, example] of Object.entries(verb.examples)) {
        const words = child === name ? [name] : [name, child];
        expect((await helpOf(words)).split('\n')[0]).toBe(`Example: ${example}`);
        const [program, ...args] = example.split(' ');
        expect(program).toBe('headroom');
        expect((await parsed(args))?.slice(0, words.length), example).toEqual(words);
      }
    },
  );

  it('begins the help of the program with an example, and that which `help` prints', async () => {
    expect(await helpOf(['help', 'wrap'])).toMatch(/^Example: headroom wrap claude\n\nUsage: headroom wrap /);
    expect(await helpOf(['--help'])).toMatch(/^Example: headroom wrap claude\n\nUsage: headroom /);
  });

  it('would refuse an example with an option or an argument that there is not', async () => {
    await expect(parsed(['stats', '--sinse', '7d'])).rejects.toThrow(/unknown option/);
    await expect(parsed(['config', 'get'])).rejects.toThrow(/missing required argument/);
    await expect(parsed(['store', 'extra'])).rejects.toThrow(/too many arguments/);
  });

  it('proxy and wrap take the same settings, the host and what an agent is told aside', async () => {
    const flags = async (name: string) => {
      const command = await verbs.find((verb) => verb.name === name)!.load();
      return command.options.map((option) => option.long).filter((long) => long !== '--dry-run');
    };
    const ofLaunches = (await flags('wrap')).filter((flag) => flag?.endsWith('first-party-requests'));
    expect(ofLaunches).not.toEqual([]);
    const shared = (await flags('wrap')).filter((flag) => !ofLaunches.includes(flag));
    expect((await flags('proxy')).filter((flag) => flag !== '--host')).toEqual(shared);
  });
});
