import { createHash } from 'node:crypto';
import type { TranscriptCall, TranscriptEvent } from '../../../src/model/transcript.ts';
import { findOutputs } from './find-outputs.ts';
import type { LoggedRequest, Message } from './llm-history.ts';

/** Turns the requests of a session into events. */
export type AiderCalls = { add(request: LoggedRequest): readonly TranscriptEvent[] };

const summary = 'I spoke to you previously about a number of things.\n';
const examplesEnd = 'I switched to a new code base.';
/** The model's scripted answer to the files in the chat, which are sent again in each request. */
const replies = [
  'Ok, any changes I propose will be to those files.',
  "Ok, I won't try and edit those files without asking first.",
  'Ok, I will use these files as references.',
  'Ok, based on your requests I will suggest which files need to be edited and then stop and wait for your approval.',
];
const noFiles = 'I am not sharing any files that you can edit yet.';

/**
 * Creates it without calls. Each request contains the conversation so far: that of the previous one, or its end if
 * older turns were summarised or cleared. The rest is new.
 * @param session prefix of the calls' ids, since they have none of their own
 */
export function aiderCalls(session: string, folder: string): AiderCalls {
  let before: Before = { keys: [], last: '' };
  let summarised: string | undefined;
  let count = 0;

  function callOf({ command, output, failed, tool }: Ran, end: number): TranscriptEvent {
    const call: TranscriptCall = {
      ...{ id: `${session} ${++count}`, tool, input: { command }, action: { kind: 'command', command } },
      ...{ output, outputLength: output.length, failed, end, folder },
    };
    return { kind: 'call', call };
  }

  return {
    add({ time, messages }) {
      const events: TranscriptEvent[] = [];
      let turns = conversation(messages);
      const first = turns[0]?.text ?? '';
      if (first.startsWith(summary)) {
        if (first !== summarised) events.push({ kind: 'compaction', time });
        summarised = first;
        turns = turns.slice(turns[1]?.text === 'Ok.' ? 2 : 1);
      }
      const keys = turns.map(({ role, text }) => createHash('sha1').update(`${role} ${text}`).digest('base64'));
      for (const ran of commandsRun(turns, known(before, turns, keys))) events.push(callOf(ran, time));
      before = { keys: keys.slice(0, -1), last: turns.at(-1)?.text ?? '' };
      return events;
    },
  };
}

/** The turns of a request, without the agent's additions. */
function conversation(messages: readonly Message[]): readonly Message[] {
  const turns = messages.filter(({ role }) => role === 'USER' || role === 'ASSISTANT');
  const examples = turns.findIndex(({ text }) => text.startsWith(examplesEnd));
  const own = turns.slice(examples < 0 ? 0 : examples + 2);
  const isFile = (index: number) => {
    const text = own[index]?.text ?? '';
    return text === noFiles || replies.includes(own[index + 1]?.text ?? '');
  };
  return own.filter((_, index) => !isFile(index) && !isFile(index - 1));
}

/** The request before: keys of its turns except the last, and the text of the last. */
type Before = { readonly keys: readonly string[]; readonly last: string };

/**
 * How many turns were in the request before: they are its last ones, up to the text that it asked about. In that
 * request a reminder is appended to this text, but not in later ones.
 */
function known(before: Before, turns: readonly Message[], keys: readonly string[]): number {
  for (let length = Math.min(before.keys.length, turns.length - 1); length > 0; length--) {
    const start = before.keys.length - length;
    const isAsked = before.last.startsWith(turns[length]?.text ?? '');
    if (isAsked && keys.slice(0, length).every((key, index) => key === before.keys[start + index])) return length;
  }
  return 0;
}

type Ran = { readonly tool: string; readonly command: string; readonly output: string; readonly failed: boolean };

/** The commands that were run in the turns from `known` on. */
function commandsRun(turns: readonly Message[], known: number): readonly Ran[] {
  let said: readonly string[] = [];
  return turns.flatMap(({ role, text }, index) => {
    const next = turns[index + 1];
    if (role === 'ASSISTANT' && text !== 'Ok.' && text !== 'Ok') said = text.split('\n').map((line) => line.trim());
    if (index < known || role !== 'USER' || next?.role !== 'ASSISTANT') return [];
    if (next.text === 'Ok.') return typedCommand(text, turns[index + 2]);
    return next.text === 'Ok' ? suggestedCommands(text, said) : [];
  });
}

/** Commands that the person or the agent itself ran. A failed test is sent to the model once more, as a question. */
function typedCommand(text: string, after: Message | undefined): readonly Ran[] {
  const whole = `${text}\n`;
  return findOutputs(whole).map(({ start, end, command = '' }) => ({
    tool: '/run',
    command,
    output: whole.slice(start, end),
    failed: after?.role === 'USER' && after.text.startsWith(text),
  }));
}

/** Commands that the model suggested and the person accepted, each output after a line that names its command. */
function suggestedCommands(text: string, said: readonly string[]): readonly Ran[] {
  const label = 'Output from ';
  const ran: { command: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const command = line.startsWith(label) ? line.slice(label.length) : '';
    if (command !== '' && said.includes(command)) ran.push({ command, lines: [] });
    else ran.at(-1)?.lines.push(line);
  }
  return ran.map(({ command, lines }) => ({
    ...{ tool: 'shell', command, failed: false },
    output: lines.join('\n').replace(/\n+$/, ''),
  }));
}
