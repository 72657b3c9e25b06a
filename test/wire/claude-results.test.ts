import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { oneResult, prompt, resultsOf, toolResult } from '../harness/claude-shape.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildErrors, buildLog } from '../harness/texts.ts';

const proxied = useProxied();

describe('Claude tool results', () => {
  it('T23 results of every shape keep their ids, flags, order and images, and none becomes empty', async () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
    const shapes: Json[] = [
      { type: 'tool_result', tool_use_id: 't23a', content: buildLog(24) },
      {
        type: 'tool_result',
        tool_use_id: 't23b',
        content: [{ type: 'text', text: buildLog(25) }, image, { type: 'text', text: 'end' }],
      },
      { type: 'tool_result', tool_use_id: 't23c', content: [] },
      { type: 'tool_result', tool_use_id: 't23d' },
      { type: 'tool_result', tool_use_id: 't23e', content: 'failed', is_error: true },
      { type: 'tool_result', tool_use_id: 't23f', content: [{ type: 'tool_reference', tool_name: 'TaskCreate' }] },
      { type: 'tool_result', tool_use_id: 't23g', content: '' },
      { type: 'tool_result', tool_use_id: 't23h', content: ' \n'.repeat(5000) },
      { type: 'text', text: 'and a word of the user' },
    ];
    const calls = [...'abcdefgh'].map((letter) => ({
      type: 'tool_use',
      id: `t23${letter}`,
      name: 'Bash',
      input: { command: 'make' },
    }));
    const { sent, seen } = await proxied.messages([
      prompt('Go.'),
      { role: 'assistant', content: calls },
      { role: 'user', content: shapes },
    ]);
    const [before, after] = [resultsOf(sent), resultsOf(seen)];
    expect((after[0] as string).length).toBeLessThan((before[0] as string).length);
    expect((after[1] as { text: string }[])[0]?.text.length).toBeLessThan(buildLog(25).length);
    expect((after[1] as Json[]).slice(1)).toEqual((before[1] as Json[]).slice(1));
    expect(after.slice(2, 7)).toEqual(before.slice(2, 7));
    expect(after[7] === before[7] || (after[7] as string).trim() !== '').toBe(true);
  });

  it('T24 an error’s trace is there word for word, marked as an error or not', async () => {
    const trace = [
      'Traceback (most recent call last):',
      '  File "/srv/app/stock.py", line 118, in reserve',
      '    raise StockError(f"only {left} left of {name}")',
      'app.errors.StockError: only 3 left of bolts',
    ].join('\n');
    for (const more of [{}, { is_error: true }]) {
      const log = `${buildLog(26)}${trace}\n${buildLog(27, 300)}`;
      const { seen } = await proxied.messages(oneResult(`t24-${Object.keys(more).length}`, log, { more }));
      const [result] = resultsOf(seen) as [string];
      expect(result).toContain(trace);
      for (const error of buildErrors(26)) expect(result).toContain(error);
    }
  });

  it('T26 a file that was read for an edit stays word for word', async () => {
    const file = Array.from(
      { length: 900 },
      (_, line) => `${line + 1}\tconst value${line % 30} = compute(${line}, 'a string');`,
    ).join('\n');
    const { sent, seen } = await proxied.messages(oneResult('t26', file, { name: 'Read' }));
    expect(seen === sent).toBe(true);
  });

  it('T40 parallel results, two user messages in a row and one in the middle of a turn are all there, in order', async () => {
    const log = buildLog(40);
    const calls = ['t40a', 't40b', 't40c'].map((id) => ({
      type: 'tool_use',
      id,
      name: 'Bash',
      input: { command: 'make' },
    }));
    const results = ['t40c', 't40a', 't40b'].flatMap((id) => toolResult(id, `${log}${id}`).content as Json[]);
    const messages = [
      prompt('One.'),
      prompt('Two.'),
      { role: 'assistant', content: calls },
      { role: 'user', content: [...results, { type: 'text', text: 'Wait, stop.' }] },
      prompt('Three.'),
    ];
    const { seen } = await proxied.messages(messages);
    const order = [...seen.matchAll(/"tool_use_id":"(t40.)"/g)].map((match) => match[1]);
    expect(order).toEqual(['t40c', 't40a', 't40b']);
  });
});
