// What programs do that ask for no caching. A scenario's requests come from one program; the rule sees nothing else.
import { agent, author, chat, conversation, minutes, prompt, random, request, seconds } from './cache-programs.mjs';

const seconds20 = seconds(20);
const numbers = (count) => Array.from({ length: count }, (_, index) => index);
const user = (content) => [{ role: 'user', content }];

/** All prompts differ; the system prompt is the same. */
function oneShot(writer, { systemTokens, count, every, asBlocks = false }) {
  const system = prompt([writer.text(systemTokens)], asBlocks);
  return numbers(count).map((index) => request(index * every, { system }, user(prompt([writer.text(2000)], asBlocks))));
}

/**
 * One-shots, some followed by a short question ten seconds later.
 * @param isFollowed decides by number; if the first is followed, the others begin after that
 */
function followUps(writer, { count, every, isFollowed }) {
  const head = { system: writer.text(300) };
  const turn = (promptTokens, wait) => ({ wait, user: writer.text(promptTokens), assistant: writer.text(400) });
  const start = isFollowed(0) ? seconds20 - every : 0;
  return numbers(count).flatMap((index) => {
    const turns = [turn(2000, 0), ...(isFollowed(index) ? [turn(200, seconds(10))] : [])];
    return conversation(index === 0 ? 0 : start + index * every, head, turns);
  });
}

/** A chat that sends only its latest messages: from then on every request begins with another one. */
function windowedChat(writer, { turns = 60, messages = 7, every = seconds(10) }) {
  const system = writer.text(600);
  return chat(writer, 0, { system }, turns, () => every, { promptTokens: 250 }).map((sent) => ({
    ...sent,
    body: { ...sent.body, messages: sent.body.messages.slice(-messages) },
  }));
}

/** Requests that are sent together. `own`: each batch has a document of its own, else all share one. */
function fanOut(writer, { batches, every = 0, size = 12, documentTokens = 0, own = false }) {
  const system = writer.text(1800);
  const shared = writer.text(documentTokens);
  return numbers(batches).flatMap((batch) => {
    const document = own ? writer.text(documentTokens) : shared;
    return numbers(size).map((index) => {
      const texts = documentTokens === 0 ? [writer.text(1500)] : [document, writer.text(80)];
      return request(batch * every + index * 40, { system }, user(prompt(texts, true)));
    });
  });
}

/** Some questions about each document, each in its own request. `rounds`: one about each, then the next. */
function questions(writer, { perDocument, documents = 20, documentTokens = 8000, asBlocks, rounds = false }) {
  const system = prompt([writer.text(400)], asBlocks);
  return numbers(documents).flatMap((index) => {
    const document = writer.text(documentTokens);
    const asked = numbers(perDocument).map(() => user(prompt([document, writer.text(60)], asBlocks)));
    const turn = (each) => (rounds ? each * documents + index : index * perDocument + each);
    return asked.map((messages, each) => request(turn(each) * seconds(30), { system }, messages));
  });
}

const inRounds = (writer, sizes) => questions(writer, { ...sizes, asBlocks: true, rounds: true });

/** Conversations with a single tool call each. */
function oneToolCall(writer, { count, every = minutes(1), systemTokens = 800, resultTokens = 900 }) {
  const head = { system: writer.text(systemTokens), tools: writer.tools(6) };
  return numbers(count).flatMap((index) =>
    agent(writer, index * every, head, [{ wait: 0, calls: 1 }], { resultTokens }),
  );
}

/** Chats of twelve turns; a new one begins every `every`. */
function chats(writer, { count, minutesBetween, systemTokens = 600, every = minutesBetween * 13, answerTokens = 400 }) {
  const chance = random(count * 100 + minutesBetween);
  const pause = () => minutes(minutesBetween * (0.85 + 0.3 * chance()));
  const system = writer.text(systemTokens);
  const sizes = { promptTokens: 250, answerTokens };
  return numbers(count).flatMap((index) => chat(writer, index * minutes(every), { system }, 12, pause, sizes));
}

/** Chats with short and long pauses: about half of them are too long for the cache. */
function unsteadyChats(writer, { count }) {
  const chance = random(count);
  const pause = () => minutes(0.5 - 6 * Math.log(1 - chance()));
  const system = writer.text(1500);
  return numbers(count).flatMap((index) => chat(writer, index * minutes(90), { system }, 12, pause));
}

