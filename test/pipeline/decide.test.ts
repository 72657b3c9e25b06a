import { describe, expect, it } from 'vitest';
import { omissionNotice } from '../../src/content/marker.ts';
import { type AboveBlock, type Decision, formOf, type OpenBlock } from '../../src/model/decision.ts';
import { createDecider } from '../../src/pipeline/decide.ts';
import { type DecideParts, type DecisionStore, maxBlockCharacters } from '../../src/pipeline/decide-block.ts';
import { decisionKey } from '../../src/pipeline/decision-key.ts';
import { MissingTexts } from '../../src/pipeline/standing.ts';

/** A store in memory that keeps what is pinned, as the real one does on disk. */
function memoryStore(): DecisionStore & {
  pinned: Map<string, Decision>;
  originals: Map<string, string>;
  /** What is asked to be written fails. */
  broken: boolean;
  /** What it says of itself. */
  writable: boolean;
} {
  const store = {
    pinned: new Map<string, Decision>(),
    originals: new Map<string, string>(),
    broken: false,
    writable: true,
    isWritable: () => store.writable,
    find: (keys: readonly string[]) =>
      new Map(keys.flatMap((key) => (store.pinned.has(key) ? [[key, store.pinned.get(key) as Decision]] : []))),
    pin(entries: readonly { decision: Decision; original?: string }[]) {
      if (store.broken) throw new Error('disk full');
      return entries.map(({ decision, original }) => {
        const winner = store.pinned.get(decision.key) ?? decision;
        store.pinned.set(decision.key, winner);
        if (decision.handle !== undefined && original !== undefined) store.originals.set(decision.handle, original);
        return winner;
      });
    },
    hasOriginal: (handle: string) => store.originals.has(handle),
    kindShortened: (digits: string) =>
      [...store.pinned.values()].find(({ handle }) => handle?.startsWith(digits) === true)?.kind,
  };
  return store;
}

let calls = 0;
const parts = (over: Partial<DecideParts> = {}): DecideParts => ({
  store: memoryStore(),
  shorten: ({ text, handle }) => {
    calls++;
    const notice = omissionNotice({ omitted: 9, total: 10, handle });
    return {
      form: { text: `${text.slice(0, 10)}\n${notice}`, kind: 'log', by: 'log', fidelity: 'lossy' },
      tokens: 100,
      tokensAfter: 20,
    };
  },
  isProtected: (tool) => tool === 'Read' || tool === 'Grep',
  isRead: (tool) => tool === 'Edit',
  isSearch: (tool) => tool === 'Grep',
  reads: 'fold',
  isRetrieval: (call) => call.command?.includes('headroom retrieve') ?? false,
  retrievedDigits: (call) => call.command?.split('hash=')[1],
  countTokens: (text) => text.length,
  ...over,
});

const block = (text: string, id = 'c1', tool = 'Bash', command?: string): OpenBlock => ({
  api: 'api',
  text,
  call: { id, tool, input: '', command },
});

