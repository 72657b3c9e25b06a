import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { optionValues } from '../arguments.ts';
import { chosenUpstreams, firstSet, type Pointing, pointAt } from '../base-url.ts';
import { noQuestionAsked } from '../silence.ts';
import { findOutputs } from './find-outputs.ts';
import { readSettings } from './settings.ts';

/**
 * Aider: `--set-env` for each name that its library reads first, since its `.env` files beat the environment, and the
 * same in the environment for what it starts itself. The option on the command line replaces the user's own list of
 * settings, so that is handed back, as variables: the command line is written to a file in the project.
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
      ...context.args,
    ],
    env: { ...displaced, ...Object.fromEntries(settings), OPENAI_API_BASE: pointings.openai.base },
    upstreams: chosenUpstreams(pointings),
    notes: overridden(context).map((name) => `your own --set-env ${name} wins over ours`),
  };
}

function planSettings({ anthropic, openai, gemini }: Pointings): readonly (readonly [string, string])[] {
  return [
    ['ANTHROPIC_API_BASE', anthropic.base],
    ['ANTHROPIC_BASE_URL', anthropic.base],
    ['OPENAI_BASE_URL', openai.base],
    ['GEMINI_API_BASE', gemini.base],
  ];
}

/** Addresses that the user's own arguments set after ours. */
function overridden(context: LaunchContext): readonly string[] {
  const names = ['ANTHROPIC_API_BASE', 'ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL', 'GEMINI_API_BASE'];
  const given = optionValues(context.args, '--set-env').map((entry) => entry.split('=')[0]?.trim());
  return names.filter((name) => given.includes(name));
}

function silenceReason(context: LaunchContext): string {
  const [name] = overridden(context);
  if (name !== undefined) return `--set-env ${name} among its arguments sends them elsewhere`;
  return `${noQuestionAsked}, or its model belongs to a provider other than Anthropic, OpenAI and Gemini`;
}
