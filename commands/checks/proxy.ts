import type { Check } from './check.ts';
import type { Running } from './running.ts';

/** Whether our proxies answer at their known addresses. It is no failure if none runs: `wrap` starts its own. */
export function checkProxies(running: readonly Running[]): readonly Check[] {
  return running.flatMap((each, index) => {
    // Proxies at other addresses have announced themselves; one that has ended since does not count.
    if (index > 0 && each.health === undefined) return [];
    return [checkProxy(each, index === 0 ? 'proxy' : `proxy ${each.url}`)];
  });
}

function checkProxy({ url, health, found }: Running, name: string): Check {
  if (health !== undefined) {
    const version = typeof health.version === 'string' ? ` ${health.version}` : '';
    return { status: 'ok', name, detail: `headroom${version} answers at ${url}` };
  }
  if (found === 'ECONNREFUSED') return { status: 'skipped', name, detail: `none runs at ${url}` };
  const instead = typeof found === 'number' ? `headroom at ${url}, found another program (${found})` : undefined;
  return { status: 'failed', name, detail: `expected ${instead ?? `an answer from ${url}, found ${found}`}` };
}
