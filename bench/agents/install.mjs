// Installs the real agents into a folder of their own, outside the checkout, and finds them there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The agents by the name that `headroom wrap` knows, with the package that brings each. */
export const packages = {
  claude: '@anthropic-ai/claude-code',
  codex: '@openai/codex',
  opencode: 'opencode-ai',
  gemini: '@google/gemini-cli',
  pi: '@earendil-works/pi-coding-agent',
  aider: 'aider-chat',
};

/** The folder with an agent's program, or `undefined` where it is not installed. */
export function programFolder(dir, agent) {
  const folder = agent === 'aider' ? path.join(dir, 'venv', 'bin') : path.join(dir, 'node_modules', '.bin');
  return existsSync(path.join(folder, agent)) ? folder : undefined;
}

/** Installs the agents that are missing. Uses the package managers as they are configured. */
export function installAgents(dir, agents) {
  mkdirSync(dir, { recursive: true });
  const run = (program, args) => execFileSync(program, args, { cwd: dir, stdio: ['ignore', 2, 2] });
  const missing = agents.filter((agent) => programFolder(dir, agent) === undefined);
  const fromNpm = missing.filter((agent) => agent !== 'aider').map((agent) => packages[agent]);
  if (fromNpm.length > 0) {
    if (!existsSync(path.join(dir, 'package.json')))
      writeFileSync(path.join(dir, 'package.json'), '{"private":true}\n');
    run('npm', ['install', '--no-audit', '--no-fund', ...fromNpm]);
  }
  if (missing.includes('aider')) {
    run('python3', ['-m', 'venv', 'venv']);
    run(path.join(dir, 'venv', 'bin', 'pip'), ['install', '--quiet', packages.aider, 'pytest']);
  }
}
