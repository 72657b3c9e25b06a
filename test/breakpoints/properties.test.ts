import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { kinds } from './planning.ts';
import { play, type Sent } from './playing.ts';
import { worlds } from './worlds.ts';

let bodies = 0;
let marked = 0;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** The blocks of a body that the API lets carry a breakpoint, if they can. */
function blocksOf(body: JsonObject): readonly JsonObject[] {
  const contents = [body.tools, body.system, ...(body.messages as JsonObject[]).map(({ content }) => content)];
  return contents.flatMap((content) => (Array.isArray(content) ? (content as Json[]).filter(isObject) : []));
}

/** A body without breakpoints, each content of one text written as a string. */
function plain(text: string): JsonObject {
  const body = JSON.parse(text) as JsonObject;
  for (const block of blocksOf(body)) delete (block as Record<string, Json>).cache_control;
  const asString = (content: Json | undefined) => {
    const [only, ...others] = Array.isArray(content) ? (content as JsonObject[]) : [];
    const isText = only?.type === 'text' && Object.keys(only).length === 2;
    return isText && others.length === 0 ? (only.text as string) : content;
  };
  const messages = (body.messages as JsonObject[]).map((each) => ({ ...each, content: asString(each.content) }));
  return { ...body, ...('system' in body ? { system: asString(body.system) } : {}), messages } as JsonObject;
}

/** Whether the API refuses a breakpoint there. */
function refuses(block: JsonObject): boolean {
  const isBlank = block.type === 'text' && String(block.text).trim() === '';
  return (
    isBlank || String(block.type).includes('thinking') || block.defer_loading === true || block.type === 'of_tomorrow'
  );
}

function check(sent: Sent): void {
  bodies++;
  if (sent.marked) {
    expect(sent.sent).toBe(sent.client);
    return;
  }
  expect(plain(sent.sent)).toEqual(plain(sent.client));
  const breakpoints = blocksOf(JSON.parse(sent.sent)).filter(({ cache_control }) => cache_control !== undefined);
  marked += breakpoints.length > 0 ? 1 : 0;
  expect(breakpoints.length).toBeLessThanOrEqual(4);
  expect(breakpoints.filter(refuses)).toEqual([]);
  const before = extended(sent);
  if (before === undefined) return;
  expect(sent.sentStart.slice(0, before.sentStart.length)).toBe(before.sentStart);
  expect(sent.sentRest).toBe(before.sentRest);
}

/** The request that it extends: of those that were answered the one that asks most, and of several the last. */
function extended({ clientStart, clientRest, asks, before }: Sent): Sent | undefined {
  return before
    .filter((each) => asks > each.asks && clientRest === each.clientRest && clientStart.startsWith(each.clientStart))
    .sort((a, b) => a.asks - b.asks || a.number - b.number)
    .at(-1);
}

describe('any world', () => {
  it('gets breakpoints that change nothing else, at most four, where they may stand, and no prefix breaks', async () => {
    const property = fc.asyncProperty(worlds(60), async (world) => {
      for (const sent of await play(world, createMemoryStore())) check(sent);
    });
    await fc.assert(property, { numRuns: 260, endOnFailure: true });
    expect(bodies).toBeGreaterThan(10_000);
    expect(marked / bodies).toBeGreaterThan(0.2);
  });

  it('gets the same from a planner that is started again for every request', async () => {
    const property = fc.asyncProperty(worlds(30), async (world) => {
      const [inMemory, restarted] = await Promise.all(
        kinds.map(async ({ open }) => (await play(world, open())).map(({ sent }) => sent)),
      );
      expect(restarted).toEqual(inMemory);
    });
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
  });
});
