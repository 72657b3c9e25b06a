import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get as httpGet, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, type Get } from '../../src/inference/download.ts';

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251));
const checksum = { sha256: createHash('sha256').update(bytes).digest('hex') };

let folder: string;
let server: Server;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-download-'));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const get: Get = (url, headers, signal) =>
  new Promise((resolve, reject) => {
    httpGet(url, { headers, signal }, (answer) => {
      const header = (name: string) => answer.headers[name] as string | undefined;
      resolve({ status: answer.statusCode as number, header, body: answer });
    }).on('error', reject);
  });

/** Downloads the bytes from a server; gives where they went, and the largest progress that was told. */
async function fetchFrom(listener: RequestListener, left?: Buffer): Promise<{ to: string; told: number }> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const to = path.join(folder, 'file');
  if (left !== undefined) writeFileSync(`${to}.part`, left);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  let told = 0;
  await download(get, { url, to, bytes: bytes.length, checksum }, (_file, here) => {
    told = Math.max(told, here);
  });
  return { to, told };
}

describe('a download', () => {
  it('is put in place under its name when all of it is there', async () => {
    const { to, told } = await fetchFrom((_request, response) => response.end(bytes));
    expect(readFileSync(to)).toEqual(bytes);
    expect(existsSync(`${to}.part`)).toBe(false);
    expect(told).toBe(bytes.length);
  });

  it('begins anew where a server knows no ranges', async () => {
    const { to } = await fetchFrom((_request, response) => response.end(bytes), Buffer.from('something else'));
    expect(readFileSync(to)).toEqual(bytes);
  });

  it('asks for nothing when only the last step is missing', async () => {
    const { to } = await fetchFrom(() => expect.unreachable(), bytes);
    expect(readFileSync(to)).toEqual(bytes);
  });

  it('is refused when what was left there was something else', async () => {
    const left = Buffer.alloc(bytes.length, 1);
    await expect(fetchFrom(() => expect.unreachable(), left)).rejects.toThrow(/expected the checksum/);
    expect(existsSync(path.join(folder, 'file.part'))).toBe(false);
  });

  it('is refused when it is longer than listed', async () => {
    const more = Buffer.concat([bytes, Buffer.from('more')]);
    await expect(fetchFrom((_request, response) => response.end(more))).rejects.toThrow('100000 bytes, found more');
  });

  it('gives up on a server that sends nothing new', async () => {
    let asked = 0;
    const listener: RequestListener = (_request, response) => {
      asked++;
      response.end();
    };
    await expect(fetchFrom(listener)).rejects.toThrow('expected 100000 bytes, found 0');
    expect(asked).toBe(3);
  });

  it('follows a few redirects, and only to http and https', async () => {
    const to = (location: string): RequestListener => {
      return (_request, response) => response.writeHead(302, { location }).end();
    };
    await expect(fetchFrom(to('/file'))).rejects.toThrow('found more than 5 redirects');
    server.close();
    await expect(fetchFrom(to('file:///etc/hosts'))).rejects.toThrow('expected a redirect to https, found file:');
  });
});
