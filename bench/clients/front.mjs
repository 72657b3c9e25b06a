// A relay on loopback that records its traffic, and can refuse some of it.
import { once } from 'node:events';
import http from 'node:http';

/**
 * Starts one. `to` returns the base URL for the request of a number, counted from 0; `refusal` may return the message
 * of a refusal for a body, which is then not forwarded.
 */
export async function startFront({ to, refusal = () => undefined, port = 0 }) {
  const records = [];
  const server = http.createServer(async (request, response) => {
    const number = records.length;
    const record = { text: '', refused: false };
    records.push(record);
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    record.text = body.toString('utf8');
    const message = refusal(record.text);
    if (message !== undefined) {
      record.refused = true;
      const error = { type: 'invalid_request_error', message };
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error }));
      return;
    }
    const fail = () => response.destroy();
    const target = new URL(request.url, await to(number));
    const headers = { ...request.headers, host: target.host };
    const passed = http.request(target, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on('error', fail).pipe(response);
    });
    passed.on('error', fail);
    passed.end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    port: server.address().port,
    records,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
