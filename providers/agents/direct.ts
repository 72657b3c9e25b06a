import type { LaunchPlan } from '../../src/model/launch.ts';

/**
 * The plan of a call that is left as typed: it asks no model, or it starts something that outlives this launch and its
 * proxy.
 * @param note what the user sees before the start
 */
export function directPlan(command: string, args: readonly string[], note?: string): LaunchPlan {
  return { command, args, env: {}, upstreams: {}, direct: true, notes: note === undefined ? [] : [note] };
}

/**
 * Whether a call only asks the agent for its help or its version.
 * @param own the agent's own short names for these
 */
export function asksNothing(args: readonly string[], ...own: readonly string[]): boolean {
  const [only, ...others] = args;
  return only !== undefined && others.length === 0 && ['--help', '-h', '--version', ...own].includes(only);
}

/** The note for processes that continue after the launch. */
export function outlives(what: string): string {
  return `${what} goes on after this launch: it is not pointed at headroom`;
}

/** The note for requests by another process or another machine. */
export function asksElsewhere(what: string): string {
  return `${what} has its requests made elsewhere: they do not come through headroom`;
}
