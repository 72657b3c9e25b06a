import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { optionValues, withoutOption } from '../arguments.ts';
import { chosenUpstreams, pointAt } from '../base-url.ts';
import { at } from '../json-text.ts';
import { isOn, noQuestionAsked } from '../silence.ts';
import { effectiveVariable, managedSettings, mergeSettings, settingsArgument } from './settings.ts';

const permission = 'Bash(headroom retrieve:*)';

const otherClouds = [
  ['CLAUDE_CODE_USE_BEDROCK', 'Amazon Bedrock'],
  ['CLAUDE_CODE_USE_VERTEX', 'Google Vertex AI'],
  ['CLAUDE_CODE_USE_FOUNDRY', 'Microsoft Foundry'],
] as const;

/**
 * Claude Code: the base URL as a variable (its first probe looks there) and in `--settings` (which beats the `env` of
 * its settings files).
 */
export const claude: AgentLauncher = {
  name: 'claude',
  program: 'claude',
  install: 'npm install -g @anthropic-ai/claude-code',
  plan,
  silenceReason,
};

function plan(context: LaunchContext): LaunchPlan {
  const name = 'ANTHROPIC_BASE_URL';
  const pointing = pointAt(context, 'anthropic', { name, value: effectiveVariable(context, name) });
  const variables = { ANTHROPIC_BASE_URL: pointing.base };
  return {
    command: 'claude',
    args: planArguments(context, variables),
    env: wantsToolSearch(context, pointing.upstream) ? { ...variables, ENABLE_TOOL_SEARCH: 'true' } : variables,
    upstreams: chosenUpstreams({ anthropic: pointing }),
    defaultUpstream: 'anthropic',
    notes: managedBase(context) === undefined ? [] : [managedNote],
  };
}

/** `--settings` takes one value and stands first, so that no option before it can swallow the user's prompt. */
function planArguments(context: LaunchContext, env: Readonly<Record<string, string>>): readonly string[] {
  const user = settingsArgument(context);
  const unreadable = user === undefined && optionValues(context.args, '--settings').length > 0;
  if (unreadable) return context.args; // the agent says itself what is wrong with them
  const settings = JSON.stringify(mergeSettings(user, { env, allow: [permission] }));
  return ['--settings', settings, ...(user === undefined ? context.args : withoutOption(context.args, '--settings'))];
}

/** Behind any URL but the vendor's own the agent turns tool search off and sends every tool's schema each time. */
function wantsToolSearch(context: LaunchContext, upstream: string | undefined): boolean {
  const own = upstream === undefined || new URL(upstream).hostname === 'api.anthropic.com';
  return own && effectiveVariable(context, 'ENABLE_TOOL_SEARCH') === undefined;
}

const managedNote = 'managed settings name a base URL, and nothing overrides them: requests will not come through';

function managedBase(context: LaunchContext): unknown {
  return at(managedSettings(context), 'env', 'ANTHROPIC_BASE_URL');
}

function silenceReason(context: LaunchContext): string {
  for (const [name, cloud] of otherClouds) {
    if (isOn({ [name]: effectiveVariable(context, name) }, name)) return `${name} sends them to ${cloud}`;
  }
  return managedBase(context) === undefined ? noQuestionAsked : 'managed settings name another base URL';
}
