import { Command } from 'commander';
import { agents } from '../providers/agents/index.ts';
import { modelLists } from '../providers/credentials.ts';
import { environmentValues, type ResolvedSettings } from '../src/config/resolve.ts';
import { checkAgent } from './checks/agents.ts';
import type { Check } from './checks/check.ts';
import { checkDisk } from './checks/disk.ts';
import { fetchThrough } from './checks/dispatch-fetch.ts';
import { checkFolder } from './checks/folder.ts';
import { checkModels } from './checks/models.ts';
import { checkPrompts } from './checks/prompts.ts';
import { checkProxies } from './checks/proxy.ts';
import { findRunning } from './checks/running.ts';
import { checkStore } from './checks/store.ts';
import { checkUpstream } from './checks/upstreams.ts';
import { addSettings, settingsFrom } from './options.ts';
import { connectionsOutside } from './outside.ts';
import { colorsFor } from './ui/colors.ts';
import { printJson, printLine } from './ui/output.ts';
import { showProgress } from './ui/progress.ts';

/** `headroom doctor`: one line per check; the exit code is 1 when one failed. */
export function doctorCommand(): Command {
  const command = new Command('doctor').description('Check proxy, store, permissions, agents and upstreams.');
  return addSettings(command, 'doctor')
    .option('--json', 'as JSON')
    .action(async ({ json, ...flags }: Record<string, unknown>) => {
      const checks = await allChecks(await settingsFrom(flags));
      if (json) await printJson(checks);
      else for (const check of checks) await printLine(lineOf(check));
      if (checks.some(({ status }) => status === 'failed')) process.exitCode = 1;
    });
}

async function allChecks({ settings, home, notices }: ResolvedSettings): Promise<readonly Check[]> {
  const { createDispatch } = await import('../src/proxy/dispatch.ts');
  const direct = createDispatch();
  const outward = createDispatch(await connectionsOutside());
  const keys = environmentValues(modelLists.flatMap(({ credentials }) => credentials.map(({ variable }) => variable)));
  const upstreams = Object.entries(settings.upstreams).map(([name, url]) => {
    const list = modelLists.find(({ upstream }) => upstream === name);
    return checkUpstream(name, url, list, keys, fetchThrough(outward));
  });
  try {
    const running = await findRunning(settings.host, settings.port, home, fetchThrough(direct));
    const checks = await Promise.all([
      ...notices.map((detail): Check => ({ status: 'failed', name: 'config', detail })),
      ...checkProxies(running),
      ...checkStore(home, running),
      checkFolder(home),
      ...checkModels(home),
      checkPrompts(home, Date.now()),
      checkDisk(home),
      ...upstreams,
    ]);
    return [...checks, ...(await checkAgents())];
  } finally {
    await Promise.all([direct.close(), outward.close()]);
  }
}

/** One after the other: if all were started at once, each would look slow. */
async function checkAgents(): Promise<readonly Check[]> {
  const progress = process.stderr.isTTY ? await showProgress() : undefined;
  const checks: Check[] = [];
  for (const agent of agents) {
    progress?.say(`${agent.program} --version`);
    checks.push(await checkAgent(agent, environmentValues(['PATH', 'Path', 'HOME'])));
  }
  progress?.failed();
  return checks;
}

function lineOf({ status, name, detail }: Check): string {
  const { green, dim, yellow, red } = colorsFor(process.stdout);
  const paint = { ok: green, skipped: dim, warning: yellow, failed: red }[status];
  return `${paint(status.padEnd(7))} ${name}: ${detail.replaceAll(/\s*[\r\n]+\s*/g, ' ')}`;
}
