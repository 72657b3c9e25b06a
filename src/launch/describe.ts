import { quote } from '../lib/shell/quote.ts';
import type { Environment, LaunchPlan } from '../model/launch.ts';

const secretName = /key|token|secret|passw|credential|authorization|cookie/i;

/**
 * What `--dry-run` prints: one fact per line, the command last. Values of variables that sound secret are not shown.
 */
export function describePlan(facts: {
  readonly plan: LaunchPlan;
  /** `undefined` if none is needed. */
  readonly proxyUrl?: string;
  /** What is different in the child's environment. */
  readonly variables: Environment;
  readonly notes: readonly string[];
}): string {
  const { plan, proxyUrl, variables } = facts;
  const lines: readonly (readonly [word: string, text: string])[] = [
    ['proxy', proxyUrl === undefined ? 'none' : `${proxyUrl} ${describePort(plan)}`],
    ...Object.entries(plan.upstreams).map(([name, url]) => ['upstream', `${name} ${url}`] as const),
    ...Object.entries(variables).map(([name, value]) => ['variable', describeVariable(name, value)] as const),
    ...(plan.files ?? []).map((file) => ['file', file.path] as const),
    ...facts.notes.map((note) => ['note', note] as const),
    ['command', [plan.command, ...plan.args].map((word) => quote(hideSecrets(word))).join(' ')],
  ];
  return `${lines.map(([word, text]) => `${word.padEnd(9)} ${text}`).join('\n')}\n`;
}

function describePort({ existingProxy }: LaunchPlan): string {
  return existingProxy === undefined ? '(PORT: a free one)' : '(runs already)';
}

function describeVariable(name: string, value: string | undefined): string {
  if (value === undefined) return `${name} (removed)`;
  return secretName.test(name) ? `${name}=***` : `${name}=${hideSecrets(value)}`;
}

/** JSON inside a value or an argument may contain the user's keys. */
function hideSecrets(text: string): string {
  return text.replace(/"([^"\\]*)":"(?:[^"\\]|\\.)*"/g, (pair, name: string) =>
    secretName.test(name) ? `"${name}":"***"` : pair,
  );
}
