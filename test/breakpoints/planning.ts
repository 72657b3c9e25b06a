import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createJournal } from '../../src/breakpoints/journal.ts';
import { createKeeper } from '../../src/breakpoints/keeper.ts';
import { createMemoryStore, type PlannerMemory } from '../../src/breakpoints/memory-store.ts';
import { type BreakpointPlanner, type CachePricing, createPlanner } from '../../src/breakpoints/planner.ts';
import { breakpointQuery } from '../../src/breakpoints/query.ts';
import type { BreakpointReceipt } from '../../src/breakpoints/settle.ts';
import type { LlmRequest } from '../../src/model/block.ts';
import type { BreakpointStore } from '../../src/model/breakpoints.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { splice } from '../../src/pipeline/splice.ts';
import { readBreakpoints } from '../../src/store/breakpoint-reader.ts';
import { openStore } from '../../src/store/open.ts';
import { freshFolder } from '../store/samples.ts';

/** Milliseconds since the epoch at minute 0 of a test. */
export const beginning = Date.now();

/** A write costs a quarter more, a read saves nine tenths; 4,096 bytes at four a token are enough to be kept. */
export const pricing: CachePricing = { threshold: 0.25 / 0.9, minimum: 1024 };

/** A request of a program that asks for no caching. */
export type Asked = {
  readonly tools?: readonly JsonObject[];
  readonly system?: Json;
  readonly messages: readonly Json[];
  /** Minutes since the test began. */
  readonly at: number;
  readonly program?: string;
  readonly upstream?: string;
  readonly model?: string;
};

/** What a planner made of it. Blocks are named by the `#name` in their text. */
export type Planned = {
  /** 0 where the planner does not want to hear of the request again. */
  readonly id: number;
  /** Blocks with a breakpoint, in order. */
  readonly marks: readonly string[];
  /** Strings that go up as arrays, in order. */
  readonly arrays: readonly string[];
  /** The body that goes up. */
  readonly sent: string;
};

/** A planner under test. */
export type Planning = {
  readonly planner: BreakpointPlanner;
  readonly store: BreakpointStore;
  /** Asks the planner about a request whose answer has not begun. */
  plan(asked: Asked): Planned;
  /** Asks it about one that is answered at once. */
  answer(asked: Asked): Planned;
  /** Tells what a request brought: a loss or gain in dollars, and four bytes a token unless it says otherwise. */
  receipt(planned: Planned, changes: Partial<BreakpointReceipt>): void;
};

/** Builds a planner over a store. */
export function planningOver(store: BreakpointStore): Planning {
  const planner = createPlanner({ store, pricing: () => pricing });
  const plan = (asked: Asked) => planRequest(planner, asked);
  return {
    planner,
    store,
    plan,
    answer(asked) {
      const planned = plan(asked);
      planner.begun(planned.id);
      return planned;
    },
    receipt: ({ id }, changes) =>
      planner.receipt(id, { dollars: 0, tokens: 1000, bytes: 4000, marks: 0, read: 0, written: 0, ...changes }),
  };
}

/** Reads a request as the proxy does. */
export function readRequest(body: string): LlmRequest {
  const raw = Buffer.from(body);
  return { api: anthropicMessages.api, raw, ...anthropicMessages.read(raw) };
}

function planRequest(planner: BreakpointPlanner, asked: Asked): Planned {
  const { at, program = 'a program', upstream = 'an upstream', model = 'a-model', ...rest } = asked;
  const request = readRequest(JSON.stringify({ model, max_tokens: 100, ...rest }));
  const query = breakpointQuery(request, { userAgent: program, upstream, time: beginning + at * 60_000 });
  if (query === undefined) throw new Error('expected a request that takes breakpoints');
  const plan = planner.plan(query);
  const { raw, prompt = [] } = request;
  const nameOf = (index: number) => {
    const [start, end] = prompt[index]?.span ?? [0, 0];
    return /#(\w+)/.exec(Buffer.from(raw.subarray(start, end)).toString('utf8'))?.[1] ?? `block ${index}`;
  };
  const edits = anthropicMessages.breakpoints?.edits(prompt, plan) ?? [];
  return {
    id: plan.id,
    marks: plan.marks.map(nameOf),
    arrays: plan.arrays.map(nameOf),
    sent: Buffer.from(splice(raw, edits)).toString('utf8'),
  };
}

/** A text with a name, of 6,000 bytes unless it says otherwise: alone longer than what must be there to be kept. */
export function text(name: string, bytes = 6000): string {
  return `#${name} `.padEnd(bytes, 'so on and ');
}

/** A message of the user, its content one block. */
export function user(name: string, bytes?: number): JsonObject {
  return { role: 'user', content: [{ type: 'text', text: text(name, bytes) }] };
}

/** A message of the user, its content a string. */
export function userString(name: string, bytes?: number): JsonObject {
  return { role: 'user', content: text(name, bytes) };
}

/** What the model said. */
export function model(name: string, bytes = 200): JsonObject {
  return { role: 'assistant', content: [{ type: 'text', text: text(name, bytes) }] };
}

/** The messages of the n-th request of a conversation: `xu1`, then `xm1` and `xu2`, and so on. */
export function turns(name: string, count: number, says: (name: string) => JsonObject = user): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => [
    ...(index === 0 ? [] : [model(`${name}m${index}`)]),
    says(`${name}u${index + 1}`),
  ]).flat();
}

/** A store that a planner can be tested over. */
export type Kind = { readonly name: string; open(): BreakpointStore };

/** What a planner knows is kept in memory, or read anew from a database for every plan. */
export const kinds: readonly Kind[] = [
  { name: 'in memory', open: () => createMemoryStore() },
  { name: 'in a database', open: () => restartingMemory(freshFolder()) },
];

/** Opens the database of a folder. */
export function openDatabase(folder: string) {
  return openStore({ folder, maxBytes: 1e9, maxDays: 30 });
}

/** A planner's memory over the database of a folder. */
export type KeptMemory = {
  readonly memory: PlannerMemory;
  /** Writes what was learned, then reads what others wrote. */
  sync(): void;
  close(): void;
};

/** Builds a memory over the database of a folder, which it has read. */
export function keptMemory(folder: string, ownNumber?: number): KeptMemory {
  const keeper = createKeeper({ readAll: () => readBreakpoints(folder), open: () => openDatabase(folder) });
  const journal = createJournal(() => {});
  const memory = createMemoryStore(journal, ownNumber);
  const sync = () => {
    const changes = journal.take();
    if (changes !== undefined) keeper.write(changes);
    journal.settle(true);
    const rows = keeper.read();
    if (rows !== undefined) memory.take(rows);
  };
  sync();
  return { memory, sync, close: () => keeper.close() };
}

/** A store that knows at every plan just what a process knows that has been started again. */
function restartingMemory(folder: string): BreakpointStore {
  let starts = 0;
  let kept = keptMemory(folder, starts);
  const restart = () => {
    kept.sync();
    kept.close();
    starts = (starts + 1) % 1024;
    kept = keptMemory(folder, starts);
  };
  const store = Object.keys(kept.memory).map((method) => [
    method,
    (...args: readonly never[]) => {
      if (method === 'recent') restart();
      return (kept.memory[method as keyof PlannerMemory] as (...args: readonly never[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(store) as BreakpointStore;
}
