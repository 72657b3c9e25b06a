import { BlockList, isIP } from 'node:net';
import { bareHost, portOf } from './addresses.ts';

/**
 * Whether a NO_PROXY list names an origin: entries are separated by commas or blanks, each is `*`, or a host name that
 * includes its subdomains, with a leading dot or `*.` or without, and optionally a port, or an IP network (CIDR).
 */
export function isExcluded(origin: URL, noProxy: string): boolean {
  const host = origin.hostname.toLowerCase().replace(/\.$/, '');
  const port = portOf(origin);
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*' || isInNetwork(bareHost(origin), entry)) return true;
      const [, withPort, entryPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      const name = (withPort ?? entry).replace(/^\*?\.|\.$/g, '').toLowerCase();
      if (entryPort !== undefined && Number(entryPort) !== port) return false;
      return host === name || bareHost(origin) === name || host.endsWith(`.${name}`);
    });
}

function isInNetwork(address: string, entry: string): boolean {
  const [, network, bits] = /^\[?([0-9a-f.:]+)\]?\/(\d{1,3})$/i.exec(entry) ?? [];
  const family = isIP(address);
  if (network === undefined || family === 0 || isIP(network) !== family) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(address, type);
}
