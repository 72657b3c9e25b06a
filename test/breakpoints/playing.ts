import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createMarking } from '../../src/breakpoints/marking.ts';
import { createPlanner } from '../../src/breakpoints/planner.ts';
import type { BreakpointStore } from '../../src/model/breakpoints.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { splice } from '../../src/pipeline/splice.ts';
import { beginning, readRequest } from './planning.ts';
import type { Program, Step, World } from './worlds.ts';

/** A request that went up. */
export type Sent = {
  /** Which of all it is. */
  readonly number: number;
  /** The body of the client, and the one that went up. */
  readonly client: string;
  readonly sent: string;
  /**
   * Both up to the message of the user that is the newest, a note behind it included, and what comes after the messages,
   * all without the keys of breakpoints.
   */
  readonly clientStart: string;
  readonly sentStart: string;
  readonly clientRest: string;
  readonly sentRest: string;
  /** The client asks for caching itself. */
  readonly marked: boolean;
  /** How many messages of the user it has. */
  readonly asks: number;
  /** The requests of the same conversation whose answers had begun before. */
  readonly before: readonly Sent[];
};

type Conversation = { readonly program: Program; readonly number: number; messages: JsonObject[]; answered: Sent[] };

const breakpoint = ',"cache_control":{"type":"ephemeral"}';

/** Sends a world's requests through reader, planner and splice. What fails there is thrown. */
export async function play(world: World, store: BreakpointStore): Promise<readonly Sent[]> {
  const planner = createPlanner({ store, pricing: () => ({ threshold: 0.25 / 0.9, minimum: 20 }) });
  const failures: Error[] = [];
  const start = async () => ({ planner, receiptOf: () => undefined, settle: async () => {}, close: async () => {} });
  const marking = createMarking(start, (error) => failures.push(error));
  const conversations = world.conversations.map((program, number): Conversation => {
    return { program: world.programs[program % world.programs.length] as Program, number, messages: [], answered: [] };
  });
  const all: Sent[] = [];
  let waiting: { readonly step: number; begin(): void }[] = [];
  const beginUpTo = (number: number) => {
    for (const { begin } of waiting.filter(({ step }) => step <= number)) begin();
    waiting = waiting.filter(({ step }) => step > number);
  };
  let time = beginning;
  for (const [number, step] of world.steps.entries()) {
    // No answer takes that long to begin, and none is answered itself before it has.
    if (step.pause > 100_000 || step.kind !== 'again') beginUpTo(Number.POSITIVE_INFINITY);
    time += step.pause;
    const of = conversationOf(conversations, step);
    const { head, messages, prefill, tail } = bodyOf(of, step, number);
    const client = head + messages + prefill + tail;
    const request = readRequest(client);
    const asking = { userAgent: of.program.name, upstream: 'an upstream', time };
    const made = await marking.mark(request, anthropicMessages.breakpoints, asking);
    if (failures.length > 0) throw failures[0] as Error;
    const edits = made?.edits ?? [];
    const cut = Buffer.byteLength(head + messages);
    const start = splice(
      Buffer.from(request.raw).subarray(0, cut),
      edits.filter(({ span }) => span[1] <= cut),
    );
    const body = Buffer.from(splice(request.raw, edits)).toString('utf8');
    const sentStart = Buffer.from(start).toString('utf8');
    const sent: Sent = {
      number,
      client,
      sent: body,
      clientStart: head + messages,
      sentStart: sentStart.replaceAll(breakpoint, ''),
      clientRest: tail,
      sentRest: body.slice(sentStart.length + prefill.length).replaceAll(breakpoint, ''),
      marked: step.kind === 'marked',
      asks: of.messages.filter(({ role }) => role === 'user').length,
      before: [...of.answered],
    };
    all.push(sent);
    const begin = () => {
      if (made === undefined) return;
      marking.begun(made.id);
      planner.receipt(made.id, { dollars: step.dollars, tokens: 100, bytes: 400, marks: 1, read: 0, written: 50 });
      of.answered.push(sent);
    };
    if (step.answer !== 'never') waiting.push({ step: number + step.answer, begin });
    beginUpTo(number);
  }
  return all;
}

/** The conversation that a step goes on with. A branch leaves the one that it comes from as it is. */
function conversationOf(conversations: Conversation[], step: Step): Conversation {
  const from = conversations[step.conversation % conversations.length] as Conversation;
  if (step.kind !== 'branch' || from.messages.length < 3) return from;
  const ends = from.messages.flatMap(({ role }, index) => (role === 'assistant' ? [index] : []));
  const end = ends[step.pause % ends.length] as number;
  const branch = {
    ...from,
    number: conversations.length,
    messages: from.messages.slice(0, end),
    answered: [...from.answered],
  };
  conversations.push(branch);
  return branch;
}

/** The body of a conversation's next request, in the order of its pieces. */
function bodyOf(of: Conversation, step: Step, number: number) {
  const { program } = of;
  const write = (value: Json) => JSON.stringify(value, null, program.indent);
  if (step.kind !== 'again' || of.messages.length === 0) {
    if (of.messages.length > 0) of.messages.push({ role: 'assistant', content: step.said });
    const name = `${of.number}.${number}`;
    const isOwn = of.messages.length === 0 || step.kind === 'branch';
    of.messages.push({ role: 'user', content: isOwn ? named(step.asks, name) : step.asks });
    if (step.note !== undefined) of.messages.push({ role: 'system', content: step.note });
  }
  const prefill = step.prefill === undefined ? '' : `,${write({ role: 'assistant', content: step.prefill })}`;
  const asked: JsonObject = step.kind === 'marked' ? { cache_control: { type: 'ephemeral' } } : {};
  const before: JsonObject = { model: 'a-model', ...program.settings, ...asked };
  const after: JsonObject = {
    ...(program.system === undefined ? {} : { system: program.system }),
    ...(program.tools.length === 0 ? {} : { tools: program.tools }),
  };
  const members = (value: JsonObject) =>
    Object.entries(value).map(([key, each]) => `${write(key)}:${write(each as Json)}`);
  const head = ['{', [...members(before), ...(program.messagesFirst ? [] : members(after))].join(','), ',"messages":['];
  const tail = [']', ...(program.messagesFirst ? members(after).map((each) => `,${each}`) : []), '}'];
  return { head: head.join(''), messages: of.messages.map(write).join(','), prefill, tail: tail.join('') };
}

/** Content that says whose it is, so that no two conversations say the same. */
function named(content: Json, name: string): Json {
  if (typeof content === 'string') return `${name} ${content}`;
  return [{ type: 'text', text: name }, ...(content as JsonObject[])];
}
