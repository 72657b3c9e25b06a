import type { Rule } from '../../src/learn/choose.ts';
import { unifiedDiff } from '../../src/learn/diff.ts';
import { keyOf } from '../../src/learn/forms.ts';
import type { NoRule } from '../../src/learn/propose.ts';
import type { Scan } from '../../src/learn/scan.ts';
import { formatCount, formatCounted, formatDollars } from '../ui/numbers.ts';
import { visible } from '../ui/visible.ts';
import { sharedHint } from './apply.ts';
import type { LearnFlags } from './flags.ts';
import { oldestOf } from './json.ts';
import type { ProjectPlan } from './plan.ts';

/** Most forms that are listed as seen and not proposed. */
const mostOthers = 10;

/** What a run read. */
export function renderScan({ read, unchanged, brokenLines, unreadable }: Scan): string {
  const broken = brokenLines === 0 ? '' : `, ${formatCounted(brokenLines, 'broken line')} skipped`;
  const lines = [
    `transcripts  ${formatCount(read)} read, ${formatCount(unchanged)} unchanged since the last run${broken}`,
  ];
  for (const { file, reason } of unreadable) lines.push(`not read     ${visible(file)}: ${visible(reason)}`);
  return lines.join('\n');
}

/** What the sessions of a project teach, and where it would be written. */
export function renderProject(plan: ProjectPlan, flags: LearnFlags): string {
  const { rules } = plan;
  const oldest = oldestOf(rules.digests);
  const reach = oldest === undefined ? '' : `, the oldest of ${day(oldest)}`;
  const head = `\n${visible(rules.root)}\n${formatCounted(rules.rates.sessions, 'session')}${reach}`;
  if (rules.rates.sessions === 0)
    return `${head}\nNo sessions of this project are known; agents delete theirs after some weeks.`;
  const mute = rules.digests.filter(({ withoutOutput }) => withoutOutput === true).length;
  const teachNothing =
    mute === 0 ? [] : [`${formatCount(mute)} of them without the output of calls: they teach nothing`];
  const found = rules.rules.flatMap((rule, index) => ['', ...renderRule(rule, index + 1, plan)]);
  const none = rules.rules.length === 0 ? ['', sentenceForNone(plan)] : [];
  return [
    head,
    ...teachNothing,
    ...none,
    ...found,
    ...renderFiles(plan),
    ...renderOthers(rules.others),
    ...renderEnd(plan, flags),
  ].join('\n');
}

function sentenceForNone({ rules }: ProjectPlan): string {
  const failed = rules.digests.reduce((sum, { failedCalls }) => sum + failedCalls, 0);
  if (failed === 0) return 'No rules: no call failed.';
  const alone = rules.others.every(({ evidence }) => evidence.failedSessions.length < 2);
  const why = alone ? 'and none failed alike in two sessions' : 'and none of them would help, for the reasons below';
  return `No rules: ${formatCounted(failed, 'call')} failed, ${why}.`;
}

function renderRule(
  { text, evidence, cost, isWeak, key }: Rule,
  number: number,
  { mentions }: ProjectPlan,
): readonly string[] {
  const { failed, failedSessions, firstFailed, lastFailed, calls } = evidence;
  const when = firstFailed === undefined || lastFailed === undefined ? '' : `, ${period(firstFailed, lastFailed)}`;
  const tokens = cost.tokens === 0 ? '' : `, ${formatCount(cost.tokens)} tokens, ${formatDollars(cost.dollars)}`;
  return [
    `${number}. ${text}`,
    `   failed ${formatCounted(failed, 'time')} in ${formatCounted(failedSessions.length, 'session')}${when}`,
    `   calls ${calls.map(visible).join(', ')}`,
    `   cost ${formatCounted(cost.requests, 'request')}${tokens}`,
    ...(isWeak ? ['   warning: two sessions only; such rules were wrong or idle two times in three'] : []),
    ...(mentions.get(key) ?? []).map(({ file, line }) => `   ${file}:${line} names it: that line should go`),
  ];
}

function renderFiles({ files, refused }: ProjectPlan): readonly string[] {
  const diffs = files.flatMap(({ name, target, isAllowed, before, applied, exclude }) => {
    const diff = unifiedDiff(name, before?.toString('utf8'), applied.bytes?.toString('utf8'));
    if (diff === '') return [];
    const note = target.note === undefined ? [] : [visible(`note: ${target.note}`)];
    const shared = isAllowed ? [] : [visible(`note: ${sharedHint(name)}`)];
    const ignored =
      exclude?.kind === 'add'
        ? [`and the line ${visible(exclude.line)} in git’s own exclude file, so that git does not list it`]
        : [];
    return [
      '',
      visible(`${name} (${target.agents.join(', ')}: ${target.reason})`),
      ...note,
      ...shared,
      ...diff.split('\n').map(visible),
      ...ignored,
    ];
  });
  const nowhere = refused.map(
    ({ agents, reason, hint }) => `\n${visible(`nothing for ${agents.join(', ')}: ${reason}; ${hint}`)}`,
  );
  return [...diffs, ...nowhere];
}

function renderOthers(others: readonly NoRule[]): readonly string[] {
  const told = others.filter(({ evidence }) => evidence.failedSessions.length > 1);
  if (told.length === 0) return [];
  const lines = told.slice(0, mostOthers).map(({ form, reason, evidence }) => {
    const { failed, failedSessions } = evidence;
    const often = `${formatCounted(failed, 'failure')} in ${formatCounted(failedSessions.length, 'session')}`;
    return `  ${keyOf(form).replaceAll('\t', ' ')}: ${reason} (${often})`;
  });
  const more = told.length > mostOthers ? [`  and ${told.length - mostOthers} more; --json has all`] : [];
  return ['', 'Seen and not proposed:', ...lines, ...more];
}

function renderEnd({ rules, files }: ProjectPlan, { apply }: LearnFlags): readonly string[] {
  if (apply === true || rules.rules.length === 0) return [];
  if (!rules.isHere) return ['', 'Nothing was written: the project is not on this disk.'];
  return files.length === 0 ? [] : ['', 'Nothing was written. `headroom learn --apply` writes it.'];
}

function period(first: number, last: number): string {
  return day(first) === day(last) ? `on ${day(first)}` : `${day(first)} to ${day(last)}`;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
