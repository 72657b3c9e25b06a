// Runs inside the network namespace: the proxy, a relay on either side of it, and the driver that starts Aider.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startProxyProcess } from '../lib/proxy.mjs';
import { startFront } from './front.mjs';

const { mock, place, home, programs, proxied } = JSON.parse(process.argv[2]);
const port = '18080';
const scenarios = path.join(mock, 'scenarios');

const upstream = await startFront({ to: () => `http://127.0.0.1:${port}` });
const proxy = proxied && (await startProxyProcess({ upstream: upstream.url, home: path.join(place, 'state') }));
const front = await startFront({ to: () => (proxied ? proxy.url : upstream.url) });

const options = Object.entries({
  client: 'aider',
  bin: programs,
  home,
  out: path.join(place, 'out'),
  upstream: front.url,
  'mock-port': port,
  timeout: '170',
  scenario: path.join(scenarios, 'aider.json'),
  stdin: `@${path.join(scenarios, 'aider', 'session.txt')}`,
});
const tests = ['--auto-test', '--test-cmd', 'pytest test_stock.py'];
const args = [...options.flatMap(([name, value]) => [`--${name}`, value]), ...tests.flatMap((arg) => ['--arg', arg])];
const driver = spawn(process.execPath, [path.join(mock, 'drive', 'drive.mjs'), ...args], { stdio: 'inherit' });
await once(driver, 'exit');

if (proxied) await proxy.stop();
for (const relay of [front, upstream]) await relay.close();
const bodies = { client: front.records.map(({ text }) => text), sent: upstream.records };
writeFileSync(path.join(place, 'bodies.json'), JSON.stringify(bodies));
