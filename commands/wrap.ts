import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { anyCommand } from '../providers/agents/any/launch.ts';
import { agents } from '../providers/agents/index.ts';
import { userFolder } from '../src/config/home.ts';
import type { ResolvedSettings } from '../src/config/resolve.ts';
import { currentFolder, leaveFolder } from '../src/launch/folder.ts';
import { isRootOnly } from '../src/launch/root-only.ts';
import { currentEnvironment } from '../src/launch/spawn.ts';
import { describeLaunch, runWrapped, type WrappedProxy, type WrapRequest } from '../src/launch/wrap.ts';
import { createLog } from '../src/lib/log.ts';
import { HeadroomError } from '../src/model/errors.ts';
import type { AgentLauncher, LaunchContext, LaunchPlan } from '../src/model/launch.ts';
import { healthAt, troubleIn } from './health.ts';
import { storeTrouble, withoutRepeats } from './notices.ts';
import { addSettings, settingsFrom, settingsTable } from './options.ts';
import { explainBusyPort } from './port-holder.ts';
import { showNotices } from './ui/errors.ts';
import { renderSavings } from './ui/savings.ts';

/** Milliseconds after which the process ends even if something of ours is still open. */
const lingerMs = 1000;

/** `headroom wrap AGENT …`: runs an agent through a proxy of its own and ends with its exit code. */
export function wrapCommand(): Command {
  const names = agents.map(({ name }) => name).join(', ');
  const command = new Command('wrap')
    .description(
      `Run a coding agent through a proxy that lives as long as it does. Agents: ${names}. For any other command, which ` +
        'then finds the usual base-URL variables set: headroom wrap -- COMMAND.\nArguments after the agent are its own.',
    )
    .usage('[options] AGENT [arguments...]  or  [options] -- COMMAND [arguments...]')
    .argument('[words...]', 'the agent or command, and its arguments')
    .passThroughOptions()
    .option('--dry-run', 'print what would be run, and run nothing');
  return addSettings(command, 'wrap').action(async (words: string[], flags: Record<string, unknown>) => {
    const { launcher, args } = chooseLauncher(words, followsDashes(command, words));
    const resolved = await settingsFrom(flags);
    const context = createContext(resolved, args);
    showNotices(resolved.notices);
    if (flags.dryRun === true) {
      process.stdout.write(await describeLaunch({ launcher, context }));
      return;
    }
    const report = createLog(path.join(resolved.home, 'logs', 'headroom.log'));
    const warn = resolved.settings.quiet
      ? undefined
      : (line: string) =>
          process.stderr.write(`headroom: ${line}
`);
    const tell = tellerFor(resolved.settings.quiet);
    const startProxy = () => startWrappedProxy(resolved, launcher.name, context.cwd);
    const { forChild } = leaveFolder();
    const parts = { launcher, context, startProxy, troubleAt, report, warn, tell };
    process.exitCode = await runWrapped({ ...parts, folderForAgent: forChild });
    setTimeout(() => process.exit(), lingerMs).unref();
  });
}

/** Shows lines on stderr: errors always, everything else only on a terminal. */
function tellerFor(quiet: boolean): WrapRequest['tell'] {
  if (quiet) return undefined;
  return (line, kind) => {
    const prefix = kind === 'start' ? 'headroom' : 'headroom:';
    if (kind === 'failure' || process.stderr.isTTY) process.stderr.write(`${prefix} ${line}\n`);
  };
}

/**
 * The launcher that the first word names, and the agent's arguments: all other words, one leading `--` aside.
 * @throws {HeadroomError} `usage` for no word, or one that is no agent
 */
export function chooseLauncher(
  words: readonly string[],
  anything: boolean,
): { readonly launcher: AgentLauncher; readonly args: readonly string[] } {
  const [name, ...args] = words;
  const known = agents.map((agent) => agent.name);
  if (name === undefined) {
    throw new HeadroomError('usage', `expected an agent (${known.join(', ')}) or -- and a command, found nothing`);
  }
  if (anything) return { launcher: anyCommand(name), args };
  const launcher = agents.find((agent) => agent.name === name);
  if (launcher !== undefined) return { launcher, args: args[0] === '--' ? args.slice(1) : args };
  throw new HeadroomError('usage', `expected one of ${known.join(', ')}, found ${name}`, {
    hint: `for any other command: headroom wrap -- ${name}`,
  });
}

