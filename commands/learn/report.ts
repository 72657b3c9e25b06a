import { type Effect, effectOf } from '../../src/learn/effect.ts';
import { formOf, keyOf } from '../../src/learn/forms.ts';
import { memoryOf } from '../../src/learn/plan-file.ts';
import type { ProjectRules } from '../../src/learn/project-rules.ts';
import { printJson, printLine } from '../ui/output.ts';
import { renderTable } from '../ui/table.ts';
import { visible } from '../ui/visible.ts';
import type { LearnRun } from './flags.ts';
import type { ProjectPlan } from './plan.ts';

/** One line of the report. */
export type ReportRow = Effect & { readonly text: string; readonly isRule: boolean; readonly since: number };

/**
 * `headroom learn --report`: how often each rule's form failed before and after the rule, beside forms that nearly
 * became rules.
 */
export async function showReport(run: LearnRun, plans: readonly ProjectPlan[]): Promise<void> {
  const projects = plans.map(({ rules }) => ({ root: rules.root, rows: rowsOf(run, rules) }));
  if (run.flags.json) return printJson({ version: 1, projects });
  for (const { root, rows } of projects) {
    await printLine(`\n${visible(root)}`);
    if (rows.length === 0) await printLine('No rules are written here.');
    else await printLine(render(rows));
  }
}

function rowsOf({ store }: LearnRun, rules: ProjectRules): readonly ReportRow[] {
  const memories = store.learned.files(rules.root).map(memoryOf);
  const written = memories.flatMap(({ written: each, times }) =>
    each.map(({ id, line }) => ({ id, text: line, since: times[id] ?? 0, isRule: true })),
  );
  const first = written.reduce((time, { since }) => Math.min(time, since), Number.POSITIVE_INFINITY);
  if (written.length === 0) return [];
  const nearly = rules.others
    .filter(({ reason, evidence }) => reason === 'too few sessions' && evidence.failedSessions.length > 1)
    .map(({ form }) => ({ id: keyOf(form), text: keyOf(form).replaceAll('\t', ' '), since: first, isRule: false }));
  const unique = new Map([...nearly, ...written].map((row) => [row.id, row]));
  return [...unique.values()]
    .map(({ id, ...row }) => ({ ...row, ...effectOf(rules.digests, keysOf(id, rules), row.since) }))
    .sort((a, b) => Number(b.isRule) - Number(a.isRule));
}

/** A folder's failures are stored under the paths below it. */
function keysOf(key: string, { digests }: ProjectRules): ReadonlySet<string> {
  const form = formOf(key);
  if (form?.kind !== 'folder') return new Set([key]);
  const keys = digests.flatMap(({ uses }) => uses.map((each) => each.key));
  const below = keys.filter((each) => {
    const path = formOf(each);
    return path?.kind === 'path' && `${path.path}/`.startsWith(`${form.path}/`);
  });
  return new Set([key, ...below]);
}

function render(rows: readonly ReportRow[]): string {
  const columns = [
    { heading: 'call' },
    { heading: 'before', align: 'right' as const },
    { heading: 'after', align: 'right' as const },
    { heading: 'after / before, 95 %', align: 'right' as const },
    { heading: 'so far' },
  ];
  const rate = ({ failed, sessions }: Effect['before']) => `${failed} in ${sessions}`;
  const cells = rows.map((row) => [
    row.isRule ? row.text : `(no rule) ${row.text}`,
    rate(row.before),
    rate(row.after),
    row.ratio === undefined ? '' : `${row.ratio.from.toFixed(2)} to ${row.ratio.to.toFixed(2)}`,
    row.verdict,
  ]);
  return `${renderTable(columns, cells)}\nFailures in sessions; those that made a rule are left out of “before”.`;
}
