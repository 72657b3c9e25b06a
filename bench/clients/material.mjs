// The programs' questions, and the simulated provider's answers: the same in every run.
import { numbers } from '../lib/bodies.mjs';

const words =
  'the warehouse keeps every order in its own shelf until a driver signs for it and the clerk checks what was counted against the list that came with the truck before noon'.split(
    ' ',
  );

function prose(seed, size) {
  const next = numbers(seed * 7919 + 13);
  for (let warm = 0; warm < 8; warm++) next(2);
  const sentences = [];
  for (let length = 0; length < size; length += sentences.at(-1).length + 1) {
    const sentence = Array.from({ length: 8 + next(9) }, () => words[next(words.length)]).join(' ');
    sentences.push(`${sentence} ${next(10_000)}.`);
  }
  return sentences.join(' ');
}

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const model = 'claude-sonnet-4-5-20250929';
const turns = 10;

/** Lines of a service's log, which the proxy shortens if it may. */
function log(seed) {
  const next = numbers(seed * 104_729);
  const line = (index) =>
    `2026-11-21T08:${10 + (index % 50)}:00Z INFO worker-${next(4)} order ${next(1e6)} packed in ${next(900)} ms`;
  return times(400, line).join('\n');
}

/** A conversation: a system prompt of 2,000 tokens, ten questions or pages of 250 to 500. */
export const conversation = {
  model,
  system: prose(1, 8000),
  questions: times(
    turns,
    (index) => `Question ${index + 1}, quoting \u201cé\u201d and a\ttab: ${prose(10 + index, 1200)}`,
  ),
  pages: times(turns, (index) => prose(40 + index, 2000)),
};

/** The same with logs as pages. */
export const logs = { ...conversation, pages: times(turns, log) };

/** Twelve questions with nothing in common except their system prompt, of 5,000 tokens. */
export const questions = {
  model,
  system: prose(2, 20_000),
  questions: times(12, (index) => `Number ${index + 1}: ${prose(70 + index, 500)}`),
};

/** Answers in words; if the program offers a tool, calls of it until the last. */
export const chatScenario = {
  sideDefault: false,
  turns: times(12, (index) => ({ text: `Answer ${index + 1}. ${prose(100 + index, 700)}` })),
};

/** Calls of a tool with a word before each, and an answer. */
export const toolScenario = {
  turns: times(turns, (index) => ({
    thinking: `Page ${index} may say it. ${prose(200 + index, 200)}`,
    text: `Reading page ${index}.`,
    calls: [{ name: 'read_page', input: { page: index } }],
  })),
  final: { text: `What the handbook says. ${prose(300, 400)}` },
};
