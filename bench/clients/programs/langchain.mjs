// A user's script on LangChain, which never asks for caching: `node langchain.mjs chat|tools MATERIAL.json`.
import { readFileSync } from 'node:fs';
import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';

const [kind, file] = process.argv.slice(2);
const { model, system, questions, pages } = JSON.parse(readFileSync(file, 'utf8'));
const chatModel = new ChatAnthropic({ model, maxTokens: 1024, anthropicApiUrl: process.env.ANTHROPIC_BASE_URL });

/** A chat with a system message: the history is sent again with each question. */
async function chat() {
  const messages = [new SystemMessage(system)];
  for (const question of questions) {
    messages.push(new HumanMessage(question));
    const answer = await chatModel.invoke(messages);
    console.log(answer.text);
    messages.push(answer);
  }
}

/** Calls a tool until the model has enough. */
async function tools() {
  const readPage = tool(({ page }) => pages[page % pages.length], {
    name: 'read_page',
    description: 'Reads one page of the handbook.',
    schema: z.object({ page: z.number() }),
  });
  const withTools = chatModel.bindTools([readPage]);
  const messages = [new SystemMessage(system), new HumanMessage(questions[0])];
  for (;;) {
    const answer = await withTools.invoke(messages);
    console.log(answer.text, answer.tool_calls.length);
    messages.push(answer);
    if (answer.tool_calls.length === 0) return;
    for (const call of answer.tool_calls) messages.push(await readPage.invoke(call));
  }
}

await { chat, tools }[kind]();
