// Stands in for a vendor's own API inside a network namespace: its name, TLS, and a simulated provider behind it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { pathToFileURL } from 'node:url';

/** Makes a certificate for a name in a folder, with an authority that is trusted nowhere else. */
export function certificateFor(name, folder) {
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout'];
  openssl('req', '-x509', ...key, 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=bench');
  openssl('req', ...key, 'server.key', '-out', 'server.csr', '-subj', `/CN=${name}`);
  writeFileSync(path.join(folder, 'names'), `subjectAltName=DNS:${name}`);
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signed);
  const read = (file) => readFileSync(path.join(folder, file));
  return { authority: path.join(folder, 'ca.pem'), key: read('server.key'), cert: read('server.pem') };
}

/** Starts the provider behind TLS at the given ports. Its records hold every request, from whichever port. */
export async function startStandIn({ mock, certificate, ports, cwd }) {
  const { startMockProvider } = await import(pathToFileURL(path.join(mock, 'mock-provider.mjs')));
  const scenario = path.join(mock, 'scenarios', 'medium-outputs.json');
  const provider = await startMockProvider({ scenario, vars: { cwd }, strict: false });
  const servers = ports.map((port) => tls.createServer(certificate, relayTo(provider.url)).listen(port, '127.0.0.1'));
  const close = async () => {
    for (const server of servers) server.close();
    await provider.close();
  };
  return { records: provider.records, close };
}

function relayTo(url) {
  return (socket) => {
    const upstream = net.connect(Number(new URL(url).port), '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  };
}
