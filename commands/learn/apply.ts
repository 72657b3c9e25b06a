import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { addExclude, isExcludedElsewhere, removeExclude } from '../../src/learn/file/exclude.ts';
import { removeRules } from '../../src/learn/file/remove.ts';
import { type Outcome, replaceFile } from '../../src/learn/file/replace.ts';
import { applyTo, type FileMemory, type FilePlan, memoryOf } from '../../src/learn/plan-file.ts';
import type { ProjectRules } from '../../src/learn/project-rules.ts';
import type { LearnedFile } from '../../src/model/learned-rows.ts';
import { showNotices } from '../ui/errors.ts';
import { printJson, printLine } from '../ui/output.ts';
import { visible } from '../ui/visible.ts';
import type { LearnRun } from './flags.ts';
import type { ProjectPlan } from './plan.ts';
import { assertWritten } from './targets.ts';

/** The outcome for each file of a project, by its name there. */
export type Outcomes = ReadonlyMap<string, Outcome | 'not written'>;

/** Writes what was planned for a project, and returns the outcome for each file. */
export async function applyRulesTo(run: LearnRun, plan: ProjectPlan): Promise<Outcomes> {
  const { rules, files, refused } = plan;
  const outcomes = new Map<string, Outcome | 'not written'>();
  const say = (line: string) => (run.flags.json ? Promise.resolve() : printLine(visible(line)));
  if (!rules.isHere) await say('The project is not on this disk: nothing was written.');
  for (const file of files) {
    const { name, before, applied, isAllowed } = file;
    const hasNews = !(applied.bytes ?? Buffer.alloc(0)).equals(before ?? Buffer.alloc(0));
    if (!isAllowed && !hasNews) continue;
    const outcome = isAllowed ? await writeFile(run, rules, file) : 'not written';
    outcomes.set(name, outcome);
    await say(isAllowed ? `${outcome}  ${name}` : `${outcome}  ${name}: ${sharedHint(name)}`);
  }
  if (rules.rules.length > 0) assertWritten({ files: files.map(({ target }) => target), refused }, rules.root);
  return outcomes;
}

/** Why a file that a team shares is not written at once. */
export function sharedHint(name: string): string {
  return `your team shares it; say so once with \`headroom learn --apply --target ${name}\``;
}

/** Writes one file. What is needed to undo it is stored before it is written. */
async function writeFile(
  run: LearnRun,
  rules: ProjectRules,
  plan: FilePlan & { target: { agents: readonly string[] } },
) {
  const { file, name, exclude, target } = plan;
  const added = exclude?.kind === 'add' ? { file: exclude.file, line: exclude.line } : plan.memory.exclude;
  const memory: FileMemory = { ...plan.memory, ...(added === undefined ? {} : { exclude: added }) };
  if (exclude?.kind === 'add') {
    remember(run, rules.root, file, memory);
    await addExclude({ file: exclude.file, line: exclude.line });
  }
  const { outcome, change } = await replaceFile(file, (bytes) =>
    applyTo(bytes, { rules, agents: target.agents, memory, name }),
  );
  const times = Object.fromEntries(change.written.map(({ id }) => [id, memory.times[id] ?? run.now]));
  if (change.written.length > 0 || added !== undefined) {
    remember(run, rules.root, file, { ...memory, written: change.written, times });
  }
  return outcome;
}

function remember({ store, now }: LearnRun, project: string, file: string, memory: FileMemory): void {
  const known = store.learned.files(project).find((row) => row.file === file);
  store.learned.keepFile({ file, project, time: known?.time ?? now, written: JSON.stringify(memory) });
}

/** Removes all rules from the files of a project, or of all projects, and forgets them. */
export async function removeRulesFrom(run: LearnRun, project: string | undefined): Promise<void> {
  const { store, flags } = run;
  const rows = store.learned.files(project);
  const outcomes = [];
  for (const row of rows) outcomes.push({ file: row.file, outcome: await removeFrom(run, row) });
  if (flags.json) return printJson({ version: 1, files: outcomes });
  if (outcomes.length === 0) return printLine('No rules are written here.');
  for (const { file, outcome } of outcomes)
    await printLine(visible(`${outcome}  ${path.relative(project ?? '/', file)}`));
}

async function removeFrom({ store, env }: LearnRun, row: LearnedFile): Promise<string> {
  const { written, exclude } = memoryOf(row);
  const name = path.basename(row.file);
  const { outcome, change } = await replaceFile(row.file, (bytes) => removeRules({ bytes, name, written }));
  if (change.kept.length > 0)
    showNotices([`${name}: ${change.kept.length} lines of your own were kept where the rules were`]);
  const isGone = await readFile(row.file).then(
    () => false,
    () => true,
  );
  if (exclude !== undefined && isGone && !(await isExcludedElsewhere(row.file, env))) await removeExclude(exclude);
  store.learned.dropFile(row.file);
  return outcome;
}
