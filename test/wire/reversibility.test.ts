import { describe, expect, it } from 'vitest';
import { claudeRequest, claudeSession, prompt, resultsOf, toolResult, toolUse } from '../harness/claude-shape.ts';
import { checkWholeLines, forms, handleIn } from '../harness/forms.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();
let calls = 0;

describe('reversibility', () => {
  it('T53 round trip: every handle gives its original back, from another process and after a restart', async () => {
    const bodies = claudeSession('t53', 12, [2, 5, 6, 9]);
    const last = bodies.at(-1) as string;
    let seen = '';
    for (const body of bodies) seen = await proxied.body(body);
    const originals = resultsOf(last) as string[];
    const changed = (resultsOf(seen) as string[]).flatMap((form, index) =>
      form === originals[index] ? [] : [{ form, original: originals[index] }],
    );
    expect(changed).toHaveLength(4);
    for (const restart of [false, true]) {
      if (restart) {
        await proxied.headroom.kill();
        await proxied.headroom.restart();
      }
      for (const { form, original } of changed) {
        const { code, stdout } = await proxied.headroom.run(['retrieve', handleIn(form) ?? 'none']);
        expect(code).toBe(0);
        expect(stdout.toString() === original).toBe(true);
      }
    }
    const answer = await proxied.open({ method: 'GET', target: `/v1/retrieve/${handleIn(changed[0]?.form ?? '')}` })
      .response;
    expect(JSON.parse(answer.text()).original_content === changed[0]?.original).toBe(true);
  });

  it('T54 what was fetched back is left alone, by whatever route, and stays so', async () => {
    const log = buildLog(54);
    const [form] = (await forms(proxied, [log])) as [string];
    const handle = handleIn(form);
    expect(handle).toBeDefined();
    for (const [name, input] of [
      ['Bash', { command: `headroom retrieve hash=${handle}` }],
      ['Bash', { command: `headroom retrieve ${handle} | tail -n 700` }],
      ['mcp__headroom__headroom_retrieve', { hash: handle }],
      ['headroom_retrieve', { hash: handle }],
      ['Bash', { command: `headroom retrieve ${handle?.slice(0, 8)} --lines 3-` }],
      ['Bash', { command: `cd /tmp && npx headroom-ai  retrieve "${handle}" --grep . -C 3` }],
    ] as const) {
      const id = `t54-${++calls}`;
      const messages = [prompt('Go.'), toolUse(id, name, input), toolResult(id, log)];
      for (const later of [messages, [...messages, prompt('And?')]]) {
        const body = JSON.stringify(claudeRequest(later));
        expect((await proxied.body(body)) === body).toBe(true);
      }
    }
  });

  it('the last notice holds a command that runs as it is and prints the largest gap, which is left alone in turn', async () => {
    const log = buildLog(541);
    const [form] = (await forms(proxied, [log])) as [string];
    checkWholeLines(log, form);
    const command = /(headroom retrieve hash=\S+ --lines (\d+)-(\d+))\]\n?$/.exec(form);
    const { code, stdout, stderr } = await proxied.headroom.run((command?.[1] ?? '').split(' ').slice(1));
    const [first, last] = [Number(command?.[2]), Number(command?.[3])];
    const expected = log
      .split('\n')
      .slice(first - 1, last)
      .join('\n')
      .concat('\n');
    expect({ code, text: stdout.toString(), stderr }).toEqual({ code: 0, text: expected, stderr: '' });
    const numbered = expected.replace(/^/gm, () => `${++calls}:`);
    for (const [text, given] of [
      [expected, command?.[1]],
      [numbered, `headroom retrieve ${handleIn(form)} --grep .`],
    ] as const) {
      const messages = [
        prompt('Go.'),
        toolUse(`part-${++calls}`, 'Bash', { command: given }),
        toolResult(`part-${calls}`, text),
      ];
      const body = JSON.stringify(claudeRequest(messages));
      expect((await proxied.body(body)) === body).toBe(true);
    }
  });

  it('T55 a text with one of our notices is left alone; a look-alike is plain text', async () => {
    const [form] = (await forms(proxied, [buildLog(55)])) as [string];
    const quoted = `${buildLog(56)}${form}\n`;
    expect((await forms(proxied, [quoted]))[0] === quoted).toBe(true);
    const alike = `[headroom: omitted 9 of 10 lines: 1-9; headroom retrieve hash=${'0'.repeat(24)}]\n${buildLog(57)}`;
    const [shortened] = (await forms(proxied, [alike])) as [string];
    checkWholeLines(alike, shortened);
    expect(handleIn(shortened.split('\n').at(-2) ?? '')).not.toBe('0'.repeat(24));
  });
});
