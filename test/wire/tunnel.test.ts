import { describe, expect, it } from 'vitest';
import { claudeFields } from '../harness/claude-shape.ts';
import { answerWith } from '../harness/fake-upstream.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import type { RawRequest } from '../harness/raw-client.ts';

const proxied = useProxied();

describe('other routes', () => {
  const multipart =
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\u0000\u0001é\r\n--x--\r\n';
  const requests: RawRequest[] = [
    { method: 'HEAD', target: '/' },
    { method: 'HEAD', target: '/api/hello' },
    { method: 'GET', target: '/v1/models?limit=1000&x=a%2Fb+c' },
    { method: 'GET', target: '/v1/models', body: '{"a body": "on a GET"}' },
    { method: 'POST', target: '/v1/messages/batches', body: '{"requests":[]}' },
    {
      method: 'POST',
      target: '/v1/files',
      body: multipart,
      fields: [['Content-Type', 'multipart/form-data; boundary=x']],
    },
    { method: 'POST', target: '/v1/files', body: multipart, chunked: true },
    { method: 'DELETE', target: '/v1/files/file_1' },
    { method: 'PUT', target: '/some/../odd/./path//x?y=../z', body: 'x' },
    { method: 'OPTIONS', target: '/v1/messages' },
    { method: 'PATCH', target: '/unknown/%7Euser;p=1', body: 'y', fields: [['Expect', '100-continue']] },
    { method: 'PROPFIND', target: '/dav' },
  ];

  for (const request of requests) {
    it(`T37 ${request.method} ${request.target} goes up as it came, and the answer comes back`, async () => {
      const fields = [...claudeFields.filter(([name]) => name !== 'Content-Type'), ...(request.fields ?? [])];
      const answer = '{"type":"error","error":{"type":"not_found_error"}}';
      proxied.upstream.respond(answerWith('404 Not Found', [['content-type', 'application/json']], answer));
      const { response, seen } = await proxied.exchange({ ...request, fields });
      expect(seen.line).toBe(`${request.method} ${request.target} HTTP/1.1`);
      expect(endToEnd(seen.fields)).toEqual(fields.filter(([name]) => name !== 'Expect'));
      expect(seen.text()).toBe(request.body ?? '');
      expect(response.status).toBe(404);
      if (request.method !== 'HEAD') expect(response.text()).toBe(answer);
    });
  }

  it('T37 a body that is no JSON, on a route that has one, goes up as it came', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '{"messages":7}',
      '{"messages":[{"role":"user","content":[{"type":"tool_result"',
      '\ufeff{}',
      Buffer.from([0xff, 0xfe, 0]),
    ]) {
      for (const target of ['/v1/messages', '/v1/responses', '/v1/chat/completions']) {
        proxied.upstream.respond(answerWith('400 Bad Request', [], 'no'));
        const { response, seen } = await proxied.exchange({ target, body });
        expect(seen.body.equals(Buffer.from(body))).toBe(true);
        expect(response.status).toBe(400);
      }
    }
  });
});
