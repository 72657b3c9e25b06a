import { expect, test } from 'vitest';
import { callerFacts } from '../../src/proxy/record.ts';

test('who asks is what the headers say, and the launched agent where they name none', () => {
  const head = { method: 'POST', path: '/v1/messages', query: '', headers: new Map<string, string>() };
  const named = () => ({ agent: 'one', payer: 'key' as const });
  const silent = () => ({ payer: 'login' as const });
  expect(callerFacts(head, { agent: 'two' }, named)).toEqual({ agent: 'one', payer: 'key' });
  expect(callerFacts(head, { agent: 'two' }, silent)).toEqual({ agent: 'two', payer: 'login' });
  expect(callerFacts(head, {}, silent)).toEqual({ payer: 'login' });
});
