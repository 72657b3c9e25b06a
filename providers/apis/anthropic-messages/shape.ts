import type { Shape } from '../../../src/lib/json-scan/outline.ts';

const text: Shape = { members: { type: {}, text: {}, cache_control: {} } };

/** What may be inside a result: texts, and documents or search hits with texts of their own. */
const part: Shape = {
  members: {
    type: {},
    text: {},
    content: { elements: text },
    source: { members: { content: { elements: text } } },
    cache_control: {},
  },
};

const block: Shape = {
  members: {
    type: {},
    text: {},
    id: {},
    name: {},
    input: {},
    tool_use_id: {},
    is_error: {},
    // Results of the service's own tools are objects that may hold a document.
    content: { elements: part, members: { content: part, cache_control: {} } },
    source: { members: { content: { elements: text } } },
    cache_control: {},
  },
};

/** The parts of a Messages request that are read. */
export const shape: Shape = {
  members: {
    model: {},
    stream: {},
    cache_control: {},
    tool_choice: {},
    thinking: {},
    tools: { elements: { members: { name: {}, cache_control: {}, defer_loading: {} } } },
    system: { elements: text },
    context_management: { members: { edits: { elements: { members: { type: {} } } } } },
    messages: { elements: { members: { role: {}, content: { elements: block } } } },
  },
};
