import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, disconnect } from '../../src/store/connection.ts';
import { databaseName } from '../../src/store/database.ts';
import {
  asLists,
  billing,
  breakpoint,
  chatFields,
  chatMessages,
  chatRequest,
  chatTarget,
  longText,
} from '../harness/chat-shape.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { exchangeWith } from '../harness/proxied.ts';
import { open } from '../harness/raw-client.ts';

let upstream: FakeUpstream;
const started: Headroom[] = [];
beforeAll(async () => {
  upstream = await startFakeUpstream(billing());
});
afterAll(async () => {
  for (const headroom of started) await headroom.stop();
  await upstream?.close();
});

async function begin(env: Record<string, string> = {}): Promise<Headroom> {
  const headroom = await startHeadroom({ upstream: upstream.url, env });
  started.unshift(headroom);
  return headroom;
}

const requestOf = (body: string) => ({ target: chatTarget, fields: chatFields, body });
const bodies = (name: string, count = 4) =>
  Array.from({ length: count }, (_, index) => chatRequest(chatMessages(name, index + 1)));

async function ask(headroom: Headroom, body: string): Promise<string> {
  return (await exchangeWith(headroom, upstream, requestOf(body))).seen.text();
}

async function restart(headroom: Headroom): Promise<void> {
  await headroom.kill();
  await headroom.restart();
}

/** What goes up of a conversation that nothing disturbs: a breakpoint at each new end, and at the one before. */
function expected(name: string, count?: number): readonly string[] {
  return bodies(name, count).map((body, index) => {
    const texts = Array.from({ length: index }, (_, each) => longText(`${name} ${each + 2}`));
    return asLists(
      body,
      texts.map((text, each) => [text, each >= index - 2]),
    );
  });
}

/** A body with its repetitions counted, so that a difference can be read. */
function brief(body: string): string {
  return body.replaceAll(/( ?[a-z ]+, and then one more\.)\1+/g, (all) => `[${all.length}]`);
}

/** A body up to the end of its messages, without the keys of breakpoints. */
function start(body: string): string {
  return body.slice(0, body.lastIndexOf(']')).replaceAll(breakpoint, '');
}

describe('a process on the state folder of another', () => {
  it('after a SIGKILL sends the same bytes, with a breakpoint where the one before had its last', async () => {
    const headroom = await begin();
    const seen: string[] = [];
    for (const body of bodies('killed')) {
      seen.push(await ask(headroom, body));
      await headroom.settle();
      await restart(headroom);
    }
    expect(seen.map(brief)).toEqual(expected('killed').map(brief));
  });

  it('keeps the form of a request whose answer was never heard', async () => {
    const headroom = await begin();
    const seen: string[] = [];
    for (const body of bodies('cut')) {
      const text = new Promise<string>((resolve) => {
        // Nothing is answered, so the proxy is still waiting when it is ended.
        upstream.respond((request) => resolve(request.text()));
      });
      const cut = open(headroom.url(), requestOf(body)).response.catch(() => undefined);
      seen.push(await text);
      await headroom.settle();
      await restart(headroom);
      await cut;
    }
    upstream.respond(billing());
    for (let turn = 1; turn < seen.length; turn++) {
      expect(start(seen[turn] as string).startsWith(start(seen[turn - 1] as string)), `turn ${turn + 1}`).toBe(true);
    }
  });

  it('that runs beside it goes on with its conversations', async () => {
    const first = await begin();
    const second = await begin({ HEADROOM_HOME: first.home });
    const seen: string[] = [];
    for (const [index, body] of bodies('shared').entries()) {
      seen.push(await ask(index % 2 === 0 ? first : second, body));
      // One after the other: each answers when it knows what the other had written by then.
      for (const headroom of [first, second, first]) await headroom.settle();
    }
    expect(seen.map(brief)).toEqual(expected('shared').map(brief));
  });
});

describe('a database that another process locks', () => {
  it('holds up no plan, is read all the same, and has everything once it is free', async () => {
    const headroom = await begin();
    const all = bodies('locked', 8);
    const seen: string[] = [];
    const turns = async (count: number) => {
      for (const body of all.slice(seen.length, seen.length + count)) seen.push(await ask(headroom, body));
    };
    await turns(2);
    await headroom.settle();
    const connection = connect({ path: path.join(headroom.home, databaseName), timeout: 10_000 });
    try {
      connection.database.exec('BEGIN EXCLUSIVE');
      await turns(2);
      // What these two learned dies with the process. The answer to the first of them is the same again.
      await restart(headroom);
      seen.splice(2);
      await turns(4);
    } finally {
      connection.database.exec('ROLLBACK');
      disconnect(connection);
    }
    await headroom.settle();
    await restart(headroom);
    await turns(2);
    expect(seen.map(brief)).toEqual(expected('locked', 8).map(brief));
  });

  it('from the first request on leaves the memory, and has everything once it is free', async () => {
    const headroom = await begin();
    await headroom.settle(); // The database is there, and nobody has read it for a plan.
    const connection = connect({ path: path.join(headroom.home, databaseName), timeout: 10_000 });
    const seen: string[] = [];
    const all = bodies('late', 5);
    try {
      connection.database.exec('BEGIN EXCLUSIVE');
      for (const body of all.slice(0, 3)) seen.push(await ask(headroom, body));
    } finally {
      connection.database.exec('ROLLBACK');
      disconnect(connection);
    }
    await headroom.settle();
    await restart(headroom);
    for (const body of all.slice(3)) seen.push(await ask(headroom, body));
    expect(seen.map(brief)).toEqual(expected('late', 5).map(brief));
  });
});

describe('a state folder that is deleted', () => {
  it('changes no form of a running conversation', async () => {
    const headroom = await begin();
    const seen: string[] = [];
    for (const [index, body] of bodies('deleted', 6).entries()) {
      if (index === 3) rmSync(headroom.home, { recursive: true, force: true });
      seen.push(await ask(headroom, body));
    }
    expect(seen.map(brief)).toEqual(expected('deleted', 6).map(brief));
  });
});
