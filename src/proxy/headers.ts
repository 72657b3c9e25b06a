/** Header names that belong to one connection, lower case (RFC 9110 section 7.6.1), and `expect`, which we answer ourselves. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Request headers that are addressed to us: none of them is forwarded. */
const ownPrefix = 'x-headroom-';

/** Visits the name and value pairs of Node's flat raw header list. */
export function* headerPairs(raw: readonly string[]): Generator<readonly [name: string, value: string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) yield [raw[index] as string, raw[index + 1] as string];
}

/** First value of each header by lower-case name. */
export function headerMap(raw: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of headerPairs(raw)) {
    const key = name.toLowerCase();
    if (!map.has(key)) map.set(key, value);
  }
  return map;
}

/** Names that the message's own `Connection` headers declare as hop-by-hop. */
function connectionNames(raw: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const [name, value] of headerPairs(raw)) {
    if (name.toLowerCase() !== 'connection') continue;
    for (const part of value.split(',')) names.add(part.trim().toLowerCase());
  }
  return names;
}

/**
 * The request headers that are forwarded: order and case unchanged, without those of the connection, `host`, our own,
 * and the names in `without` (lower case), which are those that describe a body we changed.
 */
export function requestHeaders(raw: readonly string[], without: ReadonlySet<string>): string[] {
  const named = connectionNames(raw);
  const out: string[] = [];
  for (const [name, value] of headerPairs(raw)) {
    const key = name.toLowerCase();
    if (key === 'host' || hopByHop.has(key) || named.has(key) || without.has(key)) continue;
    if (key.startsWith(ownPrefix)) continue;
    out.push(name, value);
  }
  return out;
}

/** The response headers that are relayed: order and case unchanged, without those of the connection. */
export function responseHeaders(raw: readonly string[]): string[] {
  const named = connectionNames(raw);
  const out: string[] = [];
  for (const [name, value] of headerPairs(raw)) {
    const key = name.toLowerCase();
    if (hopByHop.has(key) || named.has(key)) continue;
    out.push(name, value);
  }
  return out;
}