describe('decider', () => {
  it('decides a block once and then repeats it, also in a new process on the same store', () => {
    const store = memoryStore();
    const first = createDecider(parts({ store })).decide([block('some long output')]);
    const before = calls;
    const other = parts({ store, shorten: () => ({ reason: 'noWin', tokens: 1 }) });
    const second = createDecider(other).decide([block('some long output')]);
    expect(second).toEqual(first);
    expect(calls).toBe(before);
  });

  it('keeps what another process pinned first', () => {
    const store = memoryStore();
    const winner: Decision = {
      key: decisionKey(block('x')),
      sent: 'theirs',
      tool: 'Bash',
      tokensBefore: 5,
      tokensAfter: 1,
      durable: true,
    };
    const racing = { ...store, find: () => new Map<string, Decision>() };
    store.pinned.set(winner.key, winner);
    expect(createDecider(parts({ store: racing })).decide([block('x')])[0]).toEqual(winner);
  });

  it('stores the original with the decision that leaves something out', () => {
    const store = memoryStore();
    const [decision] = createDecider(parts({ store })).decide([block('the original')]);
    expect(store.originals.get(decision?.handle as string)).toBe('the original');
  });

  it.each([
    ['protectedTool', block('text', 'c', 'Read')],
    ['retrieved', block('text', 'c', 'Bash', 'headroom retrieve abc')],
    ['budget', block('x'.repeat(maxBlockCharacters + 1))],
  ] as const)('leaves a block alone: %s', (reason, open) => {
    const [decision] = createDecider(parts()).decide([open]);
    expect([decision?.reason, decision?.sent]).toEqual([reason, undefined]);
  });

  it('books what was fetched under the kind that left it out, and as text where nobody knows', () => {
    const store = memoryStore();
    const on = parts({ store });
    const [left] = createDecider(on).decide([block('the original')]);
    const fetch = (digits: string, store = on.store) =>
      createDecider({ ...on, store }).decide([
        block('the original', `f${digits}`, 'Bash', `headroom retrieve hash=${digits}`),
      ])[0];
    expect(fetch(left?.handle ?? '')).toMatchObject({ reason: 'retrieved', kind: 'log', tokensBefore: 12 });
    expect(fetch(left?.handle?.slice(0, 8) ?? '')).toMatchObject({ reason: 'retrieved', kind: 'log' });
    expect(fetch('0'.repeat(24))?.kind).toBeUndefined();
    const broken = {
      ...store,
      kindShortened: () => {
        throw new Error('locked');
      },
    };
    const [fetched] = [fetch('1'.repeat(24), broken)];
    expect([fetched?.reason, fetched?.kind]).toEqual(['retrieved', undefined]);
  });

  it('asks only for lossless forms of search hits where a protected tool may be folded', () => {
    const asked: unknown[] = [];
    const shorten: DecideParts['shorten'] = (input) => {
      asked.push(input.losslessKinds);
      return { reason: 'noWin', tokens: 1 };
    };
    createDecider(parts({ shorten })).decide([block('a', 'c1', 'Grep'), block('b', 'c2', 'Bash')]);
    expect(asked).toEqual([['search'], undefined]);
  });

  it('leaves a block alone that holds a notice of ours, and takes a look-alike for plain text', () => {
    const decider = createDecider(parts());
    const [decision] = decider.decide([block('first')]);
    const own = decider.decide([block(`quoted: ${decision?.sent}`, 'c2')]);
    const foreign = decider.decide([block(omissionNotice({ omitted: 1, total: 2, handle: 'f'.repeat(24) }), 'c3')]);
    expect(own[0]?.sent).toBeUndefined();
    expect(foreign[0]?.sent).toBeDefined();
  });

  it('pins what a compressor throws on as left alone', () => {
    const store = memoryStore();
    const throwing = parts({
      store,
      shorten: () => {
        throw new Error('odd input');
      },
    });
    expect(createDecider(throwing).decide([block('x')])[0]?.reason).toBe('error');
    expect(createDecider(parts({ store })).decide([block('x')])[0]?.reason).toBe('error');
  });

  it('pins what took the engine down as left alone for good, also in a new process on the same store', () => {
    const store = memoryStore();
    const blocks = [block('deadly'), block('beside it', 'c2')];
    const first = createDecider(parts({ store }));
    const left = first.leaveAlone(blocks, 'error');
    expect(left).toMatchObject([
      { reason: 'error', durable: true },
      { reason: 'error', durable: true },
    ]);
    const before = calls;
    for (const decider of [first, createDecider(parts({ store }))]) expect(decider.decide(blocks)).toEqual(left);
    expect(calls).toBe(before);
  });

  it('sends new blocks as they are once the store fails, and old ones as pinned', () => {
    const store = memoryStore();
    const decider = createDecider(parts({ store }));
    const [old] = decider.decide([block('old')]);
    store.broken = true;
    const [again, fresh] = decider.decide([block('old'), block('new', 'c2')]);
    expect(again).toEqual(old);
    expect([fresh?.reason, fresh?.sent, fresh?.durable]).toEqual(['storeFailed', undefined, false]);
  });

  it('asks for nothing to be made or pinned while the store says that it takes nothing', () => {
    const store = memoryStore();
    const decider = createDecider(parts({ store }));
    const [old] = decider.decide([block('old')]);
    const before = calls;
    store.writable = false;
    const [again, fresh] = decider.decide([block('old'), block('new', 'c2')]);
    expect(again).toEqual(old);
    expect(fresh).toMatchObject({ reason: 'storeFailed', durable: false });
    expect([calls, store.pinned.size]).toEqual([before, 1]);
    store.writable = true;
    expect(decider.decide([block('newer', 'c3')])[0]).toMatchObject({ durable: true, kind: 'log' });
  });

  it.each([
    ['as it was', undefined],
    ['shortened', 'the form in which it was sent'],
  ])('pins a block that was sent while the store failed like that: %s', (_, sent) => {
    const store = memoryStore();
    const open = block('the original');
    const handle = sent === undefined ? undefined : 'a handle';
    const reason = sent === undefined ? ('storeFailed' as const) : undefined;
    const told = { sent, handle, reason, tool: 'Bash', tokensBefore: 0, tokensAfter: 0, durable: false };
    const held: Decision = { key: decisionKey(open), ...told };
    const before = calls;
    const [decision] = createDecider(parts({ store })).decide([{ ...open, held }]);
    expect(decision).toEqual({ ...held, durable: true });
    expect(calls).toBe(before);
    expect(createDecider(parts({ store })).decide([open])[0]).toEqual(decision);
    expect(store.originals.get('a handle')).toBe(sent === undefined ? undefined : 'the original');
  });

  it.each(['broken', 'not writable'])('leaves a block in the form that it has while the store is %s', (how) => {
    const store = memoryStore();
    const open = block('the original');
    const told = { sent: 'a form', tool: 'Bash', tokensBefore: 9, tokensAfter: 1, durable: false };
    const held: Decision = { key: decisionKey(open), ...told };
    store.broken = how === 'broken';
    store.writable = how === 'broken';
    const decider = createDecider(parts({ store }));
    expect(decider.decide([{ ...open, held }])).toEqual([held]);
    expect(store.pinned.size).toBe(0);
  });

  it('sends nothing shortened that could not be pinned because an original could not be put back before it', () => {
    const store = memoryStore();
    const [old] = createDecider(parts({ store })).decide([block('a long text of an earlier request', 'old')]);
    store.originals.clear();
    store.broken = true;
    const [again, fresh] = createDecider(parts({ store })).decide([
      block('a long text of an earlier request', 'old'),
      block('a long text that comes for the first time', 'new'),
    ]);
    expect(again?.sent).toBe(old?.sent);
    expect(fresh).toMatchObject({ reason: 'storeFailed', durable: false });
    expect(fresh?.sent).toBeUndefined();
  });

  it('repeats what can be read where one of several decisions cannot', () => {
    const store = memoryStore();
    const blocks = ['one', 'two', 'three'].map((id) => block(`the long output of call ${id}`, id));
    const before = createDecider(parts({ store })).decide(blocks);
    const damaged = decisionKey(blocks[1] as OpenBlock);
    const find = (keys: readonly string[]) => {
      if (keys.includes(damaged)) throw new Error('damaged');
      return store.find(keys);
    };
    const after = createDecider(parts({ store: { ...store, find } })).decide(blocks);
    expect([after[0]?.sent, after[2]?.sent]).toEqual([before[0]?.sent, before[2]?.sent]);
    expect(after[1]).toMatchObject({ reason: 'storeFailed', durable: false });
  });

  it('decides without a store that everything new goes up as it is', () => {
    const [decision] = createDecider(parts({ store: undefined })).decide([block('x')]);
    expect([decision?.reason, decision?.durable]).toEqual(['storeFailed', false]);
  });
});

