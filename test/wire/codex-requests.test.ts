import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { callOutput, codexFields, codexRequest, postCodex, shellCall, withoutOutputs } from '../harness/codex-shape.ts';
import { answerWith } from '../harness/fake-upstream.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import { buildErrors, buildLog } from '../harness/texts.ts';

const proxied = useProxied();

describe('Codex requests', () => {
  it('T48 items of every kind stay as they are; only long output text may change', async () => {
    const long = buildLog(48);
    const kept: JsonObject[] = [
      { type: 'additional_tools', tools: [{ type: 'namespace', name: 'functions', description: long }] },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: long }] },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'input_text', text: long },
          { type: 'input_text', text: 'c' },
          { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content: long },
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        phase: 'commentary',
        content: [{ type: 'output_text', text: long }],
      },
      {
        type: 'function_call',
        id: 'fc_9',
        name: 'x',
        namespace: 'functions',
        arguments: '{ "a" :  1 , "b":"\\u00e9"}',
        call_id: 'c9',
      },
      {
        type: 'custom_tool_call',
        id: 'ctc_1',
        call_id: 'c10',
        name: 'apply_patch',
        input: '*** Begin Patch\n*** End Patch',
      },
      {
        type: 'local_shell_call',
        id: 'ls_1',
        call_id: 'c11',
        action: { type: 'exec', command: ['make'] },
        status: 'completed',
      },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
      { type: 'compaction', id: 'cmp_1', encrypted_content: long },
      { type: 'from_the_future', output_text: long, payload: { text: long } },
      { type: 'compaction_trigger' },
    ];
    const outputs = [
      shellCall('t48a', 'make'),
      callOutput('t48a', long),
      {
        type: 'custom_tool_call',
        id: 'ctc_2',
        status: 'completed',
        call_id: 't48b',
        name: 'exec',
        namespace: 'functions',
        input: 'const r = await tools.exec_command({cmd: "make"});\ntext(r.output);',
      },
      {
        type: 'custom_tool_call_output',
        id: 'ctco_2',
        call_id: 't48b',
        output: [
          { type: 'input_text', text: 'Script completed\n' },
          { type: 'input_text', text: long },
          { type: 'input_image', image_url: 'data:,' },
        ],
      },
    ];
    const sent = JSON.stringify(codexRequest([...kept, ...outputs]));
    const { seen } = await postCodex(proxied, sent);
    for (const item of kept) expect(seen.text()).toContain(JSON.stringify(item));
    expect(withoutOutputs(seen.text())).toEqual(withoutOutputs(sent));
    const items = JSON.parse(seen.text()).input as { output?: string | { text?: string }[] }[];
    expect((items.at(-3)?.output as string | undefined)?.length).toBeLessThan(long.length * 0.7);
    const parts = items.at(-1)?.output as { text?: string }[];
    expect(parts[0]?.text).toBe('Script completed\n');
    expect(parts[1]?.text?.length).toBeLessThan(long.length * 0.7);
  });

  it('T49 lines that a patch could quote are whole and keep their indentation', async () => {
    const log = buildErrors(49)
      .map((error) => `\t  ${error}`)
      .join('\n');
    const text = `${buildLog(49)}${log}\n${buildLog(50)}`;
    const { seen } = await postCodex(
      proxied,
      JSON.stringify(codexRequest([shellCall('t49', 'make'), callOutput('t49', text)])),
    );
    const shortened = JSON.parse(seen.text()).input[1].output as string;
    const lines = new Set(text.split('\n'));
    const kept = shortened.split('\n').filter((line) => !line.startsWith('[headroom:'));
    expect(kept.filter((line) => !lines.has(line))).toEqual([]);
    for (const error of buildErrors(49)) expect(kept).toContain(`\t  ${error}`);
  });

  it('T50 headers and events come back as they are, in order, T51 and unknown headers go up', async () => {
    const events = [
      'response.created',
      'codex.response.metadata',
      'response.output_item.done',
      'response.incomplete',
      'response.failed',
    ]
      .map((type) => `event: ${type}\ndata: {"type":"${type}","response":{"id":"r"}}\n\n`)
      .join('');
    const answer = [
      ['content-type', 'text/event-stream'],
      ['x-codex-primary-used-percent', '12'],
      ['openai-processing-ms', '88'],
      ['x-request-id', 'q'],
    ] as const;
    proxied.upstream.respond(answerWith('200 OK', answer, events));
    const { response, seen } = await proxied.exchange({
      target: '/v1/responses',
      fields: codexFields,
      body: JSON.stringify(codexRequest([])),
    });
    expect(endToEnd(response.fields)).toEqual(answer);
    expect(response.text()).toBe(events);
    expect(endToEnd(seen.fields)).toEqual(codexFields);
  });
});
