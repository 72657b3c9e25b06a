import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { optionValues, withoutOption } from '../arguments.ts';
import { chosenUpstreams, pointAt } from '../base-url.ts';
import { directPlan } from '../direct.ts';
import { at } from '../json-text.ts';
import { isOn, noQuestionAsked } from '../silence.ts';
import { type ClaudeRoute, routeOf } from './calls.ts';
import { effectiveVariable, managedSettings, mergeSettings, settingsArgument } from './settings.ts';

const permission = 'Bash(headroom retrieve:*)';

const assumeFirstParty = '_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL';
const toolSearch = 'ENABLE_TOOL_SEARCH';

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
  installFolders: ['.local/bin', '.claude/local'],
  plan,
  silenceReason,
};

function plan(context: LaunchContext): LaunchPlan {
  const route = routeOf(context.args);
  if (route.kind === 'direct') return directPlan('claude', context.args, route.note);
  const name = 'ANTHROPIC_BASE_URL';
  const pointing = pointAt(context, 'anthropic', { name, value: effectiveVariable(context, name) });
  const variables = { ANTHROPIC_BASE_URL: pointing.base };
  return {
    command: 'claude',
    args: planArguments(context, route.kind, variables),
    env: {
      ...variables,
      ...(isVendors(pointing.upstream) ? vendorVariables(context) : {}),
      ...(staysHere(context, route.printsOnly) ? { CLAUDE_CODE_DISABLE_AGENT_VIEW: '1' } : {}),
    },
    upstreams: chosenUpstreams({ anthropic: pointing }),
    defaultUpstream: 'anthropic',
    notes: [
      ...(managedBase(context) === undefined ? [] : [managedNote]),
      ...(route.kind === 'typed' && isSettled(context, name) ? [settledNote] : []),
    ],
  };
}

/**
 * `--settings` takes one value and comes first, so that no option before it can swallow the user's prompt. A call that
 * is left as typed has it only if the user gave it.
 */
function planArguments(
  context: LaunchContext,
  kind: ClaudeRoute['kind'],
  env: Readonly<Record<string, string>>,
): readonly string[] {
  const user = settingsArgument(context);
  const isGiven = optionValues(context.args, '--settings').length > 0;
  if (isGiven && user === undefined) return context.args; // the agent itself reports what is wrong with them
  if (!isGiven && kind === 'typed') return context.args;
  const settings = ['--settings', JSON.stringify(mergeSettings(user, { env, allow: [permission] }))];
  const rest = isGiven ? withoutOption(context.args, ['--settings']) : context.args;
  return kind === 'typed' ? [...rest.slice(0, 1), ...settings, ...rest.slice(1)] : [...settings, ...rest];
}

/**
 * Its screen could pass a session to a background process, which would continue with our address and write it into the
 * user's files. Without a screen there is no such command, and the switch would change the prompt.
 */
function staysHere(context: LaunchContext, printsOnly: boolean): boolean {
  return !printsOnly && effectiveVariable(context, 'CLAUDE_CODE_DISABLE_AGENT_VIEW') === undefined;
}

function isVendors(upstream: string | undefined): boolean {
  if (upstream === undefined) return true;
  const { protocol, hostname } = new URL(upstream);
  return protocol === 'https:' && hostname === 'api.anthropic.com';
}

/**
 * With any URL but the vendor's own the agent sends less: no caching across accounts, no diagnostics, fewer betas, and
 * in some versions every tool's schema in each request. These variables restore it, and the user's own values stay. The
 * first is undocumented; a version that does not know it ignores it.
 */
function vendorVariables(context: LaunchContext): Record<string, string> {
  const isUnset = (name: string): boolean => effectiveVariable(context, name) === undefined;
  const { firstPartyRequests = true } = context;
  return {
    ...(firstPartyRequests && isUnset(assumeFirstParty) ? { [assumeFirstParty]: '1' } : {}),
    ...(isUnset(toolSearch) ? { [toolSearch]: 'true' } : {}),
  };
}

/** Whether a settings file names a variable, which then beats the environment unless one of our options beats it. */
function isSettled(context: LaunchContext, name: string): boolean {
  if (settingsArgument(context) !== undefined) return false;
  const value = effectiveVariable(context, name);
  return value !== undefined && value !== context.env[name];
}

const settledNote =
  'its settings name a base URL, and a call that is left as typed follows them: requests may not come through';

const managedNote = 'managed settings name a base URL, and nothing overrides them: requests will not come through';

function managedBase(context: LaunchContext): unknown {
  const bases = managedSettings(context).map((settings) => at(settings, 'env', 'ANTHROPIC_BASE_URL'));
  return bases.find((base) => base !== undefined);
}

function silenceReason(context: LaunchContext): string {
  for (const [name, cloud] of otherClouds) {
    if (isOn({ [name]: effectiveVariable(context, name) }, name)) return `${name} sends them to ${cloud}`;
  }
  return managedBase(context) === undefined ? noQuestionAsked : 'managed settings name another base URL';
}
