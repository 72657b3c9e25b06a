import { isJsonObject, type JsonObject } from '../../src/model/json.ts';

const maxBreakpoints = 4;

/** Why the real service would refuse a request, or `undefined`: the checks that an edited conversation may fail. */
export function refusalOf(body: JsonObject): string | undefined {
  if (typeof body.model !== 'string') return 'model: expected a string';
  const messages = Array.isArray(body.messages) ? body.messages.filter(isJsonObject) : [];
  if (messages.length === 0) return 'messages: expected at least one';
  const breakpoints = JSON.stringify(body).split('"cache_control":{').length - 1;
  if (breakpoints > maxBreakpoints) return `cache_control: expected at most ${maxBreakpoints}, found ${breakpoints}`;
  let asked: readonly string[] = [];
  for (const [index, message] of messages.entries()) {
    const blocks = Array.isArray(message.content) ? message.content.filter(isJsonObject) : [];
    const answered = idsOf(blocks, 'tool_result', 'tool_use_id');
    if (answered.join() !== asked.join()) {
      return `messages.${index}: expected results of ${asked.join(', ') || 'no call'}, found ${answered.join(', ') || 'none'}`;
    }
    asked = message.role === 'assistant' ? idsOf(blocks, 'tool_use', 'id') : [];
  }
  return asked.length === 0 ? undefined : `messages: expected results of ${asked.join(', ')}, found none`;
}

function idsOf(blocks: readonly JsonObject[], type: string, key: string): readonly string[] {
  return blocks.filter((block) => block.type === type).map((block) => String(block[key]));
}
