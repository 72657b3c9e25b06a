import type { JsonObject } from '../../../src/model/json.ts';
import type { TranscriptEvent } from '../../../src/model/transcript.ts';
import type { Usage } from '../../../src/model/usage.ts';
import { countOf, known, nameOf, objectAt } from '../../apis/figures.ts';
import { textOf } from '../transcript-values.ts';

type Request = Extract<TranscriptEvent, { kind: 'request' }>;

/** Older transcripts contain parallel sub-agents without names: this many of their answers may be unfinished. */
const unnamedAtOnce = 16;

/** Joins the lines of each answer: there is one for each content block, and the usage of the last one counts. */
export type RequestLines = {
  /**
   * Adds the message of a line; returns the requests that are then complete.
   * @param agent the agent of the answer: empty for the session's own, `*` for a sub-agent without a name
   */
  add(message: JsonObject, agent: string, time: number | undefined): readonly Request[];
  /** Returns the remaining ones, in order. */
  end(): readonly Request[];
};

/** Creates it without requests. */
export function requestLines(): RequestLines {
  const open = new Map<string, { readonly agent: string; readonly request: Request }>();
  const done = new Set<string>();
  return {
    add(message, agent, time) {
      const id = textOf(message.id);
      const model = textOf(message.model);
      if (id === undefined || done.has(id) || model === '<synthetic>') return [];
      const first = open.get(id)?.request;
      const usage = usageOf(objectAt(message, 'usage'));
      open.set(id, { agent, request: { kind: 'request', id, usage, ...known({ model, time: first?.time ?? time }) } });
      if (first !== undefined) return [];
      const room = agent === '*' ? unnamedAtOnce : 1;
      const complete = [...open.values()].filter((each) => each.agent === agent).slice(0, -room);
      return complete.map(({ request }) => {
        open.delete(request.id);
        done.add(request.id);
        return request;
      });
    },
    end: () => [...open.values()].map(({ request }) => request),
  };
}

function usageOf(told: JsonObject): Usage {
  const lifetimes = objectAt(told, 'cache_creation');
  const long = countOf(lifetimes.ephemeral_1h_input_tokens) ?? 0;
  const short = countOf(lifetimes.ephemeral_5m_input_tokens) ?? 0;
  const written = Math.max(countOf(told.cache_creation_input_tokens) ?? 0, long + short);
  return {
    uncached: countOf(told.input_tokens) ?? 0,
    write: written - long,
    writeLong: long,
    read: countOf(told.cache_read_input_tokens) ?? 0,
    output: countOf(told.output_tokens) ?? 0,
    ...known({ speed: nameOf(told.speed), tier: nameOf(told.service_tier), region: nameOf(told.inference_geo) }),
  };
}
