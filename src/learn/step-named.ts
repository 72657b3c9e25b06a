import type { Step } from '../lib/shell/command-line.ts';
import { flagsOf, programOf, programWords } from '../lib/shell/program.ts';
import type { Message } from './message.ts';

/** Programs that only change folders or show text; a message without a name is hardly about them. */
const bystanders = new Set([
  'cd',
  'echo',
  'printf',
  'head',
  'tail',
  'wc',
  'true',
  'export',
  'set',
  'sleep',
  'pwd',
  'sort',
]);
/** How many words of a message are searched, so that the cost for a long message and a long command is bounded. */
const maxTokens = 40;
const maxLine = 600;
/** Words of a step that are compared. */
const maxArguments = 400;
const quotes = /^[`'"‘(<[{]+|[`'"’)>\]},.:;]+$/g;

/** The words of a message that may come from a command: flags, paths, names in quotes. */
function tokensOf({ line }: Message): readonly string[] {
  return line
    .slice(0, maxLine)
    .split(/\s+/)
    .filter((word) => /^['"`‘-]|[/._*=]/.test(word) || /['"`’]$/.test(word) || /^\w+:$/.test(word))
    .map((word) => word.replace(quotes, ''))
    .filter((word) => word.length > 1)
    .slice(0, maxTokens);
}

/** The base name of a program as in a message: `/usr/bin/git` and `python -m json.tool` are `git` and `python`. */
export function baseName(program: string): string {
  const first = program.split(' ', 1)[0] as string;
  return first.slice(first.lastIndexOf('/') + 1);
}

function score(step: Step, message: Message, tokens: readonly string[], programs: readonly string[]): number {
  const program = programOf(step);
  if (program === undefined) return step.words.some(({ text }) => tokens.includes(text)) ? 1 : 0;
  let sum =
    message.program !== undefined && baseName(message.program).replace(/\d$/, '') === program.replace(/\d$/, '')
      ? 4
      : 0;
  if (programs.includes(program)) sum += 2;
  if (tokens.includes(program)) sum += 3;
  const texts = argumentsOf(step);
  const known = new Set(texts.flatMap((text) => [text, text.split('=', 1)[0] as string]));
  for (const token of tokens) {
    if (known.has(token)) sum += 3;
    else if (texts.some((text) => isPart(text, token))) sum += 2;
  }
  if (
    message.line
      .slice(0, maxLine)
      .split(/\s+/)
      .some((word) => word.length > 2 && known.has(word))
  )
    sum += 1;
  const letter = /(?:option|switch|flag)s? (?:-- ?)?['"`]?(\w)['"`]?(?: in|$|:)/.exec(message.text)?.[1];
  if (letter !== undefined && flagsOf(step).some((flag) => /^-[^-]/.test(flag) && flag.includes(letter))) sum += 2;
  return sum;
}

function argumentsOf(step: Step): readonly string[] {
  return programWords(step)
    .slice(1, maxArguments)
    .map(({ text }) => text);
}

/** A message may contain a longer or a shorter form of a command's path. */
function isPart(text: string, token: string): boolean {
  if (token.length < 4 || text.length < 4) return false;
  return text.endsWith(`/${token}`) || text.endsWith(`:${token}`) || token.endsWith(`/${text.replace(/^\.\//, '')}`);
}

/** Whether a message has a word of a command, such as a flag, a path or the name of its program. */
export function isNamedBy(message: Message, steps: readonly Step[]): boolean {
  const tokens = tokensOf(message);
  return steps.some((step) => score(step, message, tokens, []) > 1);
}

/**
 * The step of a command that a message is about: the one of which it contains the program or most words. If it contains
 * none, the only step that does more than change folders or show text.
 * @param programs whose kind of message it is
 */
export function stepNamed(
  message: Message,
  steps: readonly Step[],
  programs: readonly string[] = [],
): Step | undefined {
  const tokens = tokensOf(message);
  let best: Step | undefined;
  let most = 0;
  for (const step of steps) {
    const points = score(step, message, tokens, programs);
    if (points > most) [best, most] = [step, points];
  }
  if (best !== undefined) return best;
  const others = steps.filter((step) => !bystanders.has(programOf(step) ?? 'true'));
  return others.length === 1 ? others[0] : undefined;
}
