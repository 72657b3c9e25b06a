import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

/** A body that was collected, or, if it is too large, a stream of all of it. */
export type CollectedBody = { readonly bytes: Buffer } | { readonly stream: Readable };

/**
 * Collects a request's body up to `maxBytes`; a larger one becomes a stream that starts with what was collected.
 * @throws when the client goes away before its body is whole
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<CollectedBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    // Each chunk is copied into the final buffer and freed, so that a body is in memory only once.
    const whole = wholeBuffer(request, maxBytes);
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      if (whole === undefined) chunks.push(chunk);
      else chunk.copy(whole, bytes);
      bytes += chunk.length;
      if (bytes <= maxBytes) return;
      request.off('data', onData);
      request.off('end', onEnd);
      request.pause();
      const stream = new PassThrough();
      for (const each of chunks) stream.write(each);
      request.once('error', (error) => stream.destroy(error));
      request.pipe(stream);
      resolve({ stream });
    };
    const onEnd = () => resolve({ bytes: whole?.subarray(0, bytes) ?? Buffer.concat(chunks, bytes) });
    request.on('data', onData);
    request.once('end', onEnd);
    request.once('error', reject);
    request.once('aborted', () => reject(new Error('the client went away before its request was whole')));
  });
}

/** A buffer for a body whose length is announced and within bounds. Node's parser passes no more than announced. */
function wholeBuffer(request: IncomingMessage, maxBytes: number): Buffer | undefined {
  const length = Number(request.headers['content-length']);
  return length <= maxBytes ? Buffer.allocUnsafeSlow(length) : undefined;
}
