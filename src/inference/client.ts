import { MessageChannel, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { startWorker } from '../lib/worker.ts';
import type { Answer, ModelThreadData, Question } from './messages.ts';

/** A model in a thread of its own, called synchronously from this one. */
export type ModelClient = {
  /**
   * Scores units of a text, 0 to 1 each, higher is more worth keeping. `undefined` when the text is over the budget,
   * the units are not in it in order, or the model cannot be used.
   * @throws {Error} when the model fails or does not answer; it is not asked again after that
   */
  score(text: string, units: readonly string[]): readonly number[] | undefined;
  /** Vectors of length 1; `undefined` and errors as with `score`. */
  embed(texts: readonly string[]): readonly Float32Array[] | undefined;
  /** Resets the budget; called for each request. */
  refill(): void;
  close(): void;
};

/** The dependencies of a client. */
export type ModelClientOptions = {
  readonly home: string;
  readonly folder: string;
  /** Tokens of the model that may be run between two calls of `refill`. */
  readonly budget: number;
  /** Milliseconds after which a model counts as dead. A safety net, far longer than any budget takes. */
  readonly deadlineMs: number;
  /** Milliseconds without a question after which the thread ends and frees its memory. */
  readonly idleMs?: number;
  /** Called once, if the model turns out to be unusable. */
  readonly onTrouble: (line: string) => void;
};

/** A model takes hundreds of megabytes, and half a second to open again. */
const idleMs = 10 * 60_000;

type Thread = { ask(question: Question): Answer; end(): void };

/**
 * More characters than a token stands for in any ordinary text: longer text is over the budget without being counted.
 */
const maxCharactersPerToken = 64;

/** Builds the client. The thread starts with the first question, so that a model costs nothing before it is needed. */
export function createModelClient(options: ModelClientOptions): ModelClient {
  let thread: Thread | undefined;
  let usable = true;
  let left = options.budget;
  let idle: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(idle);
    thread?.end();
    thread = undefined;
  };
  const giveUp = (trouble: string) => {
    usable = false;
    end();
    options.onTrouble(trouble);
  };
  const ask = (question: Question, characters: number): Answer | undefined => {
    if (!usable || characters > left * maxCharactersPerToken) return undefined;
    thread ??= startThread(options);
    const answer = thread.ask(question);
    clearTimeout(idle);
    idle = setTimeout(end, options.idleMs ?? idleMs).unref();
    if ('declined' in answer) return undefined;
    if (!('error' in answer)) {
      left -= answer.tokens;
      return answer;
    }
    giveUp(answer.error);
    if (answer.unusable) return undefined;
    throw new Error(answer.error);
  };
  return {
    score(text, units) {
      const answer = ask({ task: 'keep', text, units, budget: left }, text.length);
      return answer !== undefined && 'scores' in answer ? answer.scores : undefined;
    },
    embed(texts) {
      const characters = texts.reduce((sum, text) => sum + text.length, 0);
      const answer = ask({ task: 'embed', texts, budget: left }, characters);
      return answer !== undefined && 'vectors' in answer ? answer.vectors : undefined;
    },
    refill() {
      left = options.budget;
    },
    close: end,
  };
}

function startThread({ home, folder, deadlineMs }: ModelClientOptions): Thread {
  const { port1: ours, port2: theirs } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const data: ModelThreadData = { home, folder, signal };
  const entry = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);
  const worker: Worker = startWorker(entry, { workerData: { ...data, port: theirs }, transferList: [theirs] });
  // An error of the thread itself comes too late for the waiting caller; the deadline detects it.
  worker.on('error', () => {});
  worker.unref();
  ours.unref();
  return {
    ask(question) {
      Atomics.store(signal, 0, 0);
      ours.postMessage(question);
      const woken = Atomics.wait(signal, 0, 0, deadlineMs);
      const received = receiveMessageOnPort(ours) as { message: Answer } | undefined;
      if (received !== undefined) return received.message;
      return { error: `the model did not answer within ${deadlineMs} ms (${woken})`, unusable: false };
    },
    end() {
      ours.close();
      void worker.terminate();
    },
  };
}
