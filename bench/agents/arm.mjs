// One run of Claude Code against a stand-in for its vendor's own API, bare or through `headroom wrap`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStandIn } from './stand-in.mjs';

const task = 'Find out why the build failed and fix it. Use the tools.';
const key = 'sk-ant-api03-mock-key';
const screen = fileURLToPath(new URL('./screen.py', import.meta.url));

/**
 * Runs the task once, in a fresh home.
 * @param place the folder of the runs, the simulated provider, its name, ports and certificate, the folder of the
 * agent's program, and whether it gets a terminal
 * @param wrapper the script and words that start the agent; none for a bare run
 * @returns its exit code, and every request that the provider received
 */
export async function runArm(place, wrapper) {
  const home = path.join(place.folder, 'home');
  const project = path.join(home, 'acme-stock');
  for (const old of [home, path.join(place.folder, 'state')]) rmSync(old, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  makeProject(place.mock, project);
  const standIn = await startStandIn({ ...place, cwd: project });
  const asked = place.screen ? [] : ['-p', task, '--allowedTools', 'Bash', 'Read', 'Edit'];
  if (place.screen) writeFileSync(path.join(home, '.claude.json'), answeredQuestions(project));
  const agent = [...(wrapper.length > 0 ? [process.execPath, ...wrapper] : []), 'claude', ...asked];
  const [program, ...args] = place.screen ? ['python3', screen, task, ...agent] : agent;
  const env = environment(place, home);
  const child = spawn(program, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGTERM'), 120_000);
  const exit = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  clearTimeout(timer);
  await standIn.close();
  return { exit, records: [...standIn.records] };
}

/** The answers that a person has given before a first session on a screen. */
function answeredQuestions(project) {
  return JSON.stringify({
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [key.slice(-20)] },
    projects: { [project]: { hasTrustDialogAccepted: true } },
  });
}

/** In a process of its own: its random numbers continue from one call to the next. */
function makeProject(mock, project) {
  const script = realpathSync(path.join(mock, 'drive', 'make-fixtures.mjs')); // works only by its real path
  const made = spawnSync(process.execPath, [script, project], { encoding: 'utf8' });
  if (made.status !== 0 || !existsSync(path.join(project, 'build.log')))
    throw new Error(`expected a project to work on, found: ${made.stderr.slice(-400)}`);
}

function environment({ programs, certificate, folder, host, ports, screen }, home) {
  return {
    PATH: `${programs}:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: screen ? 'xterm-256color' : 'dumb',
    ANTHROPIC_API_KEY: key,
    NODE_EXTRA_CA_CERTS: certificate.authority,
    HEADROOM_HOME: path.join(folder, 'state'),
    HEADROOM_ANTHROPIC_URL: `https://${host}:${ports[1]}`,
  };
}
