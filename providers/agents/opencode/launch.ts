import type { JsonObject } from '../../../src/model/json.ts';
import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { hasOption, type OptionGrammar, readCall } from '../arguments.ts';
import { chosenUpstreams, pointAt } from '../base-url.ts';
import { asksElsewhere, asksNothing, directPlan } from '../direct.ts';
import { parseCommentedObject, withValue } from '../json-text.ts';
import { noQuestionAsked } from '../silence.ts';
import { configuredProviders, type KnownProvider, knownProviders, userBase } from './config.ts';

const variable = 'OPENCODE_CONFIG_CONTENT';

/**
 * opencode: base URLs by `OPENCODE_CONFIG_CONTENT`, which beats its files, for the providers that the user has. A provider named
 * there counts as connected, and one without a key would then be offered, or even chosen.
 */
export const opencode: AgentLauncher = {
  name: 'opencode',
  program: 'opencode',
  install: 'npm install -g opencode-ai',
  plan,
  silenceReason: () => `${noQuestionAsked}, or asked a provider other than anthropic, openai and google`,
};

/** Subcommands that ask no model. */
const silent = [
  ...['completion', 'mcp', 'debug', 'providers', 'auth', 'upgrade', 'uninstall', 'models', 'stats', 'export'],
  ...['import', 'session', 'plugin', 'plug', 'db'],
];

const grammar: OptionGrammar = {
  valued: [
    ...['--log-level', '--port', '--hostname', '--mdns-domain', '-m', '--model', '-s', '--session', '--prompt'],
    ...['--agent', '--replay-limit'],
  ],
  many: ['--cors'],
};

function plan(context: LaunchContext): LaunchPlan {
  if (asksNothing(context.args, '-v')) return directPlan('opencode', context.args);
  const call = readCall(context.args, grammar);
  const [word] = call.words;
  if (word !== undefined && silent.includes(word)) return directPlan('opencode', context.args);
  // The server that they talk to asks the models, by its own configuration.
  if (word === 'attach') return directPlan('opencode', context.args, asksElsewhere('opencode attach'));
  if (word === 'run' && hasOption(call, '--attach')) {
    return directPlan('opencode', context.args, asksElsewhere('opencode run --attach'));
  }
  const point = (provider: KnownProvider) =>
    pointAt(context, provider.upstream, userBase(context, provider), provider.version);
  const given = context.env[variable];
  const content = given ? parseCommentedObject(given) : {};
  const configured = configuredProviders(context);
  const merged = content && configured.reduce((config, one) => withBase(config, one, point(one).base), content);
  const bases = knownProviders.flatMap((one) => (one.baseVariable ? [[one.baseVariable, point(one).base]] : []));
  return {
    command: 'opencode',
    args: context.args,
    env: { ...Object.fromEntries(bases), ...(merged ? { [variable]: JSON.stringify(merged) } : {}) },
    upstreams: chosenUpstreams(Object.fromEntries(knownProviders.map((one) => [one.upstream, point(one)]))),
    notes: merged ? [] : [`expected a JSON object in ${variable}, found something else: it is left as it is`],
  };
}

function withBase(config: JsonObject, provider: KnownProvider, base: string): JsonObject {
  return withValue(config, ['provider', provider.id, 'options', 'baseURL'], base);
}
