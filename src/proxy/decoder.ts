import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Decompress } from 'fzstd';

/** Undoes a content encoding for a passive reader. */
export type Decoder = {
  push(chunk: Uint8Array): void;
  /** Resolves when everything pushed has come out, or cannot. */
  end(): Promise<void>;
};

/** Creates the decoder for a `content-encoding`; for an unknown one it outputs nothing. */
export function createDecoder(encoding: string, out: (chunk: Uint8Array) => void): Decoder {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return { push: out, end: async () => {} };
    case 'gzip':
    case 'x-gzip':
      return fromTransform(createGunzip(), out);
    case 'deflate':
      return fromTransform(createInflate(), out);
    case 'br':
      return fromTransform(createBrotliDecompress(), out);
    case 'zstd': {
      const decompress = new Decompress(out);
      return { push: (chunk) => decompress.push(Uint8Array.from(chunk)), end: async () => {} };
    }
    default:
      return { push() {}, end: async () => {} };
  }
}

function fromTransform(transform: Transform, out: (chunk: Uint8Array) => void): Decoder {
  transform.on('data', out);
  transform.on('error', () => {});
  return {
    push: (chunk) => void transform.write(chunk),
    end: () =>
      new Promise((resolve) => {
        if (transform.destroyed) {
          resolve();
          return;
        }
        transform.once('end', resolve);
        transform.once('error', () => resolve());
        transform.end();
      }),
  };
}
