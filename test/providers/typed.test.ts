import { expect, it } from 'vitest';
import { typedByPerson } from '../../providers/typed.ts';

it.each([
  ['Fix it.', 'Fix it.'],
  ['<system-reminder>\nRules.\n</system-reminder>\nFix it.', 'Fix it.'],
  ['<environment_context>\n<cwd>/x</cwd>\n</environment_context>', ''],
  ['<session_context>\nToday is\n</session_context>\nFix it.', 'Fix it.'],
  ['<user_instructions>\nnever closed', ''],
  ['# AGENTS.md instructions for /x\n\n<INSTRUCTIONS>', ''],
  ['# Context from my IDE setup:\n\n## My request for Codex:\nFix it.\n', 'Fix it.'],
  ['This session is being continued from a previous conversation that ran out of context. It', ''],
  ['<b is a letter', '<b is a letter'],
  ['"Fix it."', 'Fix it.'],
  ['"Fix" and "mend"', '"Fix" and "mend"'],
])('of %j a person typed %j', (text, typed) => {
  expect(typedByPerson(text)).toBe(typed);
});
