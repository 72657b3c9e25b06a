import { describe, expect, it } from 'vitest';
import { apis } from '../../../providers/apis/index.ts';
import type { LedgerRecord } from '../../../src/model/ledger.ts';
import { createConversation } from '../../../src/proxy/websocket/conversation.ts';

const adapter = apis.find(({ matches }) => matches('/v1/responses')) as (typeof apis)[number];

/** A conversation whose every request removes one block of ten tokens, and the records that it books. */
function start() {
  const records: LedgerRecord[] = [];
  let number = 0;
  const conversation = createConversation({
    adapter,
    pipeline: {
      prepare: async (request) => ({
        body: request.raw,
        edits: 0,
        blocks: [{ key: `k${number++}`, tool: 'shell', kind: 'log', removed: 10, retrieved: false, depth: 0.5 }],
        leftAlone: {},
      }),
    },
    emit: (stage, event) => {
      if (stage === 'responseReceived') records.push((event as { record: LedgerRecord }).record);
    },
    onNotice: () => {},
    facts: { upstream: 'one', session: 's', project: 'p', demo: false },
  });
  const ask = (previous: string) =>
    conversation.edit(
      Buffer.from(`{"type":"response.create","model":"m","previous_response_id":${previous},"input":[]}`),
    );
  const answer = () => {
    const usage = { input_tokens: 100, output_tokens: 1 };
    conversation.listen(Buffer.from(JSON.stringify({ type: 'response.completed', response: { id: 'r', usage } })));
  };
  return { conversation, records, ask, answer };
}

describe('conversation on a socket', () => {
  it('carries what an earlier prompt lacked into one that continues it', async () => {
    const { records, ask, answer } = start();
    for (const previous of ['null', '"r1"', '"r2"']) {
      await ask(previous);
      answer();
    }
    expect(records.map(({ blocks }) => blocks.length)).toEqual([1, 2, 3]);
  });

  it('carries nothing into a request that names no earlier answer', async () => {
    const { records, ask, answer } = start();
    for (let round = 0; round < 3; round++) {
      await ask('null');
      answer();
    }
    expect(records.map(({ blocks }) => blocks.length)).toEqual([1, 1, 1]);
  });

  it('books what was not answered when the socket closes as failed', async () => {
    const { conversation, records, ask } = start();
    await ask('null');
    conversation.close();
    expect(records.map(({ failed }) => failed)).toEqual([true]);
  });
});
