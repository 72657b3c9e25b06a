import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { apis } from '../providers/apis/index.ts';
import { modelFacts } from '../providers/models.ts';
import { environmentValues, type ResolvedSettings } from '../src/config/resolve.ts';
import { leaveFolder } from '../src/launch/folder.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { createCounter } from '../src/tokens/counter.ts';
import { loadRanks } from '../src/tokens/ranks.ts';
import type { OutputOutcome } from './demo/outcome.ts';
import { ownCommand } from './demo/own-command.ts';
import { startProgress } from './demo/progress.ts';
import { messagesPath } from './demo/provider.ts';
import { renderReport } from './demo/report.ts';
import { type DemoResult, runDemo } from './demo/run.ts';
import { debuggingSession } from './demo/session.ts';
import { settingsFrom } from './options.ts';
import type { RunningProxy } from './services.ts';
import { printJson, printLine } from './ui/output.ts';

/** `headroom demo`: plays a built-in session with and without the proxy and shows both bills. No key, no agent, no network. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Play a built-in debugging session against a simulated provider, with and without headroom.')
    .option('--json', 'print the figures as JSON')
    .action(async (flags: { json?: boolean }) => {
      const resolved = await settingsFrom({});
      const folder = leaveFolder();
      const { result, model, restored, storeTrouble } = await play(resolved);
      const handle = result.outputs.findLast((output) => output.handle !== undefined)?.handle;
      const retrieve = handle === undefined ? undefined : `${howStarted(folder.path)} retrieve ${handle} --lines 1-20`;
      if (storeTrouble !== undefined) process.exitCode = 1;
      if (flags.json) await printJson({ model, ...withoutOriginals(result), restored, retrieve, storeTrouble });
      else await printLine(renderReport(result, { model, restored, retrieve, storeTrouble }, process.stdout.columns));
    });
}

/** The result of a demonstration, and the store's first complaint. */
type Played = {
  readonly result: DemoResult;
  readonly model: string;
  readonly restored: number;
  readonly storeTrouble?: string;
};

async function play(resolved: ResolvedSettings): Promise<Played> {
  const notices: string[] = [];
  const progress = await startProgress(process.stderr);
  let proxy: RunningProxy | undefined;
  try {
    const counter = createCounter(await loadRanks());
    const session = debuggingSession(newRun());
    const adapter = apis.find((api) => api.matches(messagesPath));
    if (adapter === undefined) throw new HeadroomError('internal', `expected an API at ${messagesPath}, found none`);
    const result = await runDemo({
      session,
      price: modelFacts(session.model, adapter.api).price,
      count: (text) => counter.count(text),
      connect: async (url) => {
        proxy = await startDemoProxy(resolved, (line) => notices.push(line));
        proxy.configure({ upstreams: { [adapter.upstream]: url } });
        return proxy.url;
      },
      onProgress: progress.show,
    });
    const restored = proxy === undefined ? 0 : await countRestored(proxy.url, result.outputs);
    const storeTrouble = notices.find((line) => line.startsWith('store: '));
    return { result, model: session.model, restored, storeTrouble };
  } finally {
    progress.stop();
    await proxy?.close();
  }
}

/** Twelve digits: the tokenizer groups digits by threes, so every run has the same number of tokens. */
function newRun(): string {
  return String(randomInt(2 ** 40))
    .padStart(12, '0')
    .slice(-12);
}

async function startDemoProxy(resolved: ResolvedSettings, onNotice: (line: string) => void): Promise<RunningProxy> {
  const { startProxy } = await import('./services.ts');
  return startProxy({ resolved, host: '127.0.0.1', port: 0, mode: 'demo', session: 'demo', project: 'demo', onNotice });
}

/** How many originals the proxy returns unchanged. */
async function countRestored(proxyUrl: string, outputs: readonly OutputOutcome[]): Promise<number> {
  let restored = 0;
  for (const { handle, original } of outputs) {
    if (handle === undefined) continue;
    const answer = await fetch(`${proxyUrl}/v1/retrieve/${handle}`);
    const { original_content: content } = (await answer.json()) as { original_content?: string };
    if (content === original) restored += 1;
  }
  return restored;
}

function howStarted(cwd: string): string {
  const { PATH, npm_command: npm } = environmentValues(['PATH', 'npm_command']);
  const script = process.argv[1] ?? 'headroom';
  return ownCommand({ script, cwd, searchPath: PATH, byNpm: npm !== undefined });
}

function withoutOriginals({ outputs, ...result }: DemoResult) {
  return { ...result, outputs: outputs.map(({ original: _, ...output }) => output) };
}
