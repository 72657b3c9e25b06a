import { folderHint, writeTrouble } from '../lib/folder-trouble.ts';
import { HeadroomError } from '../model/errors.ts';
import type { AgentLauncher, Environment, LaunchContext, LaunchPlan } from '../model/launch.ts';
import { describePlan } from './describe.ts';
import { changedVariables, childEnvironment } from './environment.ts';
import { findExistingProxy } from './existing.ts';
import { writeOwnFile } from './own-file.ts';
import { shimFolder, writeShim } from './shim.ts';
import { silence } from './silence.ts';
import { type SpawnRequest, type SpawnResult, spawnInForeground } from './spawn.ts';
import { restoreTerminal } from './terminal.ts';
import { findProgram } from './which.ts';

/** The proxy that a launch runs beside its agent. */
export type WrappedProxy = {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /**
   * Applies what the plan says about upstreams, and reports the hosts that its requests may go to, if they are known.
   */
  configure(plan: LaunchPlan, launcher: AgentLauncher): readonly string[];
  close(): Promise<void>;
  /** The result: requests so far, and the line that reports it. */
  savings(): Promise<{ readonly requests: number; readonly line: string }>;
  /** What the user should know about errors so far, one line each. */
  notices(): readonly string[];
};

/** The subject of a launch's line: where requests go, the result, or an error. */
export type ToldLine = 'start' | 'news' | 'failure';

/** One launch. */
export type WrapRequest = {
  readonly launcher: AgentLauncher;
  readonly context: Omit<LaunchContext, 'proxyUrl'>;
  /** Path for the agent's working folder, requested when it is started; `context.cwd` by default. */
  readonly folderForAgent?: () => string;
  readonly startProxy: () => Promise<WrappedProxy>;
  /** What the user should know about an earlier proxy that served the agent, requested at the end. */
  readonly troubleAt?: (url: string) => Promise<string | undefined>;
  /** Receives errors of our own code while the agent has the terminal. */
  readonly report: (problem: string) => void;
  /** Shows a line before the agent starts, about what will not be intercepted; omitted if nobody wants one. */
  readonly warn?: (line: string) => void;
  /** Shows a line before the agent starts and after it has ended; omitted if nobody wants one. */
  readonly tell?: (line: string, kind: ToldLine) => void;
};

/** A placeholder for the port that is not known yet. */
const unknownUrl = 'http://127.0.0.1:PORT';
/** Milliseconds that the end of a launch may take. */
const endWithinMs = 1500;

/**
 * Runs an agent through a proxy and returns its exit code.
 * @throws {HeadroomError} `launch` when the agent or a file that it needs is missing; what `startProxy` throws
 */
export async function runWrapped(request: WrapRequest): Promise<number> {
  const { launcher, context } = request;
  const file = findProgram(launcher.program, { ...context, ...launcher });
  const restore = silence(request.report);
  try {
    return await runPlanned(request, file);
  } finally {
    restore();
  }
}

async function runPlanned(request: WrapRequest, file: string): Promise<number> {
  const plan = planFor(request, unknownUrl);
  for (const note of plan.notes) request.warn?.(note);
  if (plan.direct) return (await runDirect(request, file, plan)).exitCode;
  return runThroughProxy(request, file, await findExistingProxy(plan.upstreams));
}

async function runThroughProxy(request: WrapRequest, file: string, existing: string | undefined): Promise<number> {
  if (existing !== undefined) {
    const plan = planFor(request, existing);
    request.tell?.(startLine(existing, []), 'start');
    const { exitCode, notes } = await runAgent(request, file, plan);
    request.tell?.(`requests went through the headroom that runs at ${existing}`, 'news');
    for (const note of notes) request.tell?.(note, 'failure');
    await atMost(endWithinMs, tellTrouble(request, existing), request.report);
    return exitCode;
  }
  const proxy = await request.startProxy();
  try {
    const plan = planFor(request, proxy.url);
    const hosts = proxy.configure(plan, request.launcher);
    request.tell?.(startLine(proxy.url, hosts), 'start');
    const { exitCode, notes } = await runAgent(request, file, plan);
    await atMost(endWithinMs, tellSavings(request, proxy), request.report);
    for (const note of [...notes, ...proxy.notices()]) request.tell?.(note, 'failure');
    return exitCode;
  } finally {
    await atMost(endWithinMs, proxy.close(), request.report);
  }
}

/** What a person sees before the agent takes the terminal. */
function startLine(url: string, hosts: readonly string[]): string {
  const target = hosts.length === 0 ? '' : ` → ${hosts.join(' or ')}`;
  return `on ${new URL(url).host}${target}; figures: headroom stats`;
}