/** A program whose user slows down: chats with turns of two minutes, then as many with turns of seven. */
function slowingChats(writer, { count, quick = 2, slow = 7 }) {
  const both = [quick, slow].map((minutesBetween) => chats(writer, { count, minutesBetween, systemTokens: 1500 }));
  const later = minutes(count * 13 * quick + 30);
  return [...both[0], ...both[1].map((each) => ({ ...each, at: each.at + later }))];
}

/** Agents whose tools take seconds or many minutes. */
function slowAgents(writer, { count }) {
  const chance = random(count);
  const step = () => (chance() < 0.6 ? minutes(5.5 + 4 * chance()) : seconds(20));
  const head = { system: writer.text(2000), tools: writer.tools(8) };
  const round = [{ wait: 0, calls: 20 }];
  return numbers(count).flatMap((index) => agent(writer, index * minutes(60), head, round, { step }));
}

/** Agents that a person leaves alone between rounds of ten calls. */
function pausingAgents(writer, { count, rounds = 4, calls = 10 }) {
  const chance = random(count);
  const head = { system: prompt([writer.text(3000)], true), tools: writer.tools(10) };
  return numbers(count).flatMap((index) => {
    const waits = numbers(rounds).map((round) => ({ wait: round === 0 ? 0 : minutes(10 + 20 * chance()), calls }));
    return agent(writer, index * minutes(25), head, waits);
  });
}

/** Agents that begin soon after each other and run side by side. */
function parallelAgents(writer, { count = 20, every = seconds(3) }) {
  const head = { system: writer.text(2000), tools: writer.tools(8) };
  const slow = random(count);
  const step = () => seconds(8 + 30 * slow());
  return numbers(count).flatMap((index) => agent(writer, index * every, head, [{ wait: 0, calls: 8 }], { step }));
}

/** One program that asks single questions and runs agents, alternating at random. */
function mixed(writer, { count = 24, every = minutes(2) }) {
  const chance = random(7);
  const head = { system: writer.text(1500), tools: writer.tools(6) };
  return numbers(count).flatMap((index) => {
    if (chance() < 0.5) return [request(index * every, head, user(writer.text(1500)))];
    return agent(writer, index * every, head, [{ wait: 0, calls: 7 }]);
  });
}

/** A conversation that the user rewinds and continues in other words, again and again. */
function rewound(writer, { count = 10 }) {
  const system = writer.text(2000);
  return numbers(count).flatMap((index) => {
    const turn = (wait) => ({ wait, user: writer.text(400), assistant: writer.text(400) });
    const first = { ...turn(0), user: writer.text(3000) };
    const start = index * minutes(6);
    const tries = numbers(3).map((each) =>
      conversation(start + each * minutes(1), { system }, [first, turn(seconds(20))]),
    );
    return [tries[0][0], ...tries.map((each) => each[1])];
  });
}

