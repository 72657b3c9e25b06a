// Rules that insert breakpoints into requests: simple ones on parsed bodies, and the project's own, byte for byte.
import { pathToFileURL } from 'node:url';
import { built } from './project.mjs';

const cacheControl = { type: 'ephemeral' };
const marked = (block) => ({ ...block, cache_control: cacheControl });
const asBlocks = (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content);
const withLast = (list) => [...list.slice(0, -1), marked(list.at(-1))];

/** At the end of the newest message. */
function everyRequest(body) {
  const last = body.messages.at(-1);
  return { ...body, messages: [...body.messages.slice(0, -1), { ...last, content: withLast(asBlocks(last.content)) }] };
}

const systemOnly = (body) => ('system' in body ? { ...body, system: withLast(asBlocks(body.system)) } : body);
const lastTool = (body) => (body.tools?.length > 0 ? { ...body, tools: withLast(body.tools) } : body);

const simple = (change) => () => ({ prepare: ({ body }) => ({ body: change(body) }) });

/** Rules to compare with: a maker each, so that every scenario begins without knowledge. */
export const simpleRules = {
  'every request': simple(everyRequest),
  'system only': simple(systemOnly),
  'last tool': simple(lastTool),
};

const buildModule = async (...parts) => import(pathToFileURL(built(...parts)).href);

/**
 * The project's own rule: the body is read, planned and edited by the build, as bytes.
 * @returns a maker, so that every scenario begins with an empty store
 */
export async function headroomRule() {
  const [
    { anthropicMessages },
    { modelFacts },
    { splice },
    { breakpointQuery },
    { createPlanner },
    { createMemoryStore },
  ] = await Promise.all([
    buildModule('providers', 'apis', 'anthropic-messages', 'adapter.js'),
    buildModule('providers', 'models.js'),
    buildModule('src', 'pipeline', 'splice.js'),
    buildModule('src', 'breakpoints', 'query.js'),
    buildModule('src', 'breakpoints', 'planner.js'),
    buildModule('src', 'breakpoints', 'memory-store.js'),
  ]);
  const pricing = (model, api) => {
    const { price, cacheMinimum } = modelFacts(model, api);
    return { threshold: (price.write - price.input) / (price.input - price.read), minimum: cacheMinimum };
  };
  const upstream = 'https://api.anthropic.com/v1/messages';
  return () => {
    const planner = createPlanner({ store: createMemoryStore(), pricing });
    const sizes = new Map();
    return {
      prepare({ body, userAgent, at }) {
        const raw = Buffer.from(JSON.stringify(body));
        const read = anthropicMessages.read(raw);
        const asked = { api: anthropicMessages.api, raw, ...read };
        const query = breakpointQuery(asked, { userAgent, upstream, time: at });
        if (query === undefined) return { body };
        const plan = planner.plan(query);
        const edits = anthropicMessages.breakpoints.edits(read.prompt, plan);
        const sent = Buffer.from(splice(raw, edits));
        sizes.set(plan.id, sent.length);
        return { body: JSON.parse(sent.toString()), id: plan.id };
      },
      begun: (id) => id !== undefined && planner.begun(id),
      receipt: (id, dollars, tokens) =>
        id !== undefined &&
        planner.receipt(id, { dollars, tokens, bytes: sizes.get(id), marks: 1, read: 0, written: 1 }),
    };
  };
}
