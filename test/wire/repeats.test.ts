import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  claudeFields,
  claudeRequest,
  claudeTarget,
  conversationOf,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
  withBreakpoint,
} from '../harness/claude-shape.ts';
import { startFakeUpstream } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { exchangeWith, useProxied } from '../harness/proxied.ts';
import { numberedLines, sourceFile } from '../harness/texts.ts';

const proxied = useProxied();
const pointer = /^\[headroom: omitted lines (\d+)(?:-(\d+))?, shown above at [^\]]*\]$/;

const read = (id: string, path: string) => toolUse(id, 'Read', { file_path: path });
const shell = (id: string, command: string) => toolUse(id, 'Bash', { command });

/** A file read, changed in one place, and read again. */
function readTwice(name: string, path = `/app/src/${name}.ts`) {
  const lines = sourceFile(name.length * 77 + name.charCodeAt(0), 24);
  const changed = [...lines.slice(0, 80), "import { added } from './added.ts';", 'added();', ...lines.slice(80)];
  const first = numberedLines(lines);
  const second = numberedLines(changed);
  const messages = [
    prompt(`Look at ${path}.`),
    read(`${name}_1`, path),
    toolResult(`${name}_1`, first),
    read(`${name}_2`, path),
    toolResult(`${name}_2`, second),
  ];
  return { messages, first, second };
}

/** The lines that pointers stand for, from what the upstream saw; others as they are. */
function rebuilt(sent: string, original: string): string {
  const lines = original.split('\n');
  return sent
    .split('\n')
    .filter((line) => !/^\[headroom: omitted \d+ of \d+ lines; headroom retrieve hash=[0-9a-f]{24}\]$/.test(line))
    .flatMap((line) => {
      const found = pointer.exec(line);
      return found === null ? [line] : lines.slice(Number(found[1]) - 1, Number(found[2] ?? found[1]));
    })
    .join('\n');
}

