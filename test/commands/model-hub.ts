import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A hub on loopback that serves one repository from memory, and notes what it was asked for. */
export type ModelHub = {
  readonly url: string;
  /** Path and range of each request for a file's bytes, in order. */
  readonly asked: { path: string; range: string | undefined }[];
  /** Bytes after which each of the next answers with a file's bytes is cut off; one entry an answer. */
  readonly cuts: number[];
  /** Changes the bytes that are sent, but not what the listing says of them. */
  tamper: ((path: string, bytes: Buffer) => Buffer) | undefined;
  close(): Promise<void>;
};

/** Milliseconds between the last byte and the cut, so that the byte has arrived. */
const cutAfterMs = 100;

const commit = 'c0ffee'.repeat(6).slice(0, 40);

const gitSha1 = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Starts the hub.
 * @param repositories files by repository and path; each value is the path of a file on disk
 */
export async function startModelHub(
  repositories: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<ModelHub> {
  const hub: Pick<ModelHub, 'asked' | 'cuts' | 'tamper'> = { asked: [], cuts: [], tamper: undefined };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(request.url as string);
    const [, id, rest] = /^\/(?:api\/models\/|store\/)?([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
    const files = repositories[id as string];
    const json = (value: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (files === undefined || rest === undefined) return response.writeHead(404).end();
    if (path.startsWith('/api/') && rest.startsWith('revision/')) return json({ sha: commit });
    if (path.startsWith('/api/') && rest === `tree/${commit}?recursive=true`) return json(listing(files));
    const file = rest.replace(`resolve/${commit}/`, '');
    if (files[file] === undefined) return response.writeHead(404).end();
    const bytes = readFileSync(files[file]);
    // Large files are redirected, as real hubs do.
    if (!path.startsWith('/store/') && file.endsWith('.onnx')) {
      return response.writeHead(302, { location: `/store/${id}/${file}` }).end();
    }
    hub.asked.push({ path: file, range: request.headers.range });
    send(hub, response, hub.tamper?.(file, bytes) ?? bytes, request.headers.range);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(hub, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function listing(files: Readonly<Record<string, string>>): object {
  return Object.entries(files).map(([path, file]) => {
    const bytes = readFileSync(file);
    const large = path.endsWith('.onnx') ? { lfs: { oid: sha256(bytes), size: bytes.length } } : {};
    return { type: 'file', path, size: bytes.length, oid: gitSha1(bytes), ...large };
  });
}

function send(hub: Pick<ModelHub, 'cuts'>, response: ServerResponse, bytes: Buffer, range: string | undefined): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const rest = bytes.subarray(start);
  const head = { 'content-length': rest.length, 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(start > 0 ? 206 : 200, head);
  const cut = hub.cuts.shift();
  if (cut === undefined) response.end(rest);
  else response.write(rest.subarray(0, cut), () => setTimeout(() => response.destroy(), cutAfterMs));
}
