import { trustVariables } from '../providers/trust.ts';
import { proxyEnvironment, trustEnvironment } from '../src/config/resolve.ts';
import { once } from '../src/lib/once.ts';
import { type Connections, createConnections } from '../src/proxy/connections/connect.ts';

/**
 * Connects to the outside as the user's environment says: with its proxies and its trusted certificates.
 * @param tell receives one line for each setting of the environment that cannot be used
 * @param folder base of relative paths in the environment
 */
export async function connectionsOutside(tell?: (line: string) => void, folder = '.'): Promise<Connections> {
  const trust = await trustEnvironment(trustVariables, folder);
  for (const problem of trust.problems) tell?.(`certificates: ${problem}`);
  return createConnections(proxyEnvironment(), trust);
}

/** Connector and dispatcher, each created on first use. */
export function outside(tell: (line: string) => void, folder?: string) {
  const connections = once(() => connectionsOutside(tell, folder));
  const dispatch = once(async () => (await import('../src/proxy/dispatch.ts')).createDispatch(await connections()));
  return { connections, dispatch };
}
