import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/client.ts';
import { createStoreWatch } from '../../src/engine/store-watch.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { StoreState } from '../../src/model/store-state.ts';

const failing: StoreState = { status: 'failing', since: 0, reason: 'database is locked' };
const ok: StoreState = { status: 'ok', renewed: false };
const verbatim = (key: string): Decision => ({
  key,
  reason: 'storeFailed',
  tool: 'Bash',
  tokensBefore: 0,
  tokensAfter: 0,
  durable: false,
});

function watching() {
  const world = {
    told: [] as string[],
    memory: [] as string[],
    unkept: [] as Decision[],
    pinned: [] as string[],
    backs: 0,
    pins: true,
  };
  const call = (async (method: string, decisions: readonly Decision[] = []) => {
    if (method === 'retryStore') return watch.changed(ok);
    if (!world.pins) throw new Error('database is locked');
    world.pinned.push(...decisions.map(({ key }) => key));
  }) as unknown as Engine['call'];
  const watch = createStoreWatch({
    engine: { call },
    memory: {
      suspend: () => world.memory.push('suspend'),
      resume: (renewed) => world.memory.push(renewed ? 'resume anew' : 'resume'),
      unkept: () => [...world.unkept],
      kept(decisions) {
        world.unkept = world.unkept.filter((each) => !decisions.includes(each));
      },
    },
    tell: (line) => world.told.push(line),
    onBack: () => {
      world.backs += 1;
    },
  });
  return { world, watch };
}

const failed = 'store: database is locked; new output is sent as it is';
const back = 'store: the store can be written again; new output is shortened again';

test('pins what went up as it was as soon as the store is back, and tells both', async () => {
  const { world, watch } = watching();
  watch.changed(ok);
  watch.changed(failing);
  world.unkept = [verbatim('a'), verbatim('b')];
  watch.changed({ ...failing, reason: 'the disk is full' });
  expect(world.told).toEqual([failed]);
  watch.changed({ status: 'ok', renewed: true });
  await watch.settle();
  expect(world).toMatchObject({ pinned: ['a', 'b'], unkept: [], backs: 1, told: [failed, back] });
  expect(world.memory).toEqual(['resume', 'suspend', 'suspend', 'resume anew']);
  watch.changed(failing);
  expect(world.told).toEqual([failed, back, failed]);
});

test('says nothing of a store that opens well', async () => {
  const { world, watch } = watching();
  watch.changed(ok);
  await watch.settle();
  expect(world).toMatchObject({ told: [], backs: 0 });
});

test('is not back before what waits is pinned', async () => {
  const { world, watch } = watching();
  watch.changed(failing);
  world.unkept = [verbatim('a')];
  world.pins = false;
  watch.changed(ok);
  watch.changed(failing);
  await watch.settle();
  expect(world.told).toEqual([failed]);
  world.pins = true;
  watch.changed(ok);
  await watch.settle();
  expect(world).toMatchObject({ told: [failed, back], pinned: ['a'], backs: 1 });
});

test('pins a decision that arrives unpinned although the store is back', async () => {
  const { world, watch } = watching();
  watch.changed(failing);
  watch.changed(ok);
  await watch.settle();
  world.unkept = [verbatim('late')];
  watch.extension.inputRouted?.({ requestId: '1', decisions: world.unkept });
  await watch.settle();
  expect(world).toMatchObject({ pinned: ['late'], unkept: [] });
});

test('tries a store that fails once more at the end', async () => {
  const { world, watch } = watching();
  watch.changed(failing);
  world.unkept = [verbatim('a')];
  await watch.settle();
  expect(world.pinned).toEqual(['a']);
});
