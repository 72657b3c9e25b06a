import { describe, expect, it } from 'vitest';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { claudeFields, claudeRequest, claudeTarget, oneResult } from '../harness/claude-shape.ts';
import { plainAnswer } from '../harness/fake-upstream.ts';
import { forms, handleIn } from '../harness/forms.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildLog, numbers } from '../harness/texts.ts';

const proxied = useProxied();
let calls = 0;

describe('fidelity', () => {
  it('T57 needles: whatever occurs once and looks like an error or a failure survives', async () => {
    const next = numbers(57);
    const needles = [
      'ERROR: connection to 10.0.0.7:5432 refused',
      'src/billing/invoice.ts:88:13 - error TS2554: Expected 2 arguments, but got 1.',
      'panic: runtime error: index out of range [5] with length 3',
      'FAILED tests/test_stock.py::test_reserve - AssertionError: 3 != 4',
      'fatal: unable to access https://git.example.test/repo.git/: The requested URL returned error: 503',
      'npm ERR! code E404',
      'Killed: process 4242 exited with code 137',
    ];
    const logs = needles.map((needle, index) => {
      const lines = buildLog(570 + index).split('\n');
      lines.splice(Math.floor(next() * lines.length), 0, needle);
      return lines.join('\n');
    });
    const sent = await forms(proxied, logs);
    for (const [index, needle] of needles.entries()) expect(sent[index]).toContain(needle);
    expect(sent.join('').length).toBeLessThan(logs.join('').length * 0.7);
  });

  it('T57 needles: an id, an address or a place that occurs once survives among lines that are alike', async () => {
    const next = numbers(157);
    const hex = (length: number) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
    const ids = {
      session: () => `info session ${[8, 4, 4, 4, 12].map(hex).join('-')} opened`,
      commit: () => `info checked out ${hex(39)}7`,
      address: () => `info fetched https://cdn.example.test/spool/${hex(10)}?q=${hex(4)} in time`,
      place: () => `info rule applied at src/${hex(6)}.ts:${Math.floor(next() * 900) + 10}`,
      order: () => `info order ORD-${Math.floor(next() * 90_000) + 10_000} settled`,
    };
    const noise = ['info cache ok', 'info history mirror ok', 'info gateway render ok', 'info console prompt ok'];
    const logs = Array.from({ length: 6 }, () =>
      Array.from({ length: 2400 }, () => noise[Math.floor(next() * 4)] as string),
    );
    const needles = logs.map((log) =>
      Object.values(ids).flatMap((line) =>
        Array.from({ length: 1 + Math.floor(next() * 3) }, () => {
          const needle = line();
          log[40 + Math.floor(next() * 2300)] = needle;
          return needle;
        }),
      ),
    );
    for (const [index, log] of logs.entries()) {
      const [form = ''] = await forms(proxied, [log.join('\n')], `./run.sh ${index}`);
      const kept = (needles[index] as string[]).filter((needle) => log.includes(needle));
      for (const needle of kept) expect(form).toContain(needle);
      expect(form.length).toBeLessThan(log.join('\n').length * 0.5);
    }
  });

  it('T58 JSON: shortened, it is visibly no JSON, and whole elements are kept', async () => {
    const item = (id: number) => ({
      id,
      name: `item ${id % 9}`,
      state: id === 77 ? 'FAILED: disk full' : 'ok',
      count: String(id % 5),
      tags: ['a', 'b'],
    });
    const items = Array.from({ length: 120 }, (_, id) => item(id));
    const texts = [
      JSON.stringify({ total: 120, items }, undefined, 2),
      JSON.stringify({ a: items, b: items.map(({ id }) => ({ id })), blob: Buffer.alloc(900, 'q').toString('base64') }),
      JSON.stringify(JSON.stringify(items)),
      `${items.map((each) => JSON.stringify(each)).join('\n')}\n`,
      `${JSON.stringify(items).slice(0, -20)}`,
    ];
    const sent = await forms(proxied, texts, 'curl http://localhost/items');
    for (const [index, form] of sent.entries()) {
      if (form === texts[index]) continue;
      expect(form).toContain('[headroom: ');
      expect(form.includes('lossless') || handleIn(form) !== undefined).toBe(true);
      expect(() => JSON.parse(form)).toThrow();
      if (index < 4) expect(form).toContain('FAILED: disk full');
    }
  });

  it('T59 never worse: every form is a tenth shorter in tokens, or the text itself', async () => {
    const { count } = createCounter(await loadRanks());
    const next = numbers(59);
    const texts = Array.from({ length: 150 }, (_, index) => {
      const size = 5 + Math.floor(next() * 200);
      if (index % 3 === 0) return buildLog(index, size);
      if (index % 3 === 1)
        return JSON.stringify(
          Array.from({ length: size }, (_each, id) => ({
            id,
            value: Math.floor(next() * 1e6),
            text: next().toString(36),
          })),
        );
      return Array.from({ length: size }, () => `${next().toString(36)} ${next().toString(36)}`).join('\n');
    });
    const sent = await forms(proxied, texts);
    let shorter = 0;
    for (const [index, form] of sent.entries()) {
      const text = texts[index] as string;
      if (form === text) continue;
      shorter++;
      expect(count(form)).toBeLessThanOrEqual(count(text) * 0.9);
    }
    expect(shorter).toBeGreaterThan(10);
  });

  it('T60 surrogates: lone ones and astral characters anywhere give well-formed UTF-8', async () => {
    const log = buildLog(60);
    for (let at = 0; at < 12; at++) {
      const text = `${log.slice(0, 500 + at)}🤖${log.slice(500 + at)}${'🤖'.repeat(50)}`;
      const body = JSON.stringify(claudeRequest(oneResult(`t60-${at}`, text)));
      const seen = await proxied.exchange({ target: claudeTarget, fields: claudeFields, body });
      expect(seen.seen.text().includes('\ufffd')).toBe(false);
      expect(seen.seen.body.length).toBeLessThan(body.length);
    }
    const lone = JSON.stringify(claudeRequest(oneResult('t60-lone', 'PLACE'))).replace(
      'PLACE',
      `${JSON.stringify(log).slice(1, -1)}\\ud800 \\udc00`,
    );
    const seen = await proxied.body(lone);
    expect(seen).toContain('\\ud800 \\udc00');
  });

  it('T61 junk that looks like something passes without an error', async () => {
    const junk = [
      `+++ b/x\n${'@@ prose @@\n'.repeat(800)}`,
      `${'```\n'.repeat(2000)}`,
      'z'.repeat(3_000_000),
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      '{"a":'.repeat(10_000),
      '\u0000\u0001\u001b['.repeat(3000),
      '\n'.repeat(20_000),
      '%'.repeat(5000) + '\r'.repeat(5000),
    ];
    for (const text of junk) {
      proxied.upstream.respond(plainAnswer);
      const body = JSON.stringify(claudeRequest(oneResult(`t61-${++calls}`, text)));
      expect((await proxied.exchange({ target: claudeTarget, fields: claudeFields, body })).response.status).toBe(200);
    }
    const deep = `${'{"a":['.repeat(5000)}1${']}'.repeat(5000)}`;
    const body = `{"model":"m","x":${deep},"messages":[]}`;
    expect((await proxied.body(body)) === body).toBe(true);
  });
});
