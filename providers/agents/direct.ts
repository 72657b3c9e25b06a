import type { LaunchPlan } from '../../src/model/launch.ts';

/**
 * The plan of a call that is left as typed: it asks no model, or what it starts must not be pointed at a proxy that ends
 * with this launch.
 * @param note what the user is told before the start
 */
export function directPlan(command: string, args: readonly string[], note?: string): LaunchPlan {
  return { command, args, env: {}, upstreams: {}, direct: true, notes: note === undefined ? [] : [note] };
}

/** The note for what goes on after the launch. */
export function outlives(what: string): string {
  return `${what} goes on after this launch: it is not pointed at headroom`;
}

/** The note for what another process or another machine asks for. */
export function asksElsewhere(what: string): string {
  return `${what} has its requests made elsewhere: they do not come through headroom`;
}
