import { readFileSync } from 'node:fs';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../src/proxy/bodies.ts';

const limit = 32 * 1024 * 1024;
const text = Array.from({ length: 8000 }, (_, index) => `line ${index} of a build that ran, é ok\n`).join('');
const plain = Buffer.from(text);
const sized = fixture('sized.zst');
const streamed = fixture('streamed.zst');

/** Whether a body decodes to this content; compared as bytes, which is much faster than a matcher. */
async function gives(bytes: Buffer, encoding: string, content: Buffer, max = limit): Promise<boolean> {
  return (await decodeBody(bytes, encoding, max))?.equals(content) === true;
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/proxy/${name}`, import.meta.url));
}

/** A frame of raw or run-length blocks, written by hand. */
function frame(blocks: readonly { raw?: Buffer; repeat?: number; times?: number }[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])];
  blocks.forEach((block, index) => {
    const last = index === blocks.length - 1 ? 1 : 0;
    const size = block.raw?.length ?? block.times ?? 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE((size << 3) | ((block.raw === undefined ? 1 : 0) << 1) | last, 0, 3);
    parts.push(header, block.raw ?? Buffer.from([block.repeat ?? 0]));
  });
  return Buffer.concat(parts);
}

const bomb = frame(Array.from({ length: 1600 }, () => ({ repeat: 97, times: 128 * 1024 })));

describe('decodeBody', () => {
  it('hands back the very same buffer when nothing is encoded', async () => {
    for (const encoding of [undefined, '', 'identity', ' Identity , identity']) {
      expect(await decodeBody(plain, encoding, 10)).toBe(plain);
    }
  });

  it('undoes gzip, deflate in both spellings, and br, whatever the case of the name', async () => {
    expect(await gives(zlib.gzipSync(plain), 'GZIP', plain)).toBe(true);
    expect(await gives(zlib.gzipSync(plain), 'x-gzip', plain)).toBe(true);
    expect(await gives(zlib.deflateSync(plain), 'deflate', plain)).toBe(true);
    expect(await gives(zlib.deflateRawSync(plain), 'deflate', plain)).toBe(true);
    expect(await gives(zlib.brotliCompressSync(plain), 'br', plain)).toBe(true);
  });

  it('undoes zstd frames with and without a stated size, several in a row, and skippable ones', async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    expect(await gives(sized, 'zstd', plain)).toBe(true);
    expect(await gives(streamed, 'zstd', plain)).toBe(true);
    const several = Buffer.concat([streamed, skippable, sized, frame([{ raw: Buffer.from('end') }])]);
    expect(await gives(several, 'zstd', Buffer.concat([plain, plain, Buffer.from('end')]))).toBe(true);
  });

  it('undoes several encodings of a list, the last applied first', async () => {
    expect(await gives(zlib.gzipSync(streamed), 'zstd, gzip', plain)).toBe(true);
    expect(await gives(zlib.brotliCompressSync(zlib.gzipSync(plain)), 'gzip,br', plain)).toBe(true);
  });

  it('gives up on unknown encodings and on too many', async () => {
    expect(await decodeBody(plain, 'compress', limit)).toBeUndefined();
    expect(await decodeBody(zlib.gzipSync(plain), 'gzip, snappy', limit)).toBeUndefined();
    expect(await decodeBody(plain, 'gzip,gzip,gzip,gzip,gzip', limit)).toBeUndefined();
  });

  it('gives up on bytes that are cut short or are something else', async () => {
    const encoded: readonly (readonly [string, Buffer])[] = [
      ['gzip', zlib.gzipSync(plain)],
      ['deflate', zlib.deflateSync(plain)],
      ['br', zlib.brotliCompressSync(plain)],
      ['zstd', sized],
      ['zstd', streamed],
    ];
    for (const [encoding, bytes] of encoded) {
      for (const length of [0, 1, 5, 9, bytes.length >> 1, bytes.length - 1]) {
        expect(await decodeBody(bytes.subarray(0, length), encoding, limit), `${encoding} ${length}`).toBeUndefined();
      }
      expect(await decodeBody(plain, encoding, limit)).toBeUndefined();
    }
    expect(await decodeBody(Buffer.concat([streamed, Buffer.from('rest')]), 'zstd', limit)).toBeUndefined();
  });

  it('gives up above the limit and takes what is exactly at it', async () => {
    for (const [encoding, bytes] of [
      ['gzip', zlib.gzipSync(plain)],
      ['deflate', zlib.deflateSync(plain)],
      ['br', zlib.brotliCompressSync(plain)],
      ['zstd', sized],
      ['zstd', streamed],
    ] as const) {
      expect(await gives(bytes, encoding, plain, plain.length)).toBe(true);
      expect(await decodeBody(bytes, encoding, plain.length - 1)).toBeUndefined();
    }
  });

  it('spends less than 100 MB on a 200 MB bomb', async () => {
    const small = zlib.gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 1 });
    const before = process.memoryUsage().rss;
    expect(bomb.length).toBeLessThan(8000);
    expect(await decodeBody(bomb, 'zstd', limit)).toBeUndefined();
    expect(await decodeBody(small, 'gzip', limit)).toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('takes no memory for a frame that claims a huge window or a huge size', async () => {
    const claimsWindow = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 1, 0, 0]);
    const claimsSize = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0x70, 0, 0, 0, 0, 1, 0, 0]);
    const before = process.memoryUsage().rss;
    expect(await decodeBody(claimsWindow, 'zstd', limit)).toBeUndefined();
    expect(await decodeBody(claimsSize, 'zstd', limit)).toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(16 * 1024 * 1024);
  });

  it('never throws and never exceeds the limit, whatever the bytes', async () => {
    const seeds = fc.constantFrom(
      sized,
      streamed,
      zlib.gzipSync(plain),
      zlib.brotliCompressSync(plain),
      Buffer.alloc(0),
    );
    const names = fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'gzip, zstd');
    const property = fc.asyncProperty(seeds, names, fc.nat(), fc.nat(255), async (seed, name, at, value) => {
      const bytes = Buffer.from(seed);
      if (bytes.length > 0) bytes[at % Math.min(bytes.length, 64)] = value;
      const body = await decodeBody(bytes, name, 1024 * 1024);
      expect(body === undefined || body.length <= 1024 * 1024).toBe(true);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
