// How one request of an agent differs from another: header by header, key by key.

/** Values that differ in every run, whoever sends the request. */
const drawn = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID'],
  [/\b[0-9a-f]{64}\b/g, 'HEX'],
  [/\b(req|msg|toolu)_[0-9A-Za-z]+/g, '$1_ID'],
  [/ cch=[0-9a-f]{5};/g, ' cch=CHECKSUM;'],
];

/** Headers that belong to the connection and not to the request. */
const ofConnection = ['host', 'connection', 'content-length'];

/** Headers and keys whose values are times. */
const timed = ['x-claude-code-prev-tool-durations'];

/**
 * The differences of `after` from `before`, each with its place. Lists of betas are compared name by name, and values
 * that are random in every run count as the same.
 * @returns a map from the place (`header X`, `body.a.b`) to what is missing there, added or changed
 */
export function requestDifferences(before, after) {
  const found = new Map();
  const [first, second] = [before, after].map(({ headers }) => headersOf(headers));
  for (const name of new Set([...first.keys(), ...second.keys()])) {
    if (ofConnection.includes(name)) continue;
    if (name === 'anthropic-beta') compareNames(first.get(name), second.get(name), found);
    else if (timed.includes(name))
      note(found, `header ${name}`, first.has(name) || undefined, second.has(name) || undefined);
    else note(found, `header ${name}`, first.get(name), second.get(name));
  }
  const [old, now] = [before, after].map(({ body }) => toolsByName(JSON.parse(blanked(JSON.stringify(body)))));
  walk(old, now, 'body', found);
  const [order, other] = [sharedKeys(old, now), sharedKeys(now, old)];
  if (order !== other) note(found, 'body, order of keys', order, other);
  return found;
}

/** A body whose tools are compared by name, so that a missing one makes no other differ. */
function toolsByName({ tools, ...body }) {
  if (!Array.isArray(tools)) return { ...body, ...(tools === undefined ? {} : { tools }) };
  return { ...body, tools: Object.fromEntries(tools.map((tool) => [tool.name, tool])) };
}

/** The keys of a body that another has too, in order. */
function sharedKeys(body, other) {
  return Object.keys(body)
    .filter((key) => Object.hasOwn(other, key))
    .join();
}

function headersOf(pairs) {
  return new Map(pairs.map(([name, value]) => [name.toLowerCase(), blanked(value)]));
}

function blanked(text) {
  return drawn.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), text);
}

function compareNames(before = '', after = '', found) {
  const [old, now] = [before.split(','), after.split(',')];
  for (const name of old) if (!now.includes(name)) found.set(`beta ${name}`, 'missing');
  for (const name of now) if (!old.includes(name)) found.set(`beta ${name}`, 'added');
}

function walk(before, after, place, found) {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const isPair = [before, after].every((value) => typeof value === 'object' && value !== null);
  if (!isPair || Array.isArray(before) !== Array.isArray(after)) return note(found, place, before, after);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    walk(before[key], after[key], `${place}.${key}`, found);
  }
}

function note(found, place, before, after) {
  if (before === after) return;
  found.set(place, before === undefined ? 'added' : after === undefined ? 'missing' : 'changed');
}
