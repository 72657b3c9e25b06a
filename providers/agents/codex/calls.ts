import { type Call, hasOption, type OptionGrammar, readCall } from '../arguments.ts';
import { asksElsewhere, asksNothing, outlives } from '../direct.ts';

/** Subcommands that ask no model, including those that help does not list. */
const silent = [
  ...[
    'login',
    'logout',
    'mcp',
    'plugin',
    'completion',
    'update',
    'doctor',
    'sandbox',
    'debug',
    'apply',
    'a',
    'archive',
  ],
  ...['delete', 'unarchive', 'migrate-rollouts', 'migrate-nfs-db', 'exec-server', 'features', 'help', 'execpolicy'],
  ...['responses-api-proxy', 'stdio-to-uds'],
];

/** Why a call is left as typed: it asks no model, or another process does so for it. */
export type Unpointed = { readonly note?: string };

/** Whether a call of the agent is to be left as typed; `undefined` for one that asks a model and ends with the launch. */
export function unpointedCall(args: readonly string[]): Unpointed | undefined {
  if (asksNothing(args, '-V')) return {};
  const call = readCall(args, grammar);
  const [word, second] = call.words;
  if (word !== undefined && silent.includes(word)) return {};
  if (hasOption(call, '--remote')) return { note: asksElsewhere('codex --remote') };
  if (word === 'cloud') return { note: asksElsewhere('codex cloud') };
  if (word === 'queue') return { note: asksElsewhere('codex queue') };
  if (word === 'app-server') return appServer(second);
  if ((word === 'agents' || word === 'remote-control') && !ownsServer(call)) {
    return { note: outlives(`the server of codex ${word}`) };
  }
  return undefined;
}

/** Whether a call that is pointed at the proxy uses the full screen. */
export function hasScreen(args: readonly string[]): boolean {
  const [word] = readCall(args, grammar).words;
  return word === undefined || !['exec', 'e', 'review', 'mcp-server', 'app-server', 'remote-control'].includes(word);
}

function appServer(second: string | undefined): Unpointed | undefined {
  if (second === undefined) return undefined;
  return second === 'daemon' ? { note: outlives('what codex app-server daemon starts') } : {};
}

function ownsServer(call: Call): boolean {
  return hasOption(call, '--no-daemon');
}

/** The options of the agent that take words, as of version 0.171. */
export const grammar: OptionGrammar = {
  valued: [
    ...['-c', '--config', '--enable', '--disable', '--remote', '--remote-auth-token-env', '-m', '--model'],
    ...['--local-provider', '-p', '--profile', '-s', '--sandbox', '-C', '--cd', '--add-dir', '-a'],
    ...['--ask-for-approval', '--listen'],
  ],
  many: ['-i', '--image'],
};
