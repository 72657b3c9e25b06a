import type { LaunchPlan } from '../../src/model/launch.ts';

/**
 * The plan of a call that is left as typed: it asks no model, or what it starts must not be pointed at a proxy that ends
 * with this launch.
 * @param note what the user is told before the start
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

/** The note for what goes on after the launch. */
export function outlives(what: string): string {
  return `${what} goes on after this launch: it is not pointed at headroom`;
}

/** The note for what another process or another machine asks for. */
export function asksElsewhere(what: string): string {
  return `${what} has its requests made elsewhere: they do not come through headroom`;
}
