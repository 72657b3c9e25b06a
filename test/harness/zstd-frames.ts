const maxBlock = 128 * 1024;

/** A Zstandard frame of raw blocks with these bytes, or, for a number, of run-length blocks that unfold to that many. */
export function rawZstd(content: Buffer | number): Buffer {
  const length = typeof content === 'number' ? content : content.length;
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])];
  for (let at = 0; at === 0 || at < length; at += maxBlock) {
    const size = Math.min(maxBlock, length - at);
    const last = at + size >= length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE((size << 3) | (typeof content === 'number' ? 2 : 0) | last, 0, 3);
    parts.push(header, typeof content === 'number' ? Buffer.from('a') : content.subarray(at, at + size));
  }
  return Buffer.concat(parts);
}
