import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/learn/classify.ts';
import { printedLines } from '../../src/learn/envelope.ts';
import { findingRules, runnerRules } from '../../src/learn/finding-rules.ts';
import { type Message, messageOf } from '../../src/learn/message.ts';
import { pathRules } from '../../src/learn/path-rules.ts';
import { type Rule, ruleFor } from '../../src/learn/rule.ts';
import { exceptionRules, scriptRules } from '../../src/learn/script-rules.ts';
import { shellPrefix, shellRules } from '../../src/learn/shell-rules.ts';
import { environmentRules, gitRules, networkRules, revisionRules } from '../../src/learn/state-rules.ts';
import { usageRules } from '../../src/learn/usage-rules.ts';
import { shellCall } from './call.ts';

type Example = { readonly class: string; readonly command: string; readonly output: string };

/** What real programs printed, shortened, and the class. */
const examples = readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'learn', 'messages.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Example);

const messages = examples.flatMap(({ command, output }) => printedLines(shellCall(command, output)).map(messageOf));
const ofShells = messages.flatMap(({ line }): readonly Message[] => {
  const prefix = shellPrefix.exec(line)?.[0];
  return prefix === undefined ? [] : [{ line: line.slice(prefix.length), text: line.slice(prefix.length) }];
});
const withoutTask = messages.map((message) => ({ ...message, line: message.line.replace(/^\[[\w:./-]+\] /, '') }));

const tables: readonly [name: string, rules: readonly Rule[], of: readonly Message[]][] = [
  ['shells', shellRules, ofShells],
  ['usage', usageRules, messages],
  ['paths', pathRules, messages],
  ['git', gitRules, messages],
  ['revisions', revisionRules, messages],
  ['network', networkRules, messages],
  ['environment', environmentRules, messages],
  ['scripts', scriptRules, messages],
  ['exceptions', exceptionRules, messages],
  ['findings', findingRules, withoutTask],
  ['runners', runnerRules, messages],
];

describe('messages of shells and programs', () => {
  it.each(examples)('$class: $output of $command', ({ class: expected, command, output }) => {
    expect(classify(shellCall(command, output))?.class).toBe(expected);
  });

  it.each(tables)('has an example of each rule on %s', (_, rules, of) => {
    const unused = rules.filter((rule) => !of.some((message) => ruleFor(message, rules) === rule));
    expect(unused.map(({ pattern }) => String(pattern))).toEqual([]);
  });

  it.each(tables)('anchors each rule on %s at the beginning', (_, rules) => {
    expect(rules.map(({ pattern }) => pattern.source).filter((source) => !source.startsWith('^'))).toEqual([]);
  });
});
