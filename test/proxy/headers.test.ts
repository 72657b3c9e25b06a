import { describe, expect, it } from 'vitest';
import { requestHeaders, responseHeaders } from '../../src/proxy/headers.ts';

const none: ReadonlySet<string> = new Set();

describe('headers', () => {
  it('keeps order, case and repeats of what goes up', () => {
    const raw = ['X-B', '1', 'x-a', '2', 'X-B', '3', 'Host', 'h', 'Accept', '*/*'];
    expect(requestHeaders(raw, none)).toEqual(['X-B', '1', 'x-a', '2', 'X-B', '3', 'Accept', '*/*']);
  });

  it('drops what belongs to the connection, also what Connection names', () => {
    const raw = [
      'Connection',
      'keep-alive, X-Once',
      'Keep-Alive',
      '5',
      'X-Once',
      '1',
      'TE',
      'trailers',
      'Expect',
      '100-continue',
      'X-Stays',
      '1',
    ];
    expect(requestHeaders(raw, none)).toEqual(['X-Stays', '1']);
    expect(responseHeaders(['Transfer-Encoding', 'chunked', 'Connection', 'close', 'Date', 'd'])).toEqual([
      'Date',
      'd',
    ]);
  });

  it('sends none of our own up', () => {
    expect(requestHeaders(['x-headroom-bypass', 'true', 'X-Headroom-Token', 't', 'a', 'b'], none)).toEqual(['a', 'b']);
  });

  it('drops what no longer describes the body', () => {
    const without = new Set(['content-length', 'content-encoding']);
    expect(requestHeaders(['Content-Length', '3', 'content-encoding', 'zstd', 'content-type', 'j'], without)).toEqual([
      'content-type',
      'j',
    ]);
  });
});
