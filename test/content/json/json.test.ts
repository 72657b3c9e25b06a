import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCompressor } from '../../../src/content/json/json.ts';
import type { Compressed } from '../../../src/model/content.ts';

const handle = '0123456789abcdef01234567';
const counter = { count: (text: string) => Math.ceil(text.length / 4) };

function compress(text: string, options: { lossy?: boolean; input?: string } = {}): readonly Compressed[] {
  const call = { tool: 'shell', input: options.input ?? '' };
  return jsonCompressor.compress({
    text,
    handle,
    call,
    lossy: options.lossy ?? true,
    tokens: counter.count(text),
    counter,
  });
}

function lossyForm(text: string, options: { input?: string; strength?: number } = {}): string {
  const forms = compress(text, options).filter(({ fidelity }) => fidelity === 'lossy');
  return (forms[options.strength ?? 0] as Compressed).text;
}

const isNotice = (line: string) => line.startsWith('[headroom: omitted ');

/** The original with the elements that the gap notices name taken out, so that exact ranges are checked. */
function rebuilt(form: string, items: readonly unknown[]): unknown[] {
  const seen: unknown[] = [];
  let next = 0;
  for (const line of form.split('\n')) {
    const gap = /^\[headroom: omitted items (\d+)(?:-(\d+))?/.exec(line);
    if (gap !== null) {
      expect(Number(gap[1])).toBe(next + 1);
      next = Number(gap[2] ?? gap[1]);
    } else if (line.startsWith('{"id"')) {
      seen.push(JSON.parse(line.replace(/,$/, '')));
      expect(seen.at(-1)).toEqual(items[next]);
      next++;
    }
  }
  return seen;
}

const records = (count: number, change: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({
    id: 1000 + index,
    name: `worker-${index}`,
    state: index % 3 === 0 ? 'idle' : 'busy',
    load: 40 + (index % 10),
    ...change(index),
  }));

describe('leaving elements out of JSON arrays', () => {
  it('keeps whole elements one to a line, each gap named in place, totals and handle last', () => {
    const items = records(120);
    const text = JSON.stringify({ total: 120, items, next: null });
    const form = lossyForm(text);
    const lines = form.split('\n');
    expect(lines[0]).toBe('{"total":120,"items":[');
    expect(lines.at(-2)).toBe('],"next":null}');
    const kept = rebuilt(form, items.slice());
    expect(lines.at(-1)).toBe(
      `[headroom: omitted ${120 - kept.length} of 120 items; headroom retrieve hash=${handle}]`,
    );
    expect(kept.length).toBeLessThan(60);
    expect(() => JSON.parse(form)).toThrow();
  });

  it('leaves nothing but a subsequence of the source once the notices are gone', () => {
    const spell = fc.constantFrom<(value: unknown) => string>(
      (value) => JSON.stringify(value),
      (value) => JSON.stringify(value, null, 2),
      (value) => JSON.stringify(value, null, 2).replaceAll('\n', '\r\n'),
      (value) => (value as { items: unknown[] }).items.map((item) => JSON.stringify(item)).join('\n'),
    );
    const item = fc.record({
      id: fc.nat(),
      text: fc.string({ maxLength: 40 }),
      state: fc.constantFrom('ok', 'ok', 'error'),
      more: fc.jsonValue({ maxDepth: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 30, maxLength: 60 }),
        spell,
        fc.constantFrom('', 'before\n'),
        fc.constantFrom('', '\n', '\nafter'),
        (items, write, before, after) => {
          const text = before + write({ items }) + after;
          for (const { text: form, fidelity } of compress(text)) {
            if (fidelity !== 'lossy') continue;
            const bare = form
              .split('\n')
              .filter((line) => !isNotice(line))
              .join('')
              .replace(/\s/g, '');
            let at = 0;
            const source = text.replace(/\s/g, '');
            for (const character of bare) {
              at = source.indexOf(character, at) + 1;
              if (at === 0) break;
            }
            expect(at).toBeGreaterThan(0);
            expect(form.match(/headroom retrieve hash=/g)).toHaveLength(1);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps lines of JSON as whole lines of the source', () => {
    const lines = records(200).map((item) => JSON.stringify(item));
    const text = `${lines.join('\n')}\n`;
    const form = lossyForm(text);
    const source = new Set(lines);
    for (const line of form.trimEnd().split('\n')) expect(isNotice(line) || source.has(line)).toBe(true);
    const gaps = Array.from(form.matchAll(/omitted items (\d+)-(\d+)/g), ([, first, last]) => [
      Number(first),
      Number(last),
    ]);
    const [, first, last] = new RegExp(`hash=${handle} --lines (\\d+)-(\\d+)\\]\n$`).exec(form) ?? [];
    // Items are lines here.
    expect(gaps).toContainEqual([Number(first), Number(last)]);
  });

  it('keeps what failed, what is far off, what is rare, what has another shape and what was asked for', () => {
    const items = records(400, (index) => ({
      ...(index === 37 ? { state: 'failed' } : {}),
      ...(index === 121 ? { load: 999 } : {}),
      ...(index === 202 ? { owner: 'nobody' } : {}),
      ...(index === 263 ? { status_code: 503 } : { status_code: 200 }),
      ...(index === 310 ? { state: 'draining' } : {}),
    }));
    const form = lossyForm(JSON.stringify(items), { input: '{"command":"show worker-347 please"}' });
    for (const index of [0, 37, 121, 202, 263, 310, 347, 399]) expect(form).toContain(`"worker-${index}"`);
    expect(form.length).toBeLessThan(JSON.stringify(items).length / 3);
  });

  it('keeps one of each kind of failure where most elements failed, and offers gentler forms after the hardest', () => {
    const items = records(300, (index) => ({ error: index % 50 === 7 ? 'disk full' : `timeout after ${index} ms` }));
    const text = JSON.stringify(items);
    expect(lossyForm(text)).toContain('disk full');
    const lengths = [0, 1, 2].map((strength) => lossyForm(text, { strength }).length);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });

  it('leaves nothing out where nothing may be left out, nor of a single object or a short array', () => {
    const only = (text: string, lossy: boolean) => compress(text, { lossy }).map(({ fidelity }) => fidelity);
    expect(only(JSON.stringify(records(100)), false)).toEqual(['lossless']);
    expect(only(JSON.stringify(records(100), null, 2), false)).toEqual(['lossless']);
    expect(only(JSON.stringify({ text: 'x'.repeat(9000), other: 1 }), true)).toEqual([]);
    expect(only(JSON.stringify(records(5)), true)).not.toContain('lossy');
  });

  it('takes elements out of arrays in strings and keeps the escapes of those that stay', () => {
    const items = records(120, (index) => (index === 61 ? { state: 'failed' } : {}));
    for (const inner of [JSON.stringify(items), JSON.stringify({ items }, null, 2)]) {
      const text = JSON.stringify({ content: [{ type: 'text', text: `Found "120":\n${inner}` }], isError: false });
      const form = lossyForm(text);
      const lines = form.split('\n');
      expect(lines[0]).toMatch(/^\{"content":\[\{"type":"text","text":"Found \\"120\\":\\n.*\[(?:\\n)?$/);
      const kept = lines.filter((line) => line.startsWith('{\\'));
      for (const line of kept) expect(text.replaceAll(' ', '')).toContain(line.replaceAll(' ', ''));
      expect(form).toContain('worker-61');
      expect(lines.at(-1)).toBe(
        `[headroom: omitted ${120 - kept.length} of 120 items; headroom retrieve hash=${handle}]`,
      );
      expect(kept.length).toBeLessThan(60);
    }
  });

  it('takes elements out of what was cut off at either end', () => {
    const text = JSON.stringify({ items: records(200) }, null, 2);
    for (const part of [text.slice(0, -2000), text.slice(2000), text.slice(500, -500)]) {
      const form = lossyForm(part);
      expect(form.length).toBeLessThan(part.length / 2);
      expect(form).toContain('headroom retrieve hash=');
    }
  });

  it('gives the same forms again and does not throw on odd input', () => {
    const text = JSON.stringify(records(150), null, 4);
    expect(compress(text)).toEqual(compress(text));
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('[', ']', '{', '}', '"', ',', ':', '1', '\n', '\\', ' ', 'a'),
          maxLength: 400,
        }),
        (odd) => Array.isArray(compress(odd)),
      ),
      { numRuns: 1000 },
    );
  });

  it('is not slowed down beyond measure by many elements', () => {
    const forms = compress(JSON.stringify(records(20_000)));
    expect(forms[0]?.text.length).toBeLessThan(100_000);
  });
});
