import { byteLines } from '../transcript-lines.ts';

/** A message of a request, as the history has it. */
export type Message = { readonly role: string; readonly text: string };

/** A request: the whole conversation, as it was sent. `time` in milliseconds since the epoch. */
export type LoggedRequest = { readonly time: number; readonly messages: readonly Message[] };

const header = /^(TO LLM|LLM RESPONSE) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)$/;
const separator = '-------';
const role = /^(SYSTEM|USER|ASSISTANT|TOOL)(?: (.*))?$/s;

/** When a request was sent, from a line of the history, in local time; `undefined` for any other line. */
export function sentAt(line: string): string | undefined {
  const found = header.exec(line);
  return found?.[1] === 'TO LLM' ? found[2] : undefined;
}

/**
 * Reads the requests in a stretch of a history. Each line of a message begins with the role, so that no text can look
 * like the frame around it; only a message that is marked for caching may have lines without.
 * @param range first byte, and the end, exclusive
 */
export async function* loggedRequests(file: string, range: readonly [number, number]): AsyncGenerator<LoggedRequest> {
  let request: { time: number; messages: { role: string; lines: string[] }[] } | undefined;
  let isParted = false;
  for await (const { bytes } of byteLines(file, undefined, range)) {
    const line = bytes.toString('utf8');
    const found = header.exec(line);
    if (found !== null) {
      if (request !== undefined) yield finished(request);
      request = found[1] === 'TO LLM' ? { time: Date.parse(found[2] as string), messages: [] } : undefined;
      isParted = false;
    } else if (request !== undefined) {
      if (!isParted && line === separator) isParted = true;
      else {
        addLine(request.messages, line, isParted);
        isParted = false;
      }
    }
  }
  if (request !== undefined) yield finished(request);
}

function addLine(messages: { role: string; lines: string[] }[], line: string, isFirst: boolean): void {
  const [, name, text = ''] = role.exec(line) ?? [];
  const last = messages.at(-1);
  if (isFirst && (name !== undefined || line === '')) messages.push({ role: name ?? '', lines: [text] });
  else if (isFirst) last?.lines.push(separator, line);
  else last?.lines.push(name === last.role ? text : line);
}

function finished(request: { time: number; messages: { role: string; lines: string[] }[] }): LoggedRequest {
  const messages = request.messages.map((message) => ({
    role: message.role,
    text: uncached(message.lines.join('\n')),
  }));
  return { time: request.time, messages };
}

/** A message that is marked for caching is written as the members of its one part. */
function uncached(text: string): string {
  return /^type: text\ntext: (.*)\ncache_control: [^\n]*$/s.exec(text)?.[1] ?? text;
}
