import { describe, expect, it } from 'vitest';
import { jsonCompressor } from '../../../src/content/json/json.ts';

const handle = '0123456789abcdef01234567';
const counter = { count: (text: string) => Math.ceil(text.length / 4) };

function lossyForms(text: string, command = ''): readonly string[] {
  const call = { tool: 'shell', input: '', command };
  const forms = jsonCompressor.compress({ text, handle, call, lossy: true, tokens: 2000, counter });
  return forms.filter(({ fidelity }) => fidelity === 'lossy').map((form) => form.text);
}

const base = 'https://api.example.com/users/ada';
const names = ['followers', 'following', 'gists', 'starred', 'repos', 'events'];
const user = {
  login: 'ada',
  url: base,
  html_url: 'https://example.com/ada',
  ...Object.fromEntries(names.map((name) => [`${name}_url`, `${base}/${name}{/more}`])),
  type: 'User',
};
const links = {
  self: { href: `${base}/1` },
  html: { href: 'https://example.com/ada#1' },
  more: { href: `${base}/2/3` },
};

describe('addresses that follow from others', () => {
  it('go under one notice in each object, and the address that they begin with stays', () => {
    const [form] = lossyForms(JSON.stringify({ id: 1, user, body: 'text' })) as [string];
    expect(form.split('\n')).toEqual([
      `{"id":1,"user":{"login":"ada","url":"${base}","html_url":"https://example.com/ada",`,
      '[headroom: omitted keys 4-9; addresses below url]',
      '"type":"User"},"body":"text"}',
      `[headroom: omitted 6 of 10 keys; headroom retrieve hash=${handle}]`,
    ]);
  });

  it('go from indented JSON by whole lines', () => {
    const text = JSON.stringify(
      { id: 1, user, _links: { ...links, extra: { href: `${base}/${'x'.repeat(90)}` } } },
      null,
      2,
    );
    const [form] = lossyForms(text) as [string];
    const source = new Set(text.split('\n'));
    const lines = form.split('\n');
    expect(lines.filter((line) => !line.startsWith('[headroom: ')).every((line) => source.has(line))).toBe(true);
    expect(lines).toContain('[headroom: omitted keys 3; "_links"]');
    const [, first, last] = new RegExp(
      `omitted 7 of 13 keys; headroom retrieve hash=${handle} --lines (\\d+)-(\\d+)`,
    ).exec(lines.at(-1) as string) as unknown as [string, string, string];
    const gone = text.split('\n').slice(Number(first) - 1, Number(last));
    expect(gone).toHaveLength(6);
    for (const line of gone) expect(lines).not.toContain(line);
  });

  it('stay where the call names them, where there are few, and where nothing is below anything', () => {
    const text = JSON.stringify({ user });
    expect(lossyForms(text, 'jq .user.repos_url,.user.followers_url')[0]).toContain('"repos_url":');
    expect(lossyForms(JSON.stringify({ url: base, a_url: `${base}/1`, b_url: `${base}/2` }))).toEqual([]);
    const apart = Object.fromEntries(
      names.map((name) => [`${name}_url`, `https://${name}.example.com/path/of/some/length`]),
    );
    expect(lossyForms(JSON.stringify(apart))).toEqual([]);
  });

  it('go from the elements of arrays that stay', () => {
    const items = Array.from({ length: 60 }, (_, index) => ({
      id: index,
      user,
      state: index === 31 ? 'failed' : 'done',
    }));
    for (const indent of [undefined, 2]) {
      const [form] = lossyForms(JSON.stringify({ items }, null, indent)) as [string];
      expect(form).toContain('"state":"failed"');
      const gaps = form.match(/^\[headroom: omitted keys 4-9; addresses below url\]$/gm) as string[];
      const [, omitted, total, keys] = /omitted (\d+) of (\d+) items and (\d+) of/.exec(form) as RegExpExecArray;
      expect(Number(total)).toBe(60);
      expect(gaps).toHaveLength(60 - Number(omitted));
      expect(Number(keys)).toBe(gaps.length * 6);
    }
  });

  it('come to an end in objects with many addresses, and in long ones', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30_000 }, (_, index) => [`k${index}_url`, `${base}/${index}`]),
    );
    expect(Array.isArray(lossyForms(JSON.stringify(many)))).toBe(true);
    expect(Array.isArray(lossyForms(JSON.stringify({ a_url: base + 'a'.repeat(5_000_000) })))).toBe(true);
  });
});
