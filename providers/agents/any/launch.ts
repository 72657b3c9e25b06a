import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { chosenUpstreams, firstSet, pointAt } from '../base-url.ts';

/** The variables by which programs usually take a base URL: name, upstream, version segment inside the URL. */
const variables = [
  ['ANTHROPIC_BASE_URL', 'anthropic', undefined],
  ['ANTHROPIC_API_BASE', 'anthropic', undefined],
  ['OPENAI_BASE_URL', 'openai', 'v1'],
  ['OPENAI_API_BASE', 'openai', 'v1'],
  ['GOOGLE_GEMINI_BASE_URL', 'gemini', undefined],
  ['GEMINI_API_BASE', 'gemini', 'v1beta'],
] as const;

/** Any other command: all the usual variables are set, and the user's values for them name the upstreams. */
export function anyCommand(program: string): AgentLauncher {
  return {
    name: program,
    program,
    install: 'see its documentation, or give its path',
    plan: (context) => plan(program, context),
    silenceReason: () => 'it does not take its base URL from the usual variables, or asked no model',
  };
}

function plan(program: string, context: LaunchContext): LaunchPlan {
  const point = ([name, upstream, version]: (typeof variables)[number]) =>
    pointAt(context, upstream, firstSet(context.env, name, ...sameKind(upstream, version)), version);
  const upstreams = [...variables].reverse().map((one) => chosenUpstreams({ [one[1]]: point(one) }));
  return {
    command: program,
    args: context.args,
    env: Object.fromEntries(variables.map((one) => [one[0], point(one).base])),
    upstreams: Object.assign({}, ...upstreams),
    notes: [],
  };
}

/** The names under which a base URL of one kind may be set. */
function sameKind(upstream: string, version: string | undefined): readonly string[] {
  return variables.filter((one) => one[1] === upstream && one[2] === version).map(([name]) => name);
}
