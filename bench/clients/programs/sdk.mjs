// A user's script on the official SDK: `node sdk.mjs chat|chats|tools|blocks|marked MATERIAL.json`.
// Only `marked` asks for caching.
import { readFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';

const [kind, file] = process.argv.slice(2);
const { model, system, questions, pages } = JSON.parse(readFileSync(file, 'utf8'));
const client = new Anthropic();

const readPage = {
  name: 'read_page',
  description: 'Reads one page of the handbook.',
  input_schema: { type: 'object', properties: { page: { type: 'integer' } }, required: ['page'] },
};
const deferred = {
  name: 'print_page',
  description: 'Prints one page of the handbook on paper.',
  input_schema: { type: 'object', properties: { page: { type: 'integer' } } },
  defer_loading: true,
};

const textOf = (answer) => answer.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');

/** A chat in strings: the history is sent again with each question. */
async function chat(asked) {
  const messages = [];
  for (const question of asked) {
    messages.push({ role: 'user', content: question });
    const answer = await client.messages.create({ model, max_tokens: 1024, system, messages });
    console.log(answer.stop_reason, textOf(answer));
    messages.push({ role: 'assistant', content: textOf(answer) });
  }
}

/** Calls tools until the model has enough; `extra` is put into every request. */
async function loop(first, extra) {
  const messages = [{ role: 'user', content: first }];
  for (;;) {
    const answer = await client.messages.stream({ model, max_tokens: 4096, messages, ...extra }).finalMessage();
    console.log(answer.stop_reason, textOf(answer));
    if (answer.stop_reason !== 'tool_use') return;
    messages.push({ role: 'assistant', content: answer.content });
    const calls = answer.content.filter((block) => block.type === 'tool_use');
    const results = calls.map(({ id, input }) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: pages[input.page % pages.length],
    }));
    messages.push({ role: 'user', content: results });
  }
}

/** The same in blocks of every kind that takes no breakpoint: blank text, thinking, tools that are loaded late. */
async function blocks() {
  const first = [
    { type: 'text', text: questions[0] },
    { type: 'text', text: ' \n\u00a0' },
  ];
  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const parts = [
    { type: 'text', text: system },
    { type: 'text', text: '\n' },
  ];
  await loop(first, { system: parts, tools: [readPage, deferred], thinking });
}

/** Three short chats, one after the other. */
async function chats() {
  for (const start of [0, 3, 6]) await chat(questions.slice(start, start + 3));
}

/** The only way in which the script asks for caching itself. */
async function marked() {
  const part = { type: 'text', text: system, cache_control: { type: 'ephemeral' } };
  await loop(questions[0], { system: [part], tools: [readPage] });
}

const kinds = {
  marked,
  chat: () => chat(questions),
  chats,
  tools: () => loop(questions[0], { system, tools: [readPage] }),
  blocks,
};
await kinds[kind]().catch((error) => {
  console.log(`failed: ${error.status} ${error.error?.error?.message}`);
  process.exitCode = 1;
});
