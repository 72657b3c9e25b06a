import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { chosenUpstreams, firstSet, type Pointing, pointAt } from '../base-url.ts';
import { asksNothing, directPlan } from '../direct.ts';
import { noQuestionAsked } from '../silence.ts';
import { findOutputs } from './find-outputs.ts';
import { fileOfFixedAddress, readSettings, withoutAddresses } from './settings.ts';

/**
 * Aider: `--set-env` for each name that its library reads first, since its `.env` files beat the environment, and the
 * same in the environment for its child processes. The user's own arguments that set the same names are removed: the
 * last one would win. The option on the command line replaces the user's own list of settings, so that list is passed
 * as variables: the command line is written to a file in the project.
 */
export const aider: AgentLauncher = {
  name: 'aider',
  program: 'aider',
  install: 'python -m pip install aider-chat',
  plan,
  silenceReason,
  findOutputs,
};

type Pointings = { readonly anthropic: Pointing; readonly openai: Pointing; readonly gemini: Pointing };

function plan(context: LaunchContext): LaunchPlan {
  if (asksNothing(context.args)) return directPlan('aider', context.args);
  const { env, displaced } = readSettings(context);
  const anthropic = firstSet(env, 'ANTHROPIC_API_BASE', 'ANTHROPIC_BASE_URL');
  const anthropicBase = { ...anthropic, value: anthropic.value?.replace(/\/v1\/messages\/?$/, '') };
  const pointings = {
    anthropic: pointAt(context, 'anthropic', anthropicBase),
    openai: pointAt(context, 'openai', firstSet(env, 'OPENAI_BASE_URL', 'OPENAI_API_BASE'), 'v1'),
    gemini: pointAt(context, 'gemini', firstSet(env, 'GEMINI_API_BASE'), 'v1beta'),
  };
  const settings = planSettings(pointings);
  return {
    command: 'aider',
    args: [
      ...settings.flatMap((one) => ['--set-env', one.join('=')]),
      '--openai-api-base',
      pointings.openai.base,
      ...withoutAddresses(context.args, addressVariables),
    ],
    env: { ...displaced, ...Object.fromEntries(settings), OPENAI_API_BASE: pointings.openai.base },
    upstreams: chosenUpstreams(pointings),
    notes: notes(context),
  };
}

/** The variables by which its library finds a provider that the proxy can serve. */
const addressVariables = [
  'ANTHROPIC_API_BASE',
  'ANTHROPIC_BASE_URL',
  'OPENAI_BASE_URL',
  'OPENAI_API_BASE',
  'GEMINI_API_BASE',
];

function notes(context: LaunchContext): readonly string[] {
  const file = fileOfFixedAddress(context);
  return file === undefined
    ? []
    : [`${file} names an address, and nothing overrides it: requests may not come through`];
}

function planSettings({ anthropic, openai, gemini }: Pointings): readonly (readonly [string, string])[] {
  return [
    ['ANTHROPIC_API_BASE', anthropic.base],
    ['ANTHROPIC_BASE_URL', anthropic.base],
    ['OPENAI_BASE_URL', openai.base],
    ['GEMINI_API_BASE', gemini.base],
  ];
}

function silenceReason(context: LaunchContext): string {
  const file = fileOfFixedAddress(context);
  if (file !== undefined) return `${file} names another address`;
  return `${noQuestionAsked}, or its model belongs to a provider other than Anthropic, OpenAI and Gemini`;
}