describe('decisionKey', () => {
  it('takes the call id where there is one, and the tool and its input where there is none', () => {
    const without = (input: string): OpenBlock => ({ api: 'a', text: 't', call: { tool: 'sh', input } });
    expect(decisionKey(block('t', 'a'))).not.toBe(decisionKey(block('t', 'b')));
    expect(decisionKey(without('ls'))).not.toBe(decisionKey(without('pwd')));
    expect(decisionKey(without('ls'))).toBe(decisionKey(without('ls')));
  });

  describe('with something above', () => {
    const source: AboveBlock = { id: 'above', after: 0, text: 'x', place: 'a.ts', own: false, taken: {}, turn: 0 };
    const pointing = (over: Partial<DecideParts> = {}) =>
      parts({
        shorten: ({ text, above }) =>
          above === undefined
            ? { reason: 'noWin', tokens: 9 }
            : {
                form: {
                  text: `see above ${text.length}`,
                  kind: 'text',
                  by: 'repeats',
                  fidelity: 'repeat',
                  sources: ['above'],
                },
                tokens: 100,
                tokensAfter: 20,
              },
        ...over,
      });

    it('points at it only while it stands there, and decides once how it goes up without', () => {
      const decider = createDecider(pointing());
      const [first] = decider.decide([block('a long text')], [source]);
      expect(first?.sent).toBe('see above 11');
      const [without] = decider.decide([block('a long text')]);
      expect([without?.sent, without?.alone, without?.reason]).toEqual([undefined, true, 'noWin']);
      expect(decider.decide([block('a long text')], [source])).toEqual([first]);
    });

    it('takes a source with other bytes for another source', () => {
      const decider = createDecider(pointing());
      decider.decide([block('a long text')], [source]);
      expect(decider.decide([block('a long text')], [{ ...source, id: 'other' }])[0]?.alone).toBe(true);
    });

    it('points at nothing where it was told not to', () => {
      const decider = createDecider(pointing());
      expect(decider.decide([{ ...block('a long text'), alone: true }], [source])[0]?.sent).toBeUndefined();
    });

    it('asks for the texts above where only their names were told, and only when it needs them', () => {
      const { text: _, ...name } = source;
      const lines = parts({
        shorten: ({ above }) => ({ reason: above?.index() === undefined ? 'error' : 'noWin', tokens: 9 }),
      });
      expect(() => createDecider(lines).decide([block('a long text')], [name])).toThrow(MissingTexts);
      expect(createDecider(lines).decide([block('a long text')], [source])[0]?.reason).toBe('noWin');
      expect(createDecider(parts()).decide([block('a text')], [name])[0]?.sent).toContain('a text');
    });

    it('keeps the form of a pointer when its neighbours are pinned as left alone', () => {
      const decider = createDecider(pointing());
      const [first] = decider.decide([block('a long text')], [source]);
      const { text: _, ...name } = source;
      const [second, fresh] = decider.leaveAlone([block('a long text'), block('deadly', 'c2')], 'error', [name]);
      expect(second).toEqual(first);
      expect(fresh?.reason).toBe('error');
    });

    it('follows what another process pinned first', () => {
      const store = memoryStore();
      const pin = store.pin;
      let raced = false;
      store.pin = (entries) => {
        // The other process sends the first of two blocks in another form than ours.
        if (!raced) {
          raced = true;
          const [first] = entries;
          if (first !== undefined) pin([{ decision: { ...first.decision, sent: 'other', form: 'other form' } }]);
        }
        return pin(entries);
      };
      const shorten: DecideParts['shorten'] = ({ text, above }) => ({
        form: {
          text: `short ${text}`,
          kind: 'text',
          by: 'repeats',
          fidelity: 'repeat',
          ...(text === 'second' && above !== undefined ? { sources: [ids[0] as string] } : {}),
        },
        tokens: 100,
        tokensAfter: 20,
      });
      const ids: string[] = [];
      const dry = createDecider(parts({ shorten }));
      ids.push(formOf(dry.decide([block('first', 'c1')])[0] as Decision));
      const decisions = createDecider(parts({ shorten, store })).decide([block('first', 'c1'), block('second', 'c2')]);
      expect(decisions.map(({ sent, alone }) => [sent, alone])).toEqual([
        ['other', undefined],
        ['short second', true],
      ]);
    });
  });
});