/** Whether `--` came right before the words: the parser drops it, so it is looked up in the typed arguments. */
function followsDashes(command: Command, words: readonly string[]): boolean {
  let program = command;
  while (program.parent) program = program.parent;
  const { rawArgs } = program as unknown as { readonly rawArgs: readonly string[] };
  return rawArgs[rawArgs.length - words.length - 1] === '--';
}

function createContext(resolved: ResolvedSettings, args: readonly string[]): Omit<LaunchContext, 'proxyUrl'> {
  const env = currentEnvironment();
  const cwd = currentFolder();
  const chosen = settingsTable().flatMap(({ key, upstream }) =>
    upstream !== undefined && resolved.sources[key]?.source !== 'default'
      ? [[upstream, resolved.settings.upstreams[upstream]]]
      : [],
  );
  return {
    args,
    env,
    cwd,
    home: userFolder(env.HOME || homedir()),
    stateFolder: resolved.home,
    // The process leaves the folder, and relative paths are still resolved there.
    readFile: (file) => readText(path.resolve(cwd, file)),
    listFolder: (folder) => listFolder(path.resolve(cwd, folder)),
    upstreams: Object.fromEntries(chosen),
    firstPartyRequests: resolved.settings.firstPartyRequests,
    isRootOnly: (folder) => isRootOnly(path.resolve(cwd, folder)),
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function troubleAt(url: string): Promise<string | undefined> {
  const trouble = troubleIn(await healthAt(url));
  return trouble === undefined ? undefined : `store: ${trouble}`;
}

const isNoWordOfStore = (line: string): boolean => !line.startsWith('store: ');

/** The hosts that a plan's requests may go to; none if the agent chooses among several providers. */
function hostsOf(
  { defaultUpstream, mayReach, upstreams }: LaunchPlan,
  urls: Readonly<Record<string, string>>,
): readonly string[] {
  const names = mayReach ?? (defaultUpstream === undefined ? [] : [defaultUpstream]);
  const bases = names.flatMap((name) => upstreams[name] ?? urls[name] ?? []);
  return [...new Set(bases.map((base) => new URL(base).host))];
}

async function startWrappedProxy(resolved: ResolvedSettings, agent: string, cwd: string): Promise<WrappedProxy> {
  const { startProxy } = await import('./services.ts');
  const session = `${agent}-${Date.now().toString(36)}-${process.pid}`;
  const notices: string[] = [];
  const onNotice = withoutRepeats((line) => notices.push(line));
  const known = agents.find(({ name }) => name === agent)?.name;
  const place = { host: '127.0.0.1', project: cwd, folder: cwd } as const;
  const start = { ...place, resolved, mode: 'wrapped', session, agent: known, onNotice } as const;
  const source = resolved.sources.port?.source ?? 'default';
  const port = source === 'default' ? 0 : resolved.settings.port;
  const proxy = await startProxy({ ...start, port }).catch((error) => {
    // A port that was not typed for this launch serves one of several at a time.
    if (source === 'flag' || port === 0) return explainBusyPort(error, start.host, port);
    return startProxy({ ...start, port: 0 });
  });
  return {
    url: proxy.url,
    configure: (plan, { findOutputs }) => {
      const { upstreams, defaultUpstream } = plan;
      proxy.configure({ upstreams, defaultUpstream, findOutputs });
      return hostsOf(plan, resolved.settings.upstreams);
    },
    close: () => proxy.close(),
    notices() {
      const { unbooked, dropped, ...state } = proxy.store();
      // What is not booked by now is lost with this process.
      const trouble = storeTrouble({ ...state, unbooked: 0, dropped: unbooked + dropped });
      // The last line is the store's present state, whatever was reported before.
      return trouble === undefined ? notices : [...notices.filter(isNoWordOfStore), `store: ${trouble}`];
    },
    async savings() {
      const sums = await proxy.savings();
      return { requests: sums.requests, line: renderSavings(sums) };
    },
  };
}
