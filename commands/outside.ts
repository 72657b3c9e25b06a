import { trustVariables } from '../providers/trust.ts';
import { proxyEnvironment, trustEnvironment } from '../src/config/resolve.ts';
import { once } from '../src/lib/once.ts';
import { type Connections, createConnections } from '../src/proxy/connections/connect.ts';

/**
 * What connects to the outside as the user's environment says: through its proxies, with its trust.
 * @param tell told what the environment names and cannot be used, a line each
 * @param folder where relative paths in the environment start
 */
export async function connectionsOutside(tell?: (line: string) => void, folder = '.'): Promise<Connections> {
  const trust = await trustEnvironment(trustVariables, folder);
  for (const problem of trust.problems) tell?.(`certificates: ${problem}`);
  return createConnections(proxyEnvironment(), trust);
}

/** What connects and what sends, each made when it is first asked for. */
export function outside(tell: (line: string) => void, folder?: string) {
  const connections = once(() => connectionsOutside(tell, folder));
  const dispatch = once(async () => (await import('../src/proxy/dispatch.ts')).createDispatch(await connections()));
  return { connections, dispatch };
}
