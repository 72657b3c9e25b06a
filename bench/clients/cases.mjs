// Upstreams that refuse, two proxies on one state folder, and a proxy that dies between two turns.
import { setTimeout } from 'node:timers/promises';
import { countMarks, keepsForm } from './bodies.mjs';
import { drive, noShortening } from './drive.mjs';
import { figuresOf } from './figures.mjs';
import { chatScenario, conversation, toolScenario } from './material.mjs';

const programs = {
  chat: { program: ['sdk.mjs', 'chat'], material: conversation, scenario: chatScenario },
  tools: { program: ['sdk.mjs', 'tools'], material: conversation, scenario: toolScenario },
};

const unknownField = (text) =>
  countMarks(text) > 0 ? 'messages.0.content.0.text.cache_control: Extra inputs are not permitted' : undefined;

/** Refuses the third request of a conversation, whoever sends it. */
const tooLong = (text) =>
  JSON.parse(text).messages.length === 5 ? 'prompt is too long: 213462 tokens > 200000 maximum' : undefined;

const marked = (run) => run.sent.filter(({ text }) => countMarks(text) > 0).length;
const refused = (run) => run.sent.filter((record) => record.refused).length;

/** The outcome for the program, in one word. */
const sameAs = (direct, run) => (direct.stdout === run.stdout && direct.exit === run.exit ? 'same' : 'another');

/** A gateway that does not know the field: one refused request in all, and the program never notices. */
async function gateway(common, name) {
  const run = { ...common, ...programs[name] };
  const direct = await drive({ ...run, proxies: 0 });
  const first = await drive({ ...run, proxies: 1, refusal: unknownField });
  const second = await drive({ ...run, proxies: 1, refusal: unknownField, home: first.home, port: first.port });
  const accepted = first.sent.filter((record) => !record.refused).map(({ text }) => text);
  const own = accepted.join('\n') === first.client.join('\n');
  return [
    [`${name}, gateway without the field: output and exit code`, sameAs(direct, first), 'same'],
    [`${name}, gateway without the field: refused requests`, refused(first), 1],
    [`${name}, gateway without the field: requests with breakpoints`, marked(first), 1],
    [`${name}, gateway without the field: what it took`, own ? "the program's bytes" : 'others', "the program's bytes"],
    [`${name}, the same after a restart: output and exit code`, sameAs(direct, second), 'same'],
    [`${name}, the same after a restart: requests with breakpoints`, marked(second), 0],
  ];
}

/** Any other refusal is forwarded unchanged: as many requests are sent as the program made. */
async function otherRefusal(common, name) {
  const run = { ...common, ...programs[name], refusal: tooLong };
  const direct = await drive({ ...run, proxies: 0 });
  const rows = [[`${name}, prompt too long: exit code of the direct run`, direct.exit, 1]];
  for (const time of ['first', 'second']) {
    const proxied = await drive({ ...run, proxies: 1 });
    rows.push(
      [`${name}, prompt too long, ${time} time: output and exit code`, sameAs(direct, proxied), 'same'],
      [`${name}, prompt too long, ${time} time: refused requests`, refused(proxied), 1],
      [`${name}, prompt too long, ${time} time: requests upstream`, proxied.sent.length, direct.sent.length],
      [`${name}, prompt too long, ${time} time: requests with breakpoints`, marked(proxied) > 0, true],
    );
  }
  return rows;
}

/**
 * Milliseconds after which a proxy has written what it learned, and another has read it; a model takes longer to
 * answer.
 */
const handedOver = 2000;

/** What one proxy reads from cache, two on one state folder read too, and one that is killed between turns. */
async function shared(common, name) {
  const run = { ...common, ...programs[name] };
  const one = await drive({ ...run, proxies: 1 });
  const two = await drive({ ...run, proxies: 2, before: () => setTimeout(handedOver) });
  const killed = await drive({
    ...run,
    proxies: 1,
    async before(number, proxies, start) {
      if (number !== 4 && number !== 7) return;
      await setTimeout(handedOver);
      await proxies[0].stop('SIGKILL');
      proxies[0] = await start();
    },
  });
  const { read } = figuresOf(one);
  const rows = [[`${name}, one proxy: tokens read from cache`, read > 0 ? 'some' : 'none', 'some']];
  for (const [what, other] of [
    ['two proxies on one state folder', two],
    ['killed twice and started again', killed],
  ]) {
    const texts = other.sent.map(({ text }) => text);
    rows.push(
      [`${name}, ${what}: output and exit code`, sameAs(one, other), 'same'],
      [`${name}, ${what}: tokens read from cache`, figuresOf(other).read, read],
      [`${name}, ${what}: bodies keep their form`, keepsForm(texts), true],
    );
  }
  return rows;
}

/** What is forwarded unchanged: everything under the switch, and requests of a program that asks for caching itself. */
async function untouched(common) {
  const marking = { ...programs.tools, program: ['sdk.mjs', 'marked'] };
  const off = { args: [...noShortening, '--no-cache-breakpoints'] };
  const runs = { 'switched off': { ...programs.tools, ...off }, 'a program that asks for caching': marking };
  const rows = [];
  for (const [what, run] of Object.entries(runs)) {
    const { client, sent } = await drive({ ...common, ...run, proxies: 1 });
    const other = sent.filter(({ text }, index) => text !== client[index]).length;
    rows.push([`${what}: requests that are not the program's bytes`, other, 0]);
    rows.push([`${what}: requests`, sent.length, 11]);
  }
  return rows;
}

/** The library repeats requests whose answers fail before they begin, and nothing is lost from the cache. */
async function retried(common, name) {
  const { scenario, ...run } = { ...common, ...programs[name] };
  const fault = { type: 'status', status: 529, headers: { 'retry-after-ms': '1' } };
  const turns = scenario.turns.map((turn, index) => (index % 3 === 1 ? { ...turn, faults: [fault] } : turn));
  const calm = await drive({ ...run, scenario, proxies: 1 });
  const rough = await drive({ ...run, scenario: { ...scenario, turns }, proxies: 1 });
  return [
    [`${name}, overloaded now and then: output and exit code`, sameAs(calm, rough), 'same'],
    [`${name}, overloaded now and then: failed answers`, rough.sent.length - calm.sent.length, 3],
    [`${name}, overloaded now and then: tokens read from cache`, figuresOf(rough).read, figuresOf(calm).read],
  ];
}

/** Every case, as rows of what was checked, what was found, and what is required. */
export async function cases(common) {
  const rows = await untouched(common);
  for (const name of Object.keys(programs)) {
    for (const look of [gateway, otherRefusal, shared, retried]) rows.push(...(await look(common, name)));
  }
  return rows;
}
