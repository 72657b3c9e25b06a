import { isJsonObject, type Json, type JsonObject } from '../src/model/json.ts';

/** Fetches what the tool asks for; an error becomes the tool's error text. */
export type FetchPart = (part: {
  readonly hash: string;
  readonly lines?: string;
  readonly grep?: string;
  readonly context?: number;
}) => string;

const supportedVersions = ['2025-06-18', '2025-03-26', '2024-11-05'];

/** The only tool. Its schema is in every prompt of whoever registers it, so it is short. */
export const retrieveTool = {
  name: 'headroom_retrieve',
  description: 'Text that a [headroom: omitted …] notice left out.',
  inputSchema: {
    type: 'object',
    properties: {
      hash: { type: 'string' },
      lines: { type: 'string', description: 'A-B' },
      grep: { type: 'string', description: 'regex' },
      context: { type: 'integer', description: 'lines around matches' },
    },
    required: ['hash'],
  },
} as const;

/**
 * Answers one line of the Model Context Protocol's stdio transport (JSON-RPC 2.0, one message per line).
 * @returns the line to send back, without its line end, or `undefined` if none is due
 */
export function answerLine(line: string, fetchPart: FetchPart, version: string): string | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return failure(null, -32700, 'expected one JSON message a line');
  }
  if (!isJsonObject(message) || typeof message.method !== 'string') {
    // A message without a method is an answer to something that was not asked; anything else is no message at all.
    const isAnswer = isJsonObject(message) && ('result' in message || 'error' in message);
    return isAnswer ? undefined : failure(null, -32600, 'expected a request with a method');
  }
  if (message.id === undefined) return undefined;
  const params = isJsonObject(message.params) ? message.params : {};
  switch (message.method) {
    case 'initialize':
      return success(message.id, {
        protocolVersion: supportedVersions.find((known) => known === params.protocolVersion) ?? supportedVersions[0]!,
        capabilities: { tools: {} },
        serverInfo: { name: 'headroom', version },
      });
    case 'ping':
      return success(message.id, {});
    case 'tools/list':
      return success(message.id, { tools: [retrieveTool] });
    case 'tools/call':
      return callTool(message.id, params, fetchPart);
    default:
      return failure(message.id, -32601, `expected a known method, found ${JSON.stringify(message.method)}`);
  }
}

function callTool(id: Json, params: JsonObject, fetchPart: FetchPart): string {
  if (params.name !== retrieveTool.name) {
    return failure(id, -32602, `expected the tool ${retrieveTool.name}, found ${JSON.stringify(params.name ?? null)}`);
  }
  const { hash, lines, grep, context } = isJsonObject(params.arguments) ? params.arguments : {};
  if (typeof hash !== 'string') return failure(id, -32602, 'expected the argument hash');
  const text = (value: Json | undefined) => (typeof value === 'string' && value !== '' ? value : undefined);
  const isCount = typeof context === 'number' && Number.isSafeInteger(context) && context >= 0;
  try {
    const part = fetchPart({
      hash,
      lines: text(lines),
      grep: text(grep),
      // A model may fill in every argument: `context` counts only with `grep`.
      context: isCount && text(grep) !== undefined ? context : undefined,
    });
    return success(id, { content: [{ type: 'text', text: part }] });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return success(id, { content: [{ type: 'text', text: reason }], isError: true });
  }
}

function success(id: Json, result: Json): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

function failure(id: Json, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}
