// What a sent request must be, next to the program's own: breakpoints are all that was inserted.

const key = 'cache_control';

/** A breakpoint as it is inserted into an object. */
const breakpoint = `,"${key}":{"type":"ephemeral"}`;

/** What else makes an array of a string; the last is its end before a brace. */
const wrappings = ['[{"type":"text","text":', '}]', ']}'];

const blocksOf = (content) => (Array.isArray(content) ? content : []);

/** The objects of a body that can ask for caching, with their places. */
function holders(body) {
  const messages = body.messages.flatMap(({ content }, at) =>
    blocksOf(content).flatMap((block) => [
      [`message ${at}`, block],
      ...blocksOf(block.content).map((inner) => [`message ${at}, within`, inner]),
    ]),
  );
  const listed = (name) => blocksOf(body[name]).map((block) => [name, block]);
  return [['request', body], ...listed('tools'), ...listed('system'), ...messages];
}

/** The number of breakpoints in a body. */
export function countMarks(text) {
  return holders(JSON.parse(text)).filter(([, holder]) => key in holder).length;
}

/** Breakpoints that the provider would refuse; empty when all is well. */
export function misplaced(text) {
  const marked = holders(JSON.parse(text)).filter(([, holder]) => key in holder);
  const found = marked.length > 4 ? [`${marked.length} breakpoints`] : [];
  for (const [where, holder] of marked) {
    const kind = where === 'request' ? 'request' : holder.type;
    if (kind === 'text' && holder.text.trim() === '') found.push(`a breakpoint on a blank text in ${where}`);
    if (/thinking|request/.test(kind ?? '')) found.push(`a breakpoint on ${kind} in ${where}`);
    if (holder.defer_loading === true) found.push(`a breakpoint on the deferred tool ${holder.name}`);
    if (JSON.stringify(holder[key]) !== '{"type":"ephemeral"}')
      found.push(`${JSON.stringify(holder[key])} in ${where}`);
  }
  return found;
}

/** A content that is a single text, as the equivalent string. */
function asString(content) {
  const [block, ...more] = blocksOf(content);
  const isText = more.length === 0 && block?.type === 'text' && Object.keys(block).length === 2;
  return isText ? block.text : content;
}

/** A body without breakpoints, and with arrays of one text as strings. */
export function plain(text) {
  const body = JSON.parse(text, (name, value) => (name === key ? undefined : value));
  const messages = body.messages.map((message) => ({ ...message, content: asString(message.content) }));
  return JSON.stringify({ ...body, ...('system' in body ? { system: asString(body.system) } : {}), messages });
}

/** Whether a body is another's bytes with nothing but breakpoints inserted. */
function onlyInserted(before, after) {
  let at = 0;
  let put = 0;
  while (put < after.length) {
    const isMark = after.startsWith(breakpoint, put);
    if (before[at] === after[put] && !isMark) {
      at += 1;
      put += 1;
      continue;
    }
    const text = isMark ? breakpoint : wrappings.find((each) => after.startsWith(each, put));
    if (text === undefined) return false;
    put += text.length;
  }
  return at === before.length;
}

/** How the sent request differs from the program's own, breakpoints aside. */
export function changed(before, after) {
  if (plain(before) !== plain(after)) return 'another content';
  return onlyInserted(before, after) ? undefined : 'other bytes';
}

/** Whether each request of a conversation begins with the previous one, in the same form: an array remains an array. */
export function keepsForm(texts) {
  const bodies = texts.map((text) => JSON.parse(text, (name, value) => (name === key ? undefined : value)));
  const holds = (before, after) => JSON.stringify(before) === JSON.stringify(after) || before === asString(after);
  return bodies.every((body, index) => {
    const before = bodies[index - 1];
    if (before === undefined) return true;
    const messages = before.messages.every(
      ({ role, content }, at) => role === body.messages[at]?.role && holds(content, body.messages[at].content),
    );
    return (
      messages && holds(before.system ?? null, body.system ?? null) && holds(before.tools ?? null, body.tools ?? null)
    );
  });
}