describe('repeats', () => {
  it('becomes a pointer where a file is read again, with the changed lines in place', async () => {
    const { messages, first, second } = readTwice('again');
    const { seen } = await proxied.messages(messages);
    const [one, two] = resultsOf(seen) as [string, string];
    expect(one).toBe(first);
    expect(two.length).toBeLessThan(second.length / 3);
    expect(two).toContain("    81→import { added } from './added.ts';");
    expect(two).toContain('shown above at 1-80]');
    expect(two).toContain('shown above at 81-168, now 83-170]');
    expect(rebuilt(two, second)).toBe(second);
    const handle = /hash=([0-9a-f]{24})/.exec(two)?.[1];
    const answer = await fetch(`${proxied.headroom.url()}/v1/retrieve/${handle}`);
    expect(((await answer.json()) as JsonObject).original_content).toBe(second);
  });

  it('stays the same in later requests, after a restart too, and body k is a prefix of body k + 1', async () => {
    const upstream = await startFakeUpstream();
    const headroom = await startHeadroom({ upstream: upstream.url });
    try {
      const { messages } = readTwice('later');
      const seen: string[] = [];
      for (let turn = 3; turn <= 9; turn += 2) {
        const more = [
          shell('later_3', 'ls'),
          toolResult('later_3', 'a.ts'),
          shell('later_4', 'pwd'),
          toolResult('later_4', '/app'),
        ];
        const body = JSON.stringify(claudeRequest(withBreakpoint([...messages, ...more].slice(0, turn))));
        if (turn === 7) {
          await headroom.kill();
          await headroom.restart();
        }
        seen.push(
          (await exchangeWith(headroom, upstream, { target: claudeTarget, fields: claudeFields, body })).seen.text(),
        );
      }
      for (const [index, body] of seen.slice(1).entries()) {
        expect(conversationOf(body).startsWith(conversationOf(seen[index] as string))).toBe(true);
      }
      expect((resultsOf(seen.at(-1) as string) as string[])[1]).toContain('shown above');
    } finally {
      await headroom.stop();
      await upstream.close();
    }
  });

  it('goes up whole once the client has cleared what it pointed at', async () => {
    const { messages, second } = readTwice('cleared');
    await proxied.messages(messages);
    const cleared = messages.map((message) =>
      JSON.stringify(message).includes('"tool_use_id":"cleared_1"')
        ? toolResult('cleared_1', '[Old tool result content cleared]')
        : message,
    );
    for (const body of [cleared, [...cleared, prompt('Go on.')]]) {
      const { seen } = await proxied.messages(body);
      expect(resultsOf(seen)[1]).toBe(second);
    }
    const { seen } = await proxied.messages(messages);
    expect((resultsOf(seen) as string[])[1]).toContain('shown above');
  });

  it('is never made where the provider clears results by itself', async () => {
    const { messages, second } = readTwice('server');
    const { seen } = await proxied.messages(messages, {
      context_management: {
        edits: [{ type: 'clear_tool_uses_20250919', trigger: { type: 'input_tokens', value: 30_000 } }],
      },
    });
    expect(resultsOf(seen)[1]).toBe(second);
  });

  it('is sent whole when the same call brings the same text once more', async () => {
    const { messages, second } = readTwice('thrice');
    const { seen } = await proxied.messages([
      ...messages,
      read('thrice_3', '/app/src/thrice.ts'),
      toolResult('thrice_3', second),
    ]);
    const results = resultsOf(seen) as string[];
    expect(results[1]).toContain('shown above');
    expect(results[2]).toBe(second);
  });

  it('points at what the model wrote itself', async () => {
    const lines = sourceFile(5, 16);
    const path = '/app/src/own.ts';
    const messages = [
      prompt('Write it.'),
      toolUse('own_1', 'Write', { file_path: path, content: lines.join('\n') }),
      toolResult('own_1', 'File created.'),
      shell('own_2', `cat ${path}`),
      toolResult('own_2', lines.join('\n')),
    ];
    const { seen } = await proxied.messages(messages);
    expect((resultsOf(seen) as string[])[1]).toContain(
      `shown above at 1-${lines.length - 1} of ${path} as you wrote it]`,
    );
  });

  it('keeps failures of a command in place, and reminders, where the same lines stand above', async () => {
    const passed = sourceFile(9, 24)
      .filter((line) => !line.includes('RangeError') && line.length > 9)
      .map((line, index) => `ok ${index} ${line.slice(0, 60)}`);
    const failure = 'FAIL test/stock.test.ts > keeps the last item (expected 3, received 4)';
    const reminder = [
      '<system-reminder>',
      ...Array.from({ length: 8 }, (_, index) => `Mind the rule number ${index}, always and everywhere.`),
      '</system-reminder>',
    ];
    const output = [...passed.slice(0, 40), failure, ...passed.slice(40), ...reminder].join('\n');
    const messages = [
      prompt('Test it.'),
      shell('fail_1', 'npm test'),
      toolResult('fail_1', output),
      shell('fail_2', 'npm test -- --again'),
      toolResult('fail_2', output.replace('received 4', 'received 5')),
    ];
    const { seen } = await proxied.messages(messages);
    const second = (resultsOf(seen) as string[])[1] as string;
    expect(second).toContain('shown above');
    expect(second).toContain('received 5');
    expect(second).toContain(reminder.join('\n'));
  });

  it('points at lines of strings inside JSON, which is no JSON then', async () => {
    const lines = sourceFile(31, 20).filter((line) => !line.includes('RangeError'));
    const answer = JSON.stringify({ path: 'src/json.ts', size: 9, content: `// head\n${lines.join('\n')}` });
    const messages = [
      prompt('Compare them.'),
      read('json_1', '/app/src/json.ts'),
      toolResult('json_1', numberedLines(lines)),
      shell('json_2', 'curl -s localhost/file'),
      toolResult('json_2', answer),
    ];
    const { seen } = await proxied.messages(messages);
    const second = (resultsOf(seen) as string[])[1] as string;
    const [, first, last] = /omitted lines (\d+)-(\d+) of the string, shown above at 1-/.exec(second) ?? [];
    expect([first, Number(last)]).toEqual(['2', expect.any(Number)]);
    expect(Number(last)).toBeGreaterThan(lines.length - 2);
    expect(second).toContain(` lines of strings; headroom retrieve hash=`);
    expect(second.startsWith('{"path":"src/json.ts","size":9,"content":"// head')).toBe(true);
  });

  it('leaves the hits of a search alone', async () => {
    const hits = sourceFile(3, 12)
      .map((line, index) => `src/${index % 7}.ts:${index + 1}:${line}`)
      .join('\n');
    const messages = [
      prompt('Find it.'),
      shell('hits_1', 'rg -n word'),
      toolResult('hits_1', hits),
      shell('hits_2', 'rg -n word src'),
      toolResult('hits_2', `${hits}\nsrc/9.ts:3:one more word`),
    ];
    const { seen } = await proxied.messages(messages);
    expect((resultsOf(seen) as string[])[1]).not.toContain('shown above');
  });
});
