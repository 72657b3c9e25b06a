import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oneResult, prompt, resultsOf, toolResult, toolUse } from '../harness/claude-shape.ts';
import { checkWholeLines, handleIn } from '../harness/forms.ts';
import { useProxied } from '../harness/proxied.ts';

const proxied = useProxied({ env: { HEADROOM_CODE: 'skeleton' } });
const source = readFileSync(new URL('../../src/pipeline/pipeline.ts', import.meta.url), 'utf8');
const command = 'cat src/pipeline/pipeline.ts';

describe('with skeletons of source code asked for', () => {
  it('a file that the shell shows loses bodies of functions as whole lines, and comes back whole', async () => {
    const { seen } = await proxied.messages(oneResult('c1', source, { command }));
    const [form] = resultsOf(seen) as [string];
    expect(form).not.toBe(source);
    checkWholeLines(source, form);
    for (const line of source.split('\n').filter((each) => /^(?:import|export)\b/.test(each))) {
      expect(form).toContain(line);
    }
    const { stdout } = await proxied.headroom.run(['retrieve', handleIn(form) ?? 'none']);
    expect(stdout.toString() === source).toBe(true);
  });

  it('a file that a tool for reading gives stays as it is', async () => {
    const input = { file_path: '/work/src/pipeline/pipeline.ts' };
    const messages = [prompt('Read it.'), toolUse('c2', 'Read', input), toolResult('c2', source)];
    const { sent, seen } = await proxied.messages(messages);
    expect(seen === sent).toBe(true);
  });
});
