import type { JsonObject } from '../../../src/model/json.ts';
import { objectAt } from '../../apis/figures.ts';

/** Lines without an event, by a member that all lines of their kind have. */
const idle = [
  ...['bash_progress', 'hook_progress', 'mcp_progress', 'query_update', 'search_results_received'].map(typed),
  ...['file-history-snapshot', 'queue-operation', 'last-prompt', 'ai-title', 'summary'].map(typed),
  ...['stop_hook_summary', 'turn_duration'].map((subtype) => Buffer.from(`"subtype":"${subtype}"`)),
];
const attachment = typed('attachment');
const queued = typed('queued_command');
const answer = typed('assistant');
const input = typed('user');

function typed(type: string): Buffer {
  return Buffer.from(`"type":"${type}"`);
}

/** Whether a line may contain an event, judging by its bytes. */
export function mayHoldEvent(bytes: Buffer): boolean {
  if (isMessage(bytes)) return true;
  if (bytes.includes(attachment)) return bytes.includes(queued);
  return !idle.some((each) => bytes.includes(each));
}

function isMessage(bytes: Buffer): boolean {
  return bytes.includes(answer) || bytes.includes(input);
}

/**
 * The line that another one wraps: older transcripts have the messages of sub-agents in `progress` lines of the session
 * that started them.
 */
export function unwrapped(line: JsonObject): JsonObject {
  const data = objectAt(line, 'data');
  if (line.type !== 'progress' || data.type !== 'agent_progress') return line;
  const { cwd, sessionId, version } = line;
  return { cwd, sessionId, version, ...objectAt(data, 'message'), isSidechain: true, agentId: data.agentId };
}
