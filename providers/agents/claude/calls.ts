import { type Call, hasOption, type OptionGrammar, readCall } from '../arguments.ts';
import { asksElsewhere, asksNothing, outlives } from '../direct.ts';

/**
 * How a call of the agent is launched: `session` gets our options first, `typed` only our variables, and `direct`
 * nothing.
 */
export type ClaudeRoute =
  | { readonly kind: 'session' | 'typed'; readonly printsOnly: boolean }
  | { readonly kind: 'direct'; readonly note?: string };

/** Subcommands that the agent knows by its first argument only; after an option they are a prompt. */
const firstOnly = ['attach', 'daemon', 'kill', 'logs', 'respawn', 'rm', 'stop'];

/** Subcommands that ask no model, including those that help does not list. */
const silent = [
  ...['auth', 'auto-mode', 'config', 'design-login', 'doctor', 'gateway', 'import', 'install', 'kill', 'logs'],
  ...['mcp', 'plugin', 'plugins', 'project', 'purge', 'rm', 'sandbox', 'setup-token', 'stop', 'update', 'upgrade'],
  ...['workspace-trust', 'bridge', 'sync', 'self-hosted-agent-proxy'],
];

/** Subcommands that start sessions which continue by themselves, with their initial variables. */
const detaching = ['agents', 'attach', 'daemon', 'remote-control', 'respawn', 'self-hosted-runner'];

/** Subcommands of subcommands that ask a model, and end with the launch. */
const asking = ['auto-mode critique', 'mcp serve', 'plugin eval', 'plugins eval'];

/** Options that pass the session to a process which outlives the launch. */
const detachingOptions = ['--bg', '--background', '--desktop', '--tmux'];
const cloudOptions = ['--cloud', '--environment', '--remote'];

/** Classifies a call of the agent by its subcommand and options. */
export function routeOf(args: readonly string[]): ClaudeRoute {
  const call = readCall(args, grammar);
  const [word, second] = call.words;
  if (asksNothing(args, '-v')) return { kind: 'direct' };
  if (word !== undefined && isSubcommand(word, args)) {
    if (asking.includes(`${word} ${second}`)) return pointed('typed', call);
    if (detaching.includes(word)) return { kind: 'direct', note: outlives(`what claude ${word} starts`) };
    if (word === 'ultrareview') return { kind: 'direct', note: asksElsewhere('claude ultrareview') };
    if (silent.includes(word)) return { kind: 'direct' };
  }
  return optionRoute(call) ?? pointed(mayBeSubcommand(args) ? 'typed' : 'session', call);
}

/** After an option some words are a prompt, and after `-p` every word is. */
function isSubcommand(word: string, args: readonly string[]): boolean {
  if (args[0] === word) return true;
  const before = readCall(args.slice(0, args.indexOf(word)), grammar);
  return !firstOnly.includes(word) && !hasOption(before, '-p', '--print');
}

function optionRoute(call: Call): ClaudeRoute | undefined {
  const detached = detachingOptions.find((option) => hasOption(call, option));
  if (detached !== undefined) return { kind: 'direct', note: outlives(`what claude ${detached} starts`) };
  const cloud = cloudOptions.find((option) => hasOption(call, option));
  return cloud === undefined ? undefined : { kind: 'direct', note: asksElsewhere(`claude ${cloud}`) };
}

/** A single bare first word is a prompt, or a subcommand of an unknown version. */
function mayBeSubcommand([first]: readonly string[]): boolean {
  return first !== undefined && /^[a-z][a-z0-9-]*$/.test(first);
}

function pointed(kind: 'session' | 'typed', call: Call): ClaudeRoute {
  return { kind, printsOnly: hasOption(call, '-p', '--print') };
}

/** The options of the agent's root command that take words, as of version 2.1.332. */
const grammar: OptionGrammar = {
  valued: [
    ...['--settings', '--managed-settings', '--setting-sources', '--model', '-m', '--agent', '--agents', '--effort'],
    ...['--permission-mode', '--permission-prompt-tool', '--permission-prompts', '--debug-file', '--json-schema'],
    ...['--system-prompt', '--system-prompt-file', '--system-prompt-snapshot', '--append-system-prompt'],
    ...['--append-system-prompt-file', '--append-subagent-system-prompt', '--append-subagent-system-prompt-file'],
    ...['--fallback-model', '--advisor', '--name', '-n', '--plugin-dir', '--plugin-dir-no-mcp', '--plugin-url'],
    ...['--remote-control-session-name-prefix', '--exec', '--sdk-url', '--thinking', '--thinking-display'],
    ...['--max-thinking-tokens', '--max-turns', '--max-budget-usd', '--task-budget', '--autocompact'],
    ...['--rewind-files', '--resume-session-at', '--workload', '--output-format', '--input-format', '--prefill'],
    ...['--teammate-mode', '--session-id', '--environment', '--pool', '--ref', '--on-branch', '--metadata'],
    ...['--fast-mode', '--routine', '--handle-uri', '--plan-mode-instructions', '--team-name'],
  ],
  optional: [
    ...['-d', '--debug', '-r', '--resume', '--from-pr', '-w', '--worktree', '--teleport', '--cloud', '--remote'],
    ...['--project', '--remote-control', '--rc', '--prompt-suggestions'],
  ],
  many: [
    ...['--allowedTools', '--allowed-tools', '--disallowedTools', '--disallowed-tools', '--tools', '--add-dir'],
    ...['--mcp-config', '--betas', '--file', '--channels', '--dangerously-load-development-channels'],
  ],
};
