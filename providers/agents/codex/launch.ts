import type { AgentLauncher, LaunchContext, LaunchPlan } from '../../../src/model/launch.ts';
import { chosenUpstreams, pointAt, type UserBase, userUrl } from '../base-url.ts';
import { directPlan } from '../direct.ts';
import { noQuestionAsked } from '../silence.ts';
import { hasScreen, unpointedCall } from './calls.ts';
import { type CodexProvider, readProvider } from './config.ts';
import { behindOverrides } from './overrides.ts';

/**
 * Codex: a `-c` option for the built-in provider or for the one that the user chose; a provider of our own would cut
 * the user off from earlier threads. `OPENAI_BASE_URL` is not read by this agent.
 */
export const codex: AgentLauncher = {
  name: 'codex',
  program: 'codex',
  install: 'npm install -g @openai/codex',
  plan,
  silenceReason,
};

function plan(context: LaunchContext): LaunchPlan {
  const unpointed = unpointedCall(context.args);
  if (unpointed !== undefined) return directPlan('codex', context.args, unpointed.note);
  const provider = readProvider(context);
  const key = baseKey(provider);
  // A provider that cannot be pointed at us keeps its address.
  const userBase = { name: key ?? provider.id, value: key === undefined ? undefined : provider.base };
  const pointing = pointAt(context, 'openai', userBase, 'v1');
  return {
    command: 'codex',
    args: key === undefined ? context.args : planArguments(context, provider, key, pointing.base),
    env: {},
    upstreams: { ...loginUpstream(context, userBase), ...chosenUpstreams({ openai: pointing }) },
    defaultUpstream: 'openai',
    mayReach: ['openai', 'chatgpt'],
    notes: notes(context, key),
  };
}

function planArguments(context: LaunchContext, provider: CodexProvider, key: string, base: string): readonly string[] {
  const ours = address(key, base);
  const args = behindOverrides(context.args, key, ours);
  const first = args === context.args ? ours : [];
  return [...first, ...shell(provider), ...(hasScreen(context.args) ? ownServer : []), ...args];
}

/** The shared server that a session with a screen may start would continue with our address after the launch. */
const ownServer = ['-c', 'features.daemon_auto_start=false'];

function address(key: string, base: string): readonly string[] {
  return ['-c', `${key}=${JSON.stringify(base)}`];
}

/** A login shell reads the system's profile, which on many systems resets the PATH, without our command. */
function shell(provider: CodexProvider): readonly string[] {
  return provider.choosesShell ? [] : ['-c', 'allow_login_shell=false'];
}

/** The key to override; `undefined` for ids that a dotted path cannot spell and for built-in local providers. */
function baseKey(provider: { readonly id: string; readonly custom: boolean }): string | undefined {
  if (!provider.custom) return provider.id === 'openai' ? 'openai_base_url' : undefined;
  return /^[A-Za-z0-9_-]+$/.test(provider.id) ? `model_providers.${provider.id}.base_url` : undefined;
}

/**
 * The user's base URL is used for requests of a ChatGPT login too. Those lose their version segment on the way to that
 * upstream, so the upstream is the user's base unchanged.
 */
function loginUpstream(context: LaunchContext, base: UserBase): Readonly<Record<string, string>> {
  const own = context.upstreams?.chatgpt ?? (context.upstreams?.openai === undefined ? userUrl(base) : undefined);
  return own === undefined ? {} : { chatgpt: own };
}

function notes(context: LaunchContext, key: string | undefined): readonly string[] {
  if (key === undefined) return [`its provider "${readProvider(context).id}" cannot be pointed at a proxy`];
  return [];
}

function silenceReason(context: LaunchContext): string {
  const provider = readProvider(context);
  const key = baseKey(provider);
  if (context.args.includes('--oss')) return '--oss sends them to a model on this machine';
  if (key === undefined) return `they went to another provider (${provider.id})`;
  return noQuestionAsked;
}