/** A name, and the requests that a writer makes for it. */
const made = {
  'one-shot, small system prompt': (w) => oneShot(w, { systemTokens: 300, count: 60, every: seconds20 }),
  'one-shot, large system prompt': (w) => oneShot(w, { systemTokens: 6000, count: 60, every: seconds20 }),
  'one-shot, large, 3 in all': (w) => oneShot(w, { systemTokens: 6000, count: 3, every: seconds20 }),
  'one-shot, large, 5 in all': (w) => oneShot(w, { systemTokens: 6000, count: 5, every: seconds20 }),
  'one-shot, large, every 8 min': (w) =>
    oneShot(w, { systemTokens: 6000, count: 40, every: minutes(8), asBlocks: true }),
  ...Object.fromEntries(
    [1, 3, 10, 20].map((wait) => [
      `one-shot every ${wait} s, after a follow-up`,
      (w) => followUps(w, { count: 61, every: seconds(wait), isFollowed: (index) => index === 0 }),
    ]),
  ),
  'one-shot, every 5th followed up': (w) =>
    followUps(w, { count: 60, every: seconds20, isFollowed: (index) => index % 5 === 4 }),
  'chat of the last 7 messages': (w) => windowedChat(w, {}),
  'fan-out, one batch': (w) => fanOut(w, { batches: 1, size: 30 }),
  'fan-out, one batch, document': (w) => fanOut(w, { batches: 1, size: 30, documentTokens: 15000 }),
  'fan-out every 10 min': (w) => fanOut(w, { batches: 8, every: minutes(10) }),
  'fan-out every 10 min, document': (w) => fanOut(w, { batches: 8, every: minutes(10), documentTokens: 15000 }),
  'fan-out every min': (w) => fanOut(w, { batches: 8, every: minutes(1) }),
  'fan-out every min, document': (w) => fanOut(w, { batches: 8, every: minutes(1), documentTokens: 15000 }),
  'fan-out every min, own document': (w) =>
    fanOut(w, { batches: 8, every: minutes(1), documentTokens: 15000, own: true }),
  '2 questions a document, blocks': (w) => questions(w, { perDocument: 2, asBlocks: true }),
  '2 questions a document, string': (w) => questions(w, { perDocument: 2, asBlocks: false }),
  '2 questions, 3 documents': (w) => questions(w, { perDocument: 2, documents: 3, asBlocks: true }),
  '5 questions a document, blocks': (w) => questions(w, { perDocument: 5, asBlocks: true }),
  '5 questions a document, string': (w) => questions(w, { perDocument: 5, asBlocks: false }),
  '3 questions, 5 documents, in rounds': (w) => inRounds(w, { perDocument: 3, documents: 5 }),
  '3 questions, 10 documents, in rounds': (w) => inRounds(w, { perDocument: 3, documents: 10 }),
  '5 questions, 5 documents, in rounds': (w) => inRounds(w, { perDocument: 5, documents: 5 }),
  'one tool call, 1': (w) => oneToolCall(w, { count: 1 }),
  'one tool call, 5': (w) => oneToolCall(w, { count: 5 }),
  'one tool call, 20': (w) => oneToolCall(w, { count: 20 }),
  'one tool call, 20, every 12 min': (w) => oneToolCall(w, { count: 20, every: minutes(12) }),
  'one tool call, 20, large results': (w) => oneToolCall(w, { count: 20, systemTokens: 300, resultTokens: 8000 }),
  'chat, 2 min, 1': (w) => chats(w, { count: 1, minutesBetween: 2 }),
  'chat, 2 min, 3': (w) => chats(w, { count: 3, minutesBetween: 2 }),
  'chat, 2 min, 10': (w) => chats(w, { count: 10, minutesBetween: 2 }),
  'chat, 2 min, 10 at a time': (w) => chats(w, { count: 10, minutesBetween: 2, every: 0.2 }),
  'chat, 2 min, 10, a new one each 2 min': (w) => chats(w, { count: 10, minutesBetween: 2, every: 2 }),
  'chat, 7 min, 1': (w) => chats(w, { count: 1, minutesBetween: 7 }),
  'chat, 7 min, 1, large system prompt': (w) => chats(w, { count: 1, minutesBetween: 7, systemTokens: 6000 }),
  'chat, 7 min, 3': (w) => chats(w, { count: 3, minutesBetween: 7 }),
  'chat, 7 min, 10': (w) => chats(w, { count: 10, minutesBetween: 7 }),
  'chat, 7 min, 10 at a time, large': (w) => chats(w, { count: 10, minutesBetween: 7, every: 1, systemTokens: 6000 }),
  'chat, 2 min, then 7 min, 5 each': (w) => slowingChats(w, { count: 5 }),
  'chat, uneven pauses, 3': (w) => unsteadyChats(w, { count: 3 }),
  'agent with slow tools, 3': (w) => slowAgents(w, { count: 3 }),
  'agent with pauses, 1': (w) => pausingAgents(w, { count: 1 }),
  'agent with pauses, 5': (w) => pausingAgents(w, { count: 5 }),
  'agent with pauses, 2 calls a round': (w) => pausingAgents(w, { count: 5, rounds: 8, calls: 2 }),
  'agents, 20 within a minute': (w) => parallelAgents(w, {}),
  'half one-shot, half agents': (w) => mixed(w, {}),
  'half one-shot, half agents, 12 min': (w) => mixed(w, { every: minutes(12) }),
  'bursts: 20 of 2 requests in 5 min': (w) => oneToolCall(w, { count: 20, every: seconds(15), systemTokens: 2500 }),
  'asked anew in other words': (w) => rewound(w, {}),
};

/** The names of all scenarios that are generated. */
export const madeNames = Object.keys(made);

/** The requests of a scenario, in no special order. */
export const makeScenario = (name, filler) => made[name](author(filler));
