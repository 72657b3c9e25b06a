import { describe, expect, it } from 'vitest';
import { requestHead, resolveTarget, type UpstreamTable } from '../../src/proxy/upstreams.ts';

const table: UpstreamTable = {
  declarations: [
    { name: 'one', defaultUrl: 'https://one.test', setting: 'oneUrl', help: '', version: 'v1' },
    {
      name: 'two',
      defaultUrl: 'https://two.test/deep/base',
      setting: 'twoUrl',
      help: '',
      version: 'v1',
      dropsVersion: true,
    },
  ],
  urls: { one: 'http://corp.test/prefix' },
  route: (head) => (head.headers.has('x-two') ? 'two' : undefined),
  unversioned: () => undefined,
  fallback: 'one',
};
const target = (path: string, headers: readonly (readonly [string, string])[] = []) =>
  resolveTarget(table, requestHead('GET', path, new Map(headers)), path, undefined);

describe('resolveTarget', () => {
  it('joins the upstream’s base path and the target as the client spelled it', () => {
    expect(target('/v1/a/../b%2f?x=%20&y')).toEqual({
      upstream: 'one',
      origin: 'http://corp.test',
      path: '/prefix/v1/a/../b%2f?x=%20&y',
    });
  });

  it('drops the version segment where the upstream has none', () => {
    expect(target('/v1/responses?z', [['x-two', '1']]).path).toBe('/deep/base/responses?z');
    expect(target('/v10/responses', [['x-two', '1']]).path).toBe('/deep/base/v10/responses');
  });
});
