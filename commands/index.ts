import { Command } from 'commander';
import { HeadroomError } from '../src/model/errors.ts';
import { showError } from './ui/errors.ts';
import { print } from './ui/output.ts';
import { type Verb, verbs } from './verbs.ts';
import { packageVersion } from './version.ts';

/**
 * Runs the program on an `argv` whose first two entries are node and script. Sets the exit code: 0, 1 failed, 2 wrong
 * usage, or what a verb returns. Never rejects.
 */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(argv.slice(2));
    if (argv.length > 2) await program.parseAsync([...argv]);
    else if (process.stdout.isTTY) await (await import('./overview.ts')).showOverview(Date.now());
    else program.outputHelp();
  } catch (error) {
    process.exitCode = showError(error);
  }
}

/** The program for these arguments. Only the verb that they name is loaded; the others are one line of help each. */
export async function createProgram(args: readonly string[], all: readonly Verb[] = verbs): Promise<Command> {
  const program = new Command('headroom')
    .description('Makes coding agents cheaper: shortens what their tools print and keeps every original.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [verb]', 'show help for a verb')
    .configureOutput({ writeOut: (text) => void print(text).catch(() => {}), outputError: () => {} })
    .enablePositionalOptions()
    .exitOverride();
  const wanted = namedVerb(args);
  if (wanted !== undefined && !all.some(({ name }) => name === wanted)) {
    if (args[0] === 'help') {
      throw new HeadroomError('usage', `expected a verb, found '${wanted}'`, { hint: 'headroom --help lists them' });
    }
    // A word that is no verb has no help: without the option the parser reports the word.
    if (args[0] === wanted) program.helpOption(false);
  }
  program.addHelpText('beforeAll', ({ command }) => exampleFor(command, all));
  for (const verb of all) {
    const command = verb.name === wanted ? await verb.load() : new Command(verb.name);
    program.addCommand(inherit(command.summary(verb.summary), program));
    if (verb.name === args[0]) refuseHelp(command, args.slice(1));
  }
  return program;
}

/** The beginning of a command's help; the program's is that of its first verb. */
function exampleFor(command: Command, all: readonly Verb[]): string {
  const verbOf = (each: Command | null) => all.find(({ name }) => name === each?.name());
  const verb = command.parent === null ? all[0] : (verbOf(command.parent) ?? verbOf(command));
  const example = verb?.examples[command.parent === null ? verb.name : command.name()];
  return example === undefined ? '' : `Example: ${example}\n`;
}

/**
 * Below a verb too, a word that is no command has no help.
 * @throws {HeadroomError} `usage` if help is asked for such a word
 */
function refuseHelp(command: Command, args: readonly string[]): void {
  const [word] = args;
  if (word === undefined || word.startsWith('-') || word === 'help' || command.commands.length === 0) return;
  const child = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
  if (child !== undefined) refuseHelp(child, args.slice(1));
  if (child !== undefined || !(args.includes('--help') || args.includes('-h'))) return;
  const names = command.commands.map((each) => each.name()).join(', ');
  throw new HeadroomError('usage', `${command.name()}: expected one of ${names}, found '${word}'`);
}

/** The word in the verb's position; options of the program take no values. */
function namedVerb(args: readonly string[]): string | undefined {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  return first === 'help' ? second : first;
}

/** Lets a command and its own commands end as the program does, so that usage errors are shown in one place. */
function inherit(command: Command, program: Command): Command {
  command.copyInheritedSettings(program);
  for (const child of command.commands) inherit(child, program);
  return command;
}