/** What `runWrapped` would do, in words. Starts and writes nothing; only checks whether a headroom runs already. */
export async function describeLaunch(request: Pick<WrapRequest, 'launcher' | 'context'>): Promise<string> {
  const { context } = request;
  const missing = missingProgram(request);
  const first = planFor(request, unknownUrl);
  if (first.direct) return describePlan({ plan: first, variables: {}, notes: [...first.notes, ...missing] });
  const existing = await findExistingProxy(first.upstreams);
  const proxyUrl = existing ?? unknownUrl;
  const plan = { ...planFor(request, proxyUrl), existingProxy: existing };
  const notes = [...plan.notes, `PATH: ${shimFolder(context.stateFolder)} comes first`, ...missing];
  return describePlan({ plan, proxyUrl, variables: changedVariables({ env: context.env, planned: plan.env }), notes });
}

function missingProgram({ launcher, context }: Pick<WrapRequest, 'launcher' | 'context'>): readonly string[] {
  try {
    findProgram(launcher.program, { ...context, ...launcher });
    return [];
  } catch (error) {
    return error instanceof HeadroomError ? [[error.message, error.hint].filter(Boolean).join('; ')] : [];
  }
}

function planFor({ launcher, context }: Pick<WrapRequest, 'launcher' | 'context'>, proxyUrl: string): LaunchPlan {
  return launcher.plan({ ...context, proxyUrl });
}

/** How an agent ended, and what the user should know about its start. */
type Ran = { readonly exitCode: number; readonly notes: readonly string[] };

/** Runs a call that is left as it is. */
async function runDirect(request: WrapRequest, file: string, plan: LaunchPlan): Promise<SpawnResult> {
  const { launcher, context, folderForAgent } = request;
  const cwd = folderForAgent?.() ?? context.cwd;
  return spawnAgent({ file, args: plan.args, env: context.env, cwd, signalsGroup: launcher.signalsGroup ?? false });
}

async function spawnAgent(request: SpawnRequest): Promise<SpawnResult> {
  const result = await spawnInForeground(request);
  if (result.signal !== undefined) restoreTerminal();
  return result;
}

async function runAgent(request: WrapRequest, file: string, plan: LaunchPlan): Promise<Ran> {
  const { launcher, context, report } = request;
  const { planned, notes } = writeFiles(plan);
  for (const note of notes) report(note);
  const parts = { env: context.env, planned, shimFolder: makeShim(context.stateFolder, report) };
  const { exitCode } = await spawnAgent({
    file,
    args: plan.args,
    env: childEnvironment(parts),
    cwd: request.folderForAgent?.() ?? context.cwd,
    signalsGroup: launcher.signalsGroup ?? false,
  });
  return { exitCode, notes };
}

/** Writes the plan's files and returns its variables, without those of files that could not be written. */
function writeFiles(plan: LaunchPlan): { readonly planned: Environment; readonly notes: readonly string[] } {
  const planned = { ...plan.env };
  const notes: string[] = [];
  for (const { path, text, dispensableWith } of plan.files ?? []) {
    try {
      writeOwnFile(path, text, 0o600);
    } catch (cause) {
      const found = writeTrouble(path, cause);
      if (dispensableWith !== undefined) {
        delete planned[dispensableWith];
        notes.push(`expected to write ${path}, found: ${found}; the agent was started without it`);
        continue;
      }
      throw new HeadroomError('launch', `expected to write ${path}, which the agent is to read, found: ${found}`, {
        hint: folderHint,
        cause,
      });
    }
  }
  return { planned, notes };
}

/** Without it the agent still runs; only its way back to originals is missing. */
function makeShim(home: string, report: (problem: string) => void): string | undefined {
  try {
    return writeShim(home);
  } catch (error) {
    report(`no headroom command on the agent's PATH: ${(error as Error).message}`);
    return undefined;
  }
}

async function tellSavings({ launcher, context, tell }: WrapRequest, proxy: WrappedProxy): Promise<void> {
  if (tell === undefined) return;
  const { requests, line } = await proxy.savings();
  if (requests > 0) return tell(line, 'news');
  const reason = launcher.silenceReason({ ...context, proxyUrl: proxy.url });
  tell(`no request came through; likely reason: ${reason}`, 'failure');
}

async function tellTrouble({ tell, troubleAt }: WrapRequest, url: string): Promise<void> {
  const trouble = tell === undefined ? undefined : await troubleAt?.(url);
  if (trouble !== undefined) tell?.(trouble, 'failure');
}

/** Waits for work up to a limit, and ignores its failure: a launch ends when its agent has. */
async function atMost(milliseconds: number, work: Promise<void>, report: (problem: string) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  const done = work.catch((error: unknown) => report(String(error)));
  await Promise.race([done, limit]).finally(() => clearTimeout(timer));
}
