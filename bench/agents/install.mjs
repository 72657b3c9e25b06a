// Installs the real agents into a folder of their own, outside the checkout, and finds them there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The agents by their names in `headroom wrap`, with the package of each. */
export const packages = {
  claude: '@anthropic-ai/claude-code',
  codex: '@openai/codex',
  opencode: 'opencode-ai',
  gemini: '@google/gemini-cli',
  pi: '@earendil-works/pi-coding-agent',
  aider: 'aider-chat',
};

/** The versions of the last bench runs; Aider is always the newest. */
export const versions = {
  claude: '2.1.332',
  codex: '0.171.0',
  opencode: '1.18.33',
  gemini: '0.61.0',
  pi: '1.6.0',
};

/** Agents that need a later Node than headroom does. */
const leastNode = { pi: '22.19.0' };
/** The package that contains a Node for this system. */
const nodePackage = { name: `node-${process.platform}-${process.arch}`, version: '22.23.3' };

/** Whether an agent runs on a version of Node: `22.19.0`. */
export function runsOn(agent, version) {
  const parts = (text) => text.split('.').map(Number);
  const [least, found] = [parts(leastNode[agent] ?? '0'), parts(version)];
  const at = least.findIndex((part, index) => part !== (found[index] ?? 0));
  return at === -1 || (found[at] ?? 0) > least[at];
}

/** The Node that was installed beside the agents, else the running one, with its version. */
export function nodeFor(dir) {
  const folder = path.join(dir, 'node_modules', nodePackage.name);
  const program = path.join(folder, 'bin', 'node');
  if (!existsSync(program)) return { program: process.execPath, version: process.versions.node };
  return { program, version: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version };
}

/** The version of an agent that is installed in a folder, or `undefined` if there is none or it is unknown. */
export function installedVersion(dir, agent) {
  const file = path.join(dir, 'node_modules', packages[agent], 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

/** The folder with an agent's program, or `undefined` if it is not installed. */
export function programFolder(dir, agent) {
  const folder = agent === 'aider' ? path.join(dir, 'venv', 'bin') : path.join(dir, 'node_modules', '.bin');
  return existsSync(path.join(folder, agent)) ? folder : undefined;
}

/** Installs agents that are missing or of another version. Uses the package managers as they are configured. */
export function installAgents(dir, agents) {
  mkdirSync(dir, { recursive: true });
  const run = (program, args) => execFileSync(program, args, { cwd: dir, stdio: ['ignore', 2, 2] });
  const install = (wanted) => run('npm', ['install', '--no-audit', '--no-fund', wanted]);
  if (!existsSync(path.join(dir, 'package.json'))) writeFileSync(path.join(dir, 'package.json'), '{"private":true}\n');
  for (const agent of agents.filter((one) => one !== 'aider' && installedVersion(dir, one) !== versions[one])) {
    try {
      install(`${packages[agent]}@${versions[agent]}`);
    } catch {
      install(`${packages[agent]}@latest`);
      console.error(
        `expected ${agent} ${versions[agent]}, found ${installedVersion(dir, agent)} to be the newest served`,
      );
    }
  }
  if (agents.some((agent) => !runsOn(agent, nodeFor(dir).version))) {
    try {
      install(`${nodePackage.name}@${nodePackage.version}`);
    } catch {
      console.error(`expected ${nodePackage.name} to be served, found none; agents that need it are left out`);
    }
  }
  if (agents.includes('aider') && programFolder(dir, 'aider') === undefined) {
    run('python3', ['-m', 'venv', 'venv']);
    run(path.join(dir, 'venv', 'bin', 'pip'), ['install', '--quiet', packages.aider, 'pytest']);
  }
}

/**
 * Installs another package beside the agents, and returns its program of the same name; `undefined` if it is not
 * available.
 */
export function installPackage(dir, name, version) {
  const file = path.join(dir, 'node_modules', name, 'package.json');
  const isThere = existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version;
  try {
    const args = ['install', '--no-audit', '--no-fund', `${name}@${version}`];
    if (!isThere) execFileSync('npm', args, { cwd: dir, stdio: ['ignore', 2, 2] });
  } catch {
    return undefined;
  }
  return path.join(dir, 'node_modules', '.bin', name);
}
