import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/client.ts';
import { createStoreWatch } from '../../src/engine/store-watch.ts';
import type { Block, LlmRequest } from '../../src/model/block.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { StoreState } from '../../src/model/store-state.ts';
import { createDecider } from '../../src/pipeline/decide.ts';
import type { DecisionStore } from '../../src/pipeline/decide-block.ts';
import { createEmitter } from '../../src/pipeline/extensions.ts';
import { createDecisionMemory } from '../../src/pipeline/memory.ts';
import { createPipeline } from '../../src/pipeline/pipeline.ts';

/** A disk with a database that can be made to fail, and to be lost. */
function disk() {
  const kept = new Map<string, Decision>();
  const originals = new Set<string>();
  const refuse = () => {
    throw new Error('database is locked');
  };
  return {
    broken: false,
    lost: false,
    kept,
    originals,
    write(entries: readonly { decision: Decision; original?: string }[], replaces: boolean): readonly Decision[] {
      if (this.broken || this.lost) return refuse();
      return entries.map(({ decision, original }) => {
        const holds = (replaces ? undefined : kept.get(decision.key)) ?? { ...decision, durable: true };
        kept.set(decision.key, holds);
        if (holds.handle !== undefined && original !== undefined) originals.add(holds.handle);
        return holds;
      });
    },
    lose() {
      kept.clear();
      originals.clear();
      this.lost = true;
    },
  };
}

/** No form is ever made twice alike: only what was pinned or remembered can be repeated. */
let made = 0;

/** A proxy on a disk that may fail under it. */
function proxyOn(drive: ReturnType<typeof disk>, memoryBytes: number) {
  let state: StoreState = { status: 'opening' };
  const change = (next: StoreState) => {
    state = next;
    watch.changed(next);
  };
  const attempt = () => {
    if (state.status === 'ok' || drive.broken) return;
    const renewed = drive.lost;
    drive.lost = false;
    change({ status: 'ok', renewed });
  };
  const write = (...args: Parameters<typeof drive.write>) => {
    try {
      return drive.write(...args);
    } catch (error) {
      change({ status: 'failing', since: 0, reason: (error as Error).message });
      throw error;
    }
  };
  const store: DecisionStore = {
    isWritable: () => state.status === 'ok',
    find: (keys) =>
      new Map(keys.flatMap((key) => (drive.kept.has(key) ? [[key, drive.kept.get(key) as Decision]] : []))),
    pin: (entries) => write(entries, false),
    hasOriginal: (handle) => drive.originals.has(handle),
  };
  const decider = createDecider({
    store,
    shorten({ text, handle }) {
      made += 1;
      const form = { text: `${text.slice(0, 3)} form ${made}`, kind: 'log', by: 'log', fidelity: 'lossy' } as const;
      return made % 3 === 0
        ? { reason: 'noWin', tokens: 9 }
        : { form: { ...form, handle }, tokens: 100, tokensAfter: 9 };
    },
    isProtected: () => false,
    isRead: () => false,
    isSearch: () => false,
    reads: 'fold',
    isRetrieval: () => false,
    retrievedDigits: () => undefined,
    countTokens: (text) => text.length,
  });
  const memory = createDecisionMemory(memoryBytes, () => 0);
  const call = (async (method: string, decisions: readonly Decision[] = []) => {
    if (method === 'retryStore') return attempt();
    write(
      decisions.map((decision) => ({ decision })),
      true,
    );
  }) as unknown as Engine['call'];
  const watch = createStoreWatch({ engine: { call }, memory, tell: () => {}, onBack: () => {} });
  const pipeline = createPipeline({
    decider: {
      decide: async (blocks, above = []) =>
        decider.decide(
          blocks,
          above.map(({ readText, readPlace, ...rest }) => ({ ...rest, text: readText(), place: readPlace() })),
        ),
    },
    memory,
    encode: (text) => Buffer.from(JSON.stringify(text).slice(1, -1)),
    emit: createEmitter([watch.extension], () => expect.unreachable()),
  });
  attempt();
  return {
    attempt,
    /** Writes as the ledger does after each answer, and so learns of a database that is gone. */
    book() {
      try {
        if (state.status === 'ok') write([], false);
      } catch {
        // It waits to be booked.
      }
    },
    settle: () => watch.settle(),
    isWell: () => state.status === 'ok' && memory.unkept().length === 0,
    send: async (texts: readonly string[]) =>
      Buffer.from((await pipeline.prepare(requestOf(texts), 'r')).body).toString('utf8'),
  };
}

/** A request whose body is a list of strings, each the output of a call of its own. */
function requestOf(texts: readonly string[]): LlmRequest {
  const raw = Buffer.from(JSON.stringify(texts));
  let at = 1;
  const blocks = texts.map((text): Block => {
    const length = Buffer.byteLength(JSON.stringify(text));
    const span = [at + 1, at + length - 1] as const;
    at += length + 1;
    return { span, role: 'tool', text, call: { id: text, tool: 'Bash', input: text } };
  });
  return { api: 'test', model: 'm', raw, blocks, conversation: [0, raw.length] };
}

const script = (befalls: readonly string[]) =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('send 0', 'send 1', 'send 2') },
      { weight: 4, arbitrary: fc.constantFrom(...befalls) },
    ),
    { minLength: 5, maxLength: 40 },
  );

/** Plays what befalls three conversations, and checks each body against the one before it. */
async function play(steps: readonly string[], memoryBytes: number): Promise<void> {
  const drive = disk();
  let proxy = proxyOn(drive, memoryBytes);
  const texts: string[][] = [[], [], []];
  const last = ['', '', ''];
  const send = async (index: number, grows: boolean) => {
    if (grows) texts[index]?.push(`${index}-${texts[index].length} ${'x'.repeat(300)}`);
    const body = await proxy.send(texts[index] as string[]);
    expect(body.startsWith((last[index] as string).slice(0, -1))).toBe(true);
    last[index] = body;
    proxy.book();
  };
  const sendAll = async () => {
    for (const index of texts.keys()) await send(index, false);
  };
  for (const step of steps) {
    if (step.startsWith('send')) await send(Number(step.at(-1)), true);
    if (step === 'break') drive.broken = true;
    if (step === 'mend') drive.broken = false;
    if (step === 'attempt') proxy.attempt();
    if (step === 'lose') {
      // What neither the disk nor the memory has is lost.
      await sendAll();
      drive.lose();
    }
    if (step !== 'restart') continue;
    drive.broken = false;
    proxy.book();
    await proxy.settle();
    await sendAll();
    await proxy.settle();
    expect(proxy.isWell()).toBe(true);
    proxy = proxyOn(drive, memoryBytes);
  }
}

test('whatever befalls the store, each body begins with the one before it, restarts included', async () => {
  const steps = script(['break', 'mend', 'attempt', 'restart']);
  // The memory holds next to nothing but what no store keeps.
  await fc.assert(
    fc.asyncProperty(steps, (each) => play(each, 2500)),
    { numRuns: 300 },
  );
});

test('a database that is lost takes nothing along that the memory has', async () => {
  const steps = script(['break', 'mend', 'attempt', 'lose', 'restart']);
  await fc.assert(
    fc.asyncProperty(steps, (each) => play(each, 1e6)),
    { numRuns: 300 },
  );
});
