import { createHash } from 'node:crypto';
import { createReadStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';
import type { OnProgress } from './install.ts';

/** An answer to a GET. */
export type Got = {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: NodeJS.ReadableStream;
};

/** Sends a GET. Follows no redirects. */
export type Get = (url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Got>;

/** The expected digest of a file, in hexadecimal. */
export type Checksum = { readonly sha256: string } | { readonly gitSha1: string };

/** A file to fetch. */
export type Wanted = {
  readonly url: string;
  readonly to: string;
  readonly bytes: number;
  readonly checksum: Checksum;
};

const maxRedirects = 5;
/** Consecutive tries without a new byte. */
const maxTries = 3;
/** Milliseconds without a byte after which a transfer counts as broken. */
export const stalledMs = 60_000;

/**
 * Fetches a file, continuing from `<to>.part` of an earlier try, and moves it into place when its bytes are right.
 * @throws {HeadroomError} `upstream` when it cannot be fetched or its bytes are others
 */
export async function download(get: Get, wanted: Wanted, onProgress: OnProgress): Promise<void> {
  const { url, to, bytes, checksum } = wanted;
  const part = `${to}.part`;
  if (existsSync(to) && sizeOf(to) === bytes && (await hashOf(to, checksum)) === expected(checksum)) {
    return onProgress(path.basename(to), bytes, bytes);
  }
  if (sizeOf(part) > bytes) rmSync(part);
  for (let idle = 0; !existsSync(part) || sizeOf(part) < bytes; ) {
    const before = sizeOf(part);
    const trouble = await fetchRest(get, wanted, part, onProgress).catch((error: unknown) => error);
    if (trouble instanceof HeadroomError) throw trouble;
    idle = sizeOf(part) > before ? 0 : idle + 1;
    if (idle >= maxTries) throw broken(wanted, sizeOf(part), trouble);
  }
  const found = await hashOf(part, checksum);
  if (sizeOf(part) !== bytes || found !== expected(checksum)) {
    rmSync(part);
    throw new HeadroomError('upstream', `${url}: expected the checksum ${expected(checksum)}, found ${found}`);
  }
  renameSync(part, to);
}

/** Asks for the missing part and appends it, or rewrites the file if the server sends all of it. */
async function fetchRest(get: Get, { url, to, bytes }: Wanted, part: string, onProgress: OnProgress): Promise<void> {
  const start = sizeOf(part);
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(new Error(`no byte for ${stalledMs} ms`)), stalledMs);
  try {
    const answer = await open(get, url, start > 0 ? { range: `bytes=${start}-` } : {}, control.signal);
    const goesOn = answer.status === 206 && answer.header('content-range')?.startsWith(`bytes ${start}-`) === true;
    let here = goesOn ? start : 0;
    const file = await openFile(part, goesOn ? 'a' : 'w', 0o600);
    try {
      // Each piece is written before the next is requested, so that an interrupted transfer keeps everything received.
      for await (const piece of answer.body) {
        timer.refresh();
        here += piece.length;
        if (here > bytes) throw new HeadroomError('upstream', `${url}: expected ${bytes} bytes, found more`);
        await file.writeFile(piece as Buffer);
        onProgress(path.basename(to), here, bytes);
      }
    } finally {
      await file.close();
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends a GET and follows redirects, never from an encrypted connection to one that is not.
 * @throws {HeadroomError} `upstream` when there is no answer, or an error
 */
export async function open(
  get: Get,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Got> {
  let at = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const answer = await get(at, headers, signal);
    const location = answer.header('location');
    if (answer.status >= 200 && answer.status < 300) return answer;
    answer.body.resume();
    if (answer.status < 300 || answer.status >= 400 || location === undefined) {
      throw new HeadroomError('upstream', `${url}: expected a file, found status ${answer.status}`);
    }
    const next = new URL(location, at);
    if (next.protocol !== 'https:' && (next.protocol !== 'http:' || at.startsWith('https:'))) {
      throw new HeadroomError('upstream', `${url}: expected a redirect to https, found ${next.protocol}`);
    }
    at = next.href;
  }
  throw new HeadroomError('upstream', `${url}: expected a file, found more than ${maxRedirects} redirects`);
}

function broken({ url, bytes }: Wanted, found: number, cause: unknown): HeadroomError {
  const reason = cause instanceof Error ? `, then: ${cause.message}` : '';
  return new HeadroomError('upstream', `${url}: expected ${bytes} bytes, found ${found}${reason}`, {
    cause,
    hint: 'the same command resumes there',
  });
}

function expected(checksum: Checksum): string {
  return 'sha256' in checksum ? checksum.sha256 : checksum.gitSha1;
}

async function hashOf(file: string, checksum: Checksum): Promise<string> {
  const hash = createHash('sha256' in checksum ? 'sha256' : 'sha1');
  if ('gitSha1' in checksum) hash.update(`blob ${sizeOf(file)}\0`);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Bytes of a file; 0 if there is none. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
