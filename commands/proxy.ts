import path from 'node:path';
import { Command } from 'commander';
import { leaveFolder } from '../src/launch/folder.ts';
import { silence } from '../src/launch/silence.ts';
import { createLog } from '../src/lib/log.ts';
import { withoutRepeats } from './notices.ts';
import { addSettings, settingsFrom } from './options.ts';
import { explainBusyPort } from './port-holder.ts';
import type { RunningProxy } from './services.ts';

/** Milliseconds that running exchanges get after the first signal. */
const drainMs = 10_000;

/** `headroom proxy`: listens until it is stopped, and prints its URL as soon as it listens. */
export function proxyCommand(): Command {
  const command = new Command('proxy').description(
    'Run the proxy alone. Point a client at the printed URL: as it is for Anthropic and Gemini, with /v1 for OpenAI.',
  );
  return addSettings(command, 'proxy').action(async (flags: Record<string, unknown>) => {
    const resolved = await settingsFrom(flags);
    // An error in one exchange must not end the others.
    silence(createLog(path.join(resolved.home, 'logs', 'headroom.log')));
    const { startProxy } = await import('./services.ts');
    const { host, port } = resolved.settings;
    const session = `proxy-${Date.now().toString(36)}-${process.pid}`;
    const onNotice = withoutRepeats((line) => process.stderr.write(`headroom: ${line}\n`));
    const { path: folder } = leaveFolder();
    const start = { resolved, host, port, mode: 'proxy', session, project: 'unknown', folder, onNotice } as const;
    const proxy = await startProxy(start).catch((error) => explainBusyPort(error, host, port));
    for (const notice of resolved.notices) onNotice(notice);
    process.stdout.write(`${proxy.url}\n`);
    await endOnSignal(proxy);
  });
}

/** Resolves once the proxy has drained after a signal; a second signal ends the process at once. */
function endOnSignal(proxy: RunningProxy): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (told) process.exit(signal === 'SIGINT' ? 130 : 143);
      told = true;
      void proxy.close(drainMs).then(resolve);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}
