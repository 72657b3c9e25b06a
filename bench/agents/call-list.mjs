// The calls that are tried with the real agents, and their surroundings.

/** The user's own gateway, which some of the calls name. */
export const gatewayPort = 18_181;
const gateway = `http://127.0.0.1:${gatewayPort}`;

/** Agent, the expected target of its requests under `wrap`, and its arguments. */
export const lines = [
  ['claude', 'headroom', '-p', 'say hi'],
  ['claude', 'headroom', '-p', 'hello'],
  ['claude', 'headroom', '-p', 'say hi', '--settings', `{"env":{"ANTHROPIC_BASE_URL":"${gateway}"}}`],
  ['claude', 'none', 'logs', '8ee97a64'],
  ['claude', 'none', 'attach', '8ee97a64'],
  ['claude', 'none', 'stop', '8ee97a64'],
  ['claude', 'none', 'rm', '8ee97a64'],
  ['claude', 'none', 'respawn', '8ee97a64'],
  ['claude', 'none', 'daemon', 'status'],
  ['claude', 'none', 'mcp', 'list'],
  ['claude', 'none', 'plugin', 'list'],
  ['claude', 'none', 'auth', 'status'],
  ['claude', 'none', 'agents', '--json'],
  ['claude', 'none', 'auto-mode', 'defaults'],
  ['claude', 'direct', '--bg', 'say hi'],
  ['codex', 'headroom', 'exec', 'say hi'],
  ['codex', 'headroom', '-c', `openai_base_url=${gateway}/v1`, 'exec', 'say hi'],
  ['codex', 'headroom', 'exec', '-c', `openai_base_url="${gateway}/v1"`, 'say hi'],
  [
    ...['codex', 'headroom', 'exec', '-c', 'model_provider=corp', '-c'],
    ...[`model_providers.corp={name="corp",base_url="${gateway}/v1",env_key="CODEX_API_KEY"}`, 'say hi'],
  ],
  ['codex', 'none', 'mcp', 'list'],
  ['codex', 'none', 'features', 'list'],
  ['codex', 'none', 'login', 'status'],
  ['codex', 'none', 'completion', 'bash'],
  ['codex', 'none', 'app-server', 'daemon', 'version'],
  ['codex', 'none', 'app-server', 'daemon', 'start'],
  ['codex', 'none', 'app-server'],
  ['codex', 'none', 'mcp-server'],
  ['opencode', 'headroom', 'run', 'say hi'],
  ['opencode', 'none', 'models'],
  ['opencode', 'none', 'mcp', 'list'],
  ['opencode', 'none', 'session', 'list'],
  ['opencode', 'none', 'run', '--attach', 'http://127.0.0.1:9', 'say hi'],
  ['gemini', 'headroom', '-p', 'say hi'],
  ['gemini', 'none', 'mcp', 'list'],
  ['gemini', 'none', 'extensions', 'list'],
  ['pi', 'headroom', '-p', 'say hi'],
  ['pi', 'none', 'list'],
  ['pi', 'none', 'mcp', 'list'],
  ['aider', 'headroom', '--message', 'say hi', '--no-git', '--yes-always'],
  ['aider', 'headroom', '--message', 'say hi', '--no-git', '--set-env', `ANTHROPIC_API_BASE=${gateway}`],
  ['aider', 'headroom', '--message', 'hi', '--no-git', '--model', 'gpt-4o', '--openai-api-base', `${gateway}/v1`],
  [
    'aider',
    'headroom',
    '--message',
    'hi',
    '--no-git',
    '--model',
    'gpt-4o',
    '--set-env',
    `OPENAI_API_BASE=${gateway}/v1`,
  ],
];

/** The user's variables: keys, and a gateway of the user's own. */
export function environment(url, agent) {
  const own =
    agent === 'codex' ? {} : { ANTHROPIC_BASE_URL: url, OPENAI_BASE_URL: `${url}/v1`, GOOGLE_GEMINI_BASE_URL: url };
  return {
    ...own,
    ANTHROPIC_API_BASE: url,
    ...{
      ANTHROPIC_API_KEY: 'sk-ant-key',
      CODEX_API_KEY: 'sk-key',
      OPENAI_API_KEY: 'sk-key',
      ...(agent === 'gemini' ? { GEMINI_API_KEY: 'key' } : {}),
    },
    ...{ LANG: 'C.UTF-8', TERM: 'dumb', IS_SANDBOX: '1', GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    ...{ PI_OFFLINE: '1', DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
    ...{ AIDER_MODEL: 'claude-sonnet-4-5', AIDER_ANALYTICS: 'false', AIDER_CHECK_UPDATE: 'false' },
  };
}

/** Settings files of the user's, by their path in the home. */
export function files(url, project) {
  const base = (key, value) => ({ [key]: value });
  return {
    '.claude.json': JSON.stringify({
      hasCompletedOnboarding: true,
      customApiKeyResponses: { approved: ['sk-ant-key'] },
      projects: { [project]: { hasTrustDialogAccepted: true } },
    }),
    '.codex/config.toml': `openai_base_url = "${url}/v1"\n`,
    '.gemini/settings.json': '{"security":{"auth":{"selectedType":"gemini-api-key"}}}\n',
    '.config/opencode/opencode.json': JSON.stringify({
      model: 'anthropic/claude-sonnet-4-5',
      provider: { anthropic: { options: base('baseURL', `${url}/v1`) } },
    }),
    '.pi/agent/models.json': JSON.stringify({ providers: { anthropic: base('baseUrl', url) } }),
    '.pi/agent/settings.json': '{"defaultProvider":"anthropic","defaultModel":"claude-sonnet-4-5"}\n',
  };
}
