// The built proxy as a child process, and the resources that it uses.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { built } from './project.mjs';

/** Starts the proxy on a free port with all its upstreams at `upstream` and its state in `home`. */
export async function startProxyProcess({ upstream, home, args = [] }) {
  const urls = ['anthropic', 'openai', 'gemini', 'chatgpt'].flatMap((name) => [`--${name}-url`, upstream]);
  const child = spawn(process.execPath, [built('bin', 'headroom.js'), 'proxy', '--port', '0', ...urls, ...args], {
    env: { ...process.env, HEADROOM_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(([code]) => Promise.reject(new Error(`expected a proxy that listens, found exit code ${code}`))),
  ]);
  return {
    url: String(line).trim(),
    usage: () => usageOf(child.pid),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

/** Resident megabytes and open files of a process; Linux only, `undefined` elsewhere. */
function usageOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { rss: Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024, files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}
