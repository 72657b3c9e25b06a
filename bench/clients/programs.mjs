// The programs that are driven, and the most that each may cost through the proxy.
import { noShortening } from './drive.mjs';
import { chatScenario, conversation, logs, questions, toolScenario } from './material.mjs';

const chat = { material: conversation, scenario: chatScenario, args: noShortening };
const tools = { material: conversation, scenario: toolScenario, args: noShortening };

/** Shares of the direct bill that a conversation of ten requests, and any program at all, may cost. */
const conversations = { atMost: 0.45, oneConversation: true };
const anything = { atMost: 1.03 };

/** Programs with their scripts, inputs and expectations. */
export const programs = [
  { name: 'SDK, chat', program: ['sdk.mjs', 'chat'], ...chat, expected: conversations },
  { name: 'SDK, three chats', program: ['sdk.mjs', 'chats'], ...chat, expected: { atMost: 0.9 } },
  { name: 'SDK, tools', program: ['sdk.mjs', 'tools'], ...tools, expected: conversations },
  { name: 'SDK, thinking, blank texts', program: ['sdk.mjs', 'blocks'], ...tools, expected: conversations },
  {
    name: 'SDK, tools, shortened',
    program: ['sdk.mjs', 'tools'],
    ...tools,
    material: logs,
    args: [],
    expected: { ...conversations, shortened: true },
  },
  { name: 'LangChain, chat', program: ['langchain.mjs', 'chat'], ...chat, expected: conversations },
  { name: 'LangChain, tools', program: ['langchain.mjs', 'tools'], ...tools, expected: conversations },
  { name: 'one-shot script', program: ['one-shot.mjs'], ...chat, material: questions, expected: anything },
];
