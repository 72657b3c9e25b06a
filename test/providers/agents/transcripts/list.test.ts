import { expect, test } from 'vitest';
import { agents } from '../../../../providers/agents/index.ts';
import { transcriptReaders } from '../../../../providers/agents/transcripts.ts';
import { contextOf, temporaryFolder } from './reading.ts';

test('each agent that a launcher is for has a reader of its transcripts, in the same order', () => {
  expect(transcriptReaders.map(({ agent }) => agent)).toEqual(
    agents.map(({ name }) => name).filter((name) => name !== 'any'),
  );
});

test.each(transcriptReaders)('$agent has no transcripts where it was never used', async (reader) => {
  const home = temporaryFolder();
  expect(await reader.sources(contextOf(home, {}, [home]))).toEqual([]);
});
