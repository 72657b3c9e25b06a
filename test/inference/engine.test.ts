import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsTable } from '../../commands/options.ts';
import { resolveSettings } from '../../src/config/resolve.ts';
import { startEngine } from '../../src/engine/client.ts';
import { modelFromFolder } from '../../src/inference/from-folder.ts';
import { installModel } from '../../src/inference/install.ts';
import { modelFolder } from '../../src/inference/model-folder.ts';
import type { Decision } from '../../src/model/decision.ts';
import { linkRuntime, modelRuntime } from '../harness/model-runtime.ts';
import { writeKeepModel } from './tiny-model.ts';

const runtime = await modelRuntime('prose that a model shortens');

let home: string;
const notices: string[] = [];

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-kompress-'));
  linkRuntime(runtime, home);
});
afterEach(() => {
  notices.length = 0;
  rmSync(home, { recursive: true, force: true });
});

/** Paragraphs of which each third is about harbours, and by nothing else worth more than the others. */
const subjects = ['harbour', 'orchard', 'library'];
const things = ['ships tide anchors ropes', 'pears bees ladders baskets', 'maps shelves clerks desks'];
const sentences = [
  'the keeper walked along the wall and thought about it in the evening',
  'many people came there because they liked how quiet it was in autumn',
  'nobody could remember who had planted, built or painted what they saw',
  'visitors often wrote letters home that spoke of little else for weeks',
  'old friends met under the lamps and told each other what had changed',
];
const paragraphs = Array.from({ length: 60 }, (_, index) => {
  const subject = subjects[index % 3];
  const sentence = sentences[index % sentences.length] as string;
  return `In the ${subject} with ${things[index % 3]} ${sentence} which the ${subject} made ${['easy', 'hard', 'odd', 'rare'][index % 4]} for all.`;
});
const prose = `# Three places\n\n${paragraphs.join('\n\n')}\n`;

async function install(): Promise<void> {
  const source = path.join(home, 'source');
  const others = new Set(paragraphs.join(' ').match(/\w+/g));
  const keep = ['harbour', ...(things[0] as string).split(' ')];
  writeKeepModel(source, { keep, drop: [...others].filter((word) => !keep.includes(word)) });
  await installModel(home, modelFromFolder(source, { name: 'tiny' }), () => {});
}

/** Has an engine of its own decide texts, each in a request of its own. */
async function decide(...texts: readonly string[]): Promise<readonly Decision[]> {
  const { settings } = await resolveSettings({ table: settingsTable(), env: {}, home });
  const engine = startEngine({
    entry: new URL('../../commands/engine-thread.ts', import.meta.url),
    workerData: { home, settings },
    onNotice: (line) => notices.push(line),
    onStore: () => {},
    deadlineMs: 60_000,
  });
  const call = { id: 'call-1', tool: 'WebFetch', input: '{"url":"http://localhost/places"}' };
  const decisions: Decision[] = [];
  for (const text of texts) decisions.push(...(await engine.decide([{ api: 'some-api', text, call }], [])));
  await engine.close();
  return decisions;
}

/** How many paragraphs about each subject a form still has. */
function left({ sent = '' }: Decision): Readonly<Record<string, number>> {
  const lines = new Set(sent.split('\n'));
  const kept = paragraphs.filter((paragraph) => lines.has(paragraph));
  return Object.fromEntries(subjects.map((subject) => [subject, kept.filter((each) => each.includes(subject)).length]));
}

describe.skipIf(runtime === undefined)('prose in the engine', () => {
  it('is chosen by an installed model, in whole lines, and stays the same when the model is gone', async () => {
    await install();
    const first = (await decide(prose))[0] as Decision;
    expect(first).toMatchObject({ by: 'prose', fidelity: 'lossy', durable: true });
    expect(left(first).harbour).toBe(20);
    expect((left(first).orchard as number) + (left(first).library as number)).toBeLessThan(20);
    const lines = new Set(prose.split('\n'));
    const strange = (first.sent as string)
      .split('\n')
      .filter((line) => !lines.has(line) && !line.startsWith('[headroom:'));
    expect(strange).toEqual([]);
    expect(notices).toEqual([]);
    rmSync(modelFolder(home, 'tiny'), { recursive: true });
    expect((await decide(prose))[0]?.sent).toBe(first.sent);
  });

  it('is chosen by rules without a model, and where the text is beyond its budget', async () => {
    const long = `${prose}\n${prose.replaceAll('In the', 'Also in the')}\n${prose.replaceAll('In the', 'Last in the')}`;
    const [byRules, longByRules] = await decide(prose, long);
    expect(byRules).toMatchObject({ by: 'prose', fidelity: 'lossy' });
    expect(left(byRules as Decision).harbour).toBeLessThan(20);
    rmSync(path.join(home, 'headroom.db'));
    await install();
    const [longWithModel] = await decide(long);
    expect(longWithModel?.sent).toBe(longByRules?.sent);
  });
});
