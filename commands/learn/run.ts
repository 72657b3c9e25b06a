import { existsSync } from 'node:fs';
import path from 'node:path';
import { hasNamed } from '../../providers/agents/named.ts';
import { transcriptReaders } from '../../providers/agents/transcripts.ts';
import { modelFacts } from '../../providers/models.ts';
import { userFolder } from '../../src/config/home.ts';
import { currentFolder } from '../../src/launch/folder.ts';
import { currentEnvironment } from '../../src/launch/spawn.ts';
import { memoryOf } from '../../src/learn/plan-file.ts';
import { projectOf } from '../../src/learn/project.ts';
import { type ProjectRules, projectRules } from '../../src/learn/project-rules.ts';
import { type Scan, scan } from '../../src/learn/scan.ts';
import { viewProject } from '../../src/learn/view.ts';
import { dollarsOf } from '../../src/ledger/receipt.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { Usage } from '../../src/model/usage.ts';
import { openForeign } from '../../src/store/foreign.ts';
import { openStore } from '../../src/store/open.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { settingsFrom } from '../options.ts';
import { parseMoment } from '../period.ts';
import { showError, showNotices } from '../ui/errors.ts';
import { formatCount, formatCounted } from '../ui/numbers.ts';
import { printJson, printLine } from '../ui/output.ts';
import { showProgress } from '../ui/progress.ts';
import { applyRulesTo, removeRulesFrom } from './apply.ts';
import type { LearnFlags, LearnRun } from './flags.ts';
import { projectJson } from './json.ts';
import { type ProjectPlan, planProject } from './plan.ts';
import { showReport } from './report.ts';
import { renderProject, renderScan } from './text.ts';

/** Runs `headroom learn`. */
export async function runLearn(flags: LearnFlags, now: number): Promise<void> {
  const { home: folder, settings, notices } = await settingsFrom({});
  showNotices(notices);
  const env = currentEnvironment();
  const home = userFolder(env.HOME);
  const store = openStore({
    folder,
    maxBytes: settings.storeMaxBytes,
    maxDays: settings.storeMaxDays,
    onNotice: (line) => showNotices([line]),
  });
  try {
    const run = { flags, store, env, home, now };
    if (flags.forget) await forget(run);
    else if (flags.remove) await removeRulesFrom(run, flags.all ? undefined : projectNamed(run));
    else await learn(run, path.join(folder, 'run'));
  } finally {
    store.close();
  }
}

async function forget(run: LearnRun): Promise<void> {
  const count = run.store.learned.forget(run.flags.project === undefined ? undefined : projectNamed(run));
  if (run.flags.json) return printJson({ forgotten: count });
  await printLine(
    `forgotten  ${formatCounted(count, 'session')}; written rules stay until \`headroom learn --remove\``,
  );
}

async function learn(run: LearnRun, scratchFolder: string): Promise<void> {
  const { flags, store } = run;
  const root = flags.all ? undefined : projectNamed(run);
  const found = await scanTranscripts(run, scratchFolder);
  const roots = root === undefined ? store.learned.projects().filter((project) => project !== '') : [root];
  const counter = createCounter(await loadRanks());
  const plans: ProjectPlan[] = [];
  for (const each of roots) {
    const rules = await rulesOf(run, each, (text) => counter.count(text));
    const plan = await goOn(run, () => planProject(run, rules));
    if (plan !== undefined) plans.push(plan);
  }
  if (flags.report) return showReport(run, plans);
  if (!flags.json) await printLine(renderScan(found));
  const projects = [];
  for (const plan of plans) {
    if (!flags.json) await printLine(renderProject(plan, flags));
    const outcomes = flags.apply ? await goOn(run, () => applyRulesTo(run, plan)) : undefined;
    projects.push(projectJson(plan, outcomes));
  }
  if (flags.json) await printJson({ version: 1, transcripts: found, projects });
}

/**
 * Runs a step for a project. With several projects, a file that cannot be written is reported, and the others continue.
 */
async function goOn<Result>({ flags }: LearnRun, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!flags.all || !(error instanceof HeadroomError)) throw error;
    process.exitCode = showError(error);
    return undefined;
  }
}

async function scanTranscripts({ flags, store, env, home }: LearnRun, scratchFolder: string): Promise<Scan> {
  const readers = transcriptReaders.filter(({ agent }) => flags.agent === undefined || flags.agent === agent);
  const projects = [...new Set([projectFolder(flags), ...store.learned.projects().filter((each) => each !== '')])];
  const progress = flags.json ? undefined : await showProgress();
  try {
    return await scan({
      readers,
      context: { env, home, projects, openDatabase: (file) => openForeign(file, scratchFolder) },
      rows: store.learned,
      together: (work) => store.together(work),
      price: (usage: Usage, model = '') => dollarsOf(usage, modelFacts(model, '', usage).price),
      onProgress: (done, all) => {
        if (done === 1 || process.stderr.isTTY) progress?.say(words(done, all));
      },
    });
  } finally {
    progress?.failed();
  }
}

function words(done: number, all: number): string {
  return process.stderr.isTTY
    ? `reading transcripts: ${formatCount(done)} of ${formatCount(all)}`
    : `reading ${formatCounted(all, 'transcript')}`;
}

function rulesOf(run: LearnRun, root: string, countTokens: (text: string) => number): Promise<ProjectRules> {
  const { flags, store, env, home, now } = run;
  const named = (form: Parameters<typeof hasNamed>[0]) => hasNamed(form, [root, home], existsSync);
  const written = store.learned.files(root).flatMap((row) => memoryOf(row).written.map(({ id }) => id));
  return projectRules({
    ...{ root, rows: store.learned, written, minEvidence: flags.minEvidence, countTokens, now },
    ...(flags.agent === undefined ? {} : { agent: flags.agent }),
    ...(flags.since === undefined ? {} : { since: parseMoment('since', flags.since, now) }),
    view: (folder, paths) => viewProject({ root: folder, env, paths, hasNamed: named }),
  });
}

function projectFolder({ project }: LearnFlags): string {
  return project === undefined ? currentFolder() : path.resolve(project);
}

/** Root of the requested project. */
function projectNamed({ flags, home }: LearnRun): string {
  const folder = projectFolder(flags);
  const project = projectOf(folder, home);
  if (project !== undefined) return project.root;
  throw new HeadroomError('usage', `expected a folder of a project, found ${folder}, which holds your own folder`, {
    hint: 'name a project with --project PATH, or take all with --all',
  });
}
