import { describe, expect, it } from 'vitest';
import { sessionTitle } from '../../commands/session-title.ts';
import { apis } from '../../providers/apis/index.ts';
import { fixture } from '../providers/apis/fixture.ts';

/** The title that a request of a real agent gives. */
function titleIn(file: string, name: string): string | undefined {
  const adapter = apis.find(({ api }) => api === name) as (typeof apis)[number];
  const { prompt, context } = adapter.read(fixture(file));
  return sessionTitle({ prompt, context } as Parameters<typeof sessionTitle>[0]);
}

describe('the title of a session of a real agent', () => {
  it.each([
    ['claude', 'anthropic-messages'],
    ['codex', 'openai-responses'],
    ['gemini', 'gemini'],
    ['chat', 'openai-chat'],
  ])('is what a person typed: %s', (file, api) => {
    expect(titleIn(file, api)).toBe('Find out why the build failed and fix it. Use the tools.');
  });
});
