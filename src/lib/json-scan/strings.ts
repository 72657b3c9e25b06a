/** Byte offsets: `start` inclusive, `end` exclusive. */
type Span = readonly [start: number, end: number];

const surrogateEscape = /\\u[dD][89a-fA-F]/;
const loneSurrogate = /\p{Surrogate}/u;

/** The bytes of a span as UTF-8 text, escapes and all. */
export function sourceText(bytes: Uint8Array, span: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + span[0], span[1] - span[0]).toString('utf8');
}

/** The text of a JSON string (or of a part of one) as JSON.parse reads it, lone surrogates included. */
export function decodeLoosely(bytes: Uint8Array, span: Span): string {
  const source = sourceText(bytes, span);
  return source.includes('\\') ? (JSON.parse(`"${source}"`) as string) : source;
}

/**
 * The text of a JSON string, or of a part of one that cuts no escape. The span is between the quotes and was scanned.
 * `undefined` when the text is not well-formed Unicode: an escaped surrogate is unpaired.
 */
export function decodeString(bytes: Uint8Array, span: Span): string | undefined {
  const source = sourceText(bytes, span);
  if (!source.includes('\\')) return source;
  const text = JSON.parse(`"${source}"`) as string;
  return surrogateEscape.test(source) && loneSurrogate.test(text) ? undefined : text;
}

/** The characters of a JSON string that encodes a text, without the quotes, as UTF-8. */
export function encodeString(text: string): Uint8Array {
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
}
