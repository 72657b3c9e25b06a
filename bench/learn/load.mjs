// Reads the two formats of ../shared/learn into the types of src/model/transcript.ts.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** The lines of a file as JSON; also of a file ending in `.gz`. */
async function* jsonLines(file) {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.once('error', (error) => input.destroy(error));
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') yield JSON.parse(line);
  }
}

/** A call from one line of the sessions. Outputs are cut there; `chars` is their length. */
function callOf(line, toolAction) {
  return {
    id: line.id,
    tool: line.tool,
    input: line.input,
    action: toolAction(line.tool, line.input),
    output: line.output ?? '',
    outputLength: line.chars ?? (line.output ?? '').length,
    failed: line.failed,
    ...(typeof line.exit === 'number' ? { exitCode: line.exit } : {}),
    ...(typeof line.t === 'number' ? { start: line.t * 1000 } : {}),
    ...(typeof line.t2 === 'number' ? { end: line.t2 * 1000 } : {}),
    ...(typeof line.cwd === 'string' ? { folder: line.cwd } : {}),
  };
}

function sessionOf(head) {
  return {
    agent: head.agent,
    id: head.session,
    root: head.root,
    isSubAgent: head.sub_agent,
    ...(head.version ? { version: head.version } : {}),
  };
}

/**
 * The sessions of a file in which a head line is followed by one line per call or user turn.
 * @param {string} file `sessions-*.jsonl` or `.jsonl.gz`
 * @param toolAction of providers/actions.ts
 * @returns one `{ session, source, events }` at a time; `source` is the repository, `events` are calls and user turns
 */
export async function* readSessions(file, toolAction) {
  let current;
  for await (const line of jsonLines(file)) {
    if (line.session !== undefined) {
      if (current !== undefined) yield current;
      current = { session: sessionOf(line), source: line.source, events: [] };
    } else if (line.tool !== undefined) {
      const call = callOf(line, toolAction);
      current.session.folder ??= call.folder;
      current.events.push({ kind: 'call', call });
    } else {
      const time = typeof line.t === 'number' ? { time: line.t * 1000 } : {};
      current.events.push({ kind: 'userTurn', text: line.user, ...time });
    }
  }
  if (current !== undefined) yield current;
}

/** The input of a labelled call: a shell's is its command line, any other is JSON. */
function labelledInput(text) {
  try {
    const input = JSON.parse(text);
    if (typeof input === 'object' && input !== null) return input;
  } catch {
    // A command line, which is not JSON.
  }
  return { command: text };
}

/**
 * Labelled calls.
 * @param {string} file `labelled-*.jsonl`
 * @param toolAction of providers/actions.ts
 * @returns `{ number, call, label, agentsMistake, recovered, recoveredBy }` for each line; `recoveredBy` is the line's own
 */
export async function readLabelled(file, toolAction) {
  const rows = [];
  for await (const line of jsonLines(file)) {
    const input = labelledInput(line.input);
    rows.push({
      number: line.n,
      call: callOf({ ...line, id: line.call, input, failed: line.flagged }, toolAction),
      label: line.label,
      agentsMistake: line.agents_mistake,
      recovered: line.recovered,
      recoveredBy: line.recovered_by,
    });
  }
  return rows;
}
