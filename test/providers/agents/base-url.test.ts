import { describe, expect, it } from 'vitest';
import { aider } from '../../../providers/agents/aider/launch.ts';
import { anyCommand } from '../../../providers/agents/any/launch.ts';
import { pointAt } from '../../../providers/agents/base-url.ts';
import { claude } from '../../../providers/agents/claude/launch.ts';
import { codex } from '../../../providers/agents/codex/launch.ts';
import { gemini } from '../../../providers/agents/gemini/launch.ts';
import { opencode } from '../../../providers/agents/opencode/launch.ts';
import { pi } from '../../../providers/agents/pi/launch.ts';
import type { AgentLauncher } from '../../../src/model/launch.ts';
import { launchContext } from './context.ts';

type Given = Parameters<typeof launchContext>[0];
const anything = anyCommand('foo');

/** Where each agent's user may write a base URL: what is given with `localhost:4000` in it, and the name of the place. */
const places: readonly (readonly [AgentLauncher, Given, name: string])[] = [
  [claude, { env: { ANTHROPIC_BASE_URL: 'localhost:4000' } }, 'ANTHROPIC_BASE_URL'],
  [
    claude,
    { files: { '/home/dev/.claude/settings.json': '{"env":{"ANTHROPIC_BASE_URL":"localhost:4000"}}' } },
    'ANTHROPIC_BASE_URL',
  ],
  [codex, { files: { '/home/dev/.codex/config.toml': 'openai_base_url = "localhost:4000"' } }, 'openai_base_url'],
  [
    codex,
    {
      files: {
        '/home/dev/.codex/config.toml':
          'model_provider = "corp"\n[model_providers.corp]\nbase_url = "localhost:4000"\n',
      },
    },
    'model_providers.corp.base_url',
  ],
  [aider, { env: { ANTHROPIC_API_BASE: 'localhost:4000' } }, 'ANTHROPIC_API_BASE'],
  [aider, { args: ['--openai-api-base', 'localhost:4000'] }, 'OPENAI_API_BASE'],
  [aider, { files: { '/home/dev/project/.env': 'OPENAI_BASE_URL=localhost:4000' } }, 'OPENAI_BASE_URL'],
  [gemini, { env: { GOOGLE_GEMINI_BASE_URL: 'localhost:4000' } }, 'GOOGLE_GEMINI_BASE_URL'],
  [
    pi,
    { files: { '/home/dev/.pi/agent/models.json': '{"providers":{"openai":{"baseUrl":"localhost:4000"}}}' } },
    'providers.openai.baseUrl',
  ],
  [
    opencode,
    {
      files: {
        '/home/dev/project/opencode.json': '{"provider":{"anthropic":{"options":{"baseURL":"localhost:4000"}}}}',
      },
    },
    'provider.anthropic.options.baseURL',
  ],
  [opencode, { env: { OPENAI_BASE_URL: 'localhost:4000' } }, 'OPENAI_BASE_URL'],
  [anything, { env: { OPENAI_API_BASE: 'localhost:4000' } }, 'OPENAI_API_BASE'],
  [anything, { env: { ANTHROPIC_API_BASE: 'localhost:4000' } }, 'ANTHROPIC_API_BASE'],
];

describe('a base URL of the user that is none', () => {
  it.each(places)('ends the launch, and the vendor gets nothing: $name', ({ plan }, given, name) => {
    expect(() => plan(launchContext(given))).toThrow(
      expect.objectContaining({
        code: 'usage',
        exitCode: 2,
        message: `expected an http or https URL in ${name}, found "localhost:4000"`,
      }),
    );
  });

  it('does not matter where our own settings name the upstream', () => {
    const upstreams = { anthropic: 'https://corp' };
    const context = launchContext({ env: { ANTHROPIC_BASE_URL: 'localhost:4000' }, upstreams });
    expect(claude.plan(context).upstreams).toEqual(upstreams);
  });

  it('does not matter for a provider that cannot be pointed at the proxy', () => {
    const files = { '/home/dev/.codex/config.toml': 'model_provider = "ollama"\nopenai_base_url = "localhost:4000"\n' };
    expect(codex.plan(launchContext({ files })).args).toEqual([]);
  });

  it.each([
    ['gw.example.com/x', 'gw.example.com/x'],
    ['https:/gw.example.com', 'https:/gw.example.com'],
    ['https://', 'https://'],
    ['https://a b', 'https://a b'],
    ['ftp://gw.example.com', 'ftp://gw.example.com'],
    ['user:s3cret@gw.example.com', '***@gw.example.com'],
    ['ftp://user:s3/c@ret@gw.example.com/x', 'ftp://***@gw.example.com/x'],
    ['gw.example.com/x?key=s3cret', 'gw.example.com/x?***'],
    ['gw.example.com/x#s3cret', 'gw.example.com/x#***'],
    ['k-0123456789-abcdefghij', '***'],
  ])('is shown without credentials: %s', (value, shown) => {
    const context = { proxyUrl: 'http://127.0.0.1:9' };
    expect(() => pointAt(context, 'anthropic', { name: 'NAME', value })).toThrow(
      `expected an http or https URL in NAME, found ${JSON.stringify(shown)}`,
    );
  });

  it.each([undefined, '', '  '])('is not what an empty one is: %j', (value) => {
    const context = { proxyUrl: 'http://127.0.0.1:9' };
    expect(pointAt(context, 'anthropic', { name: 'NAME', value })).toEqual({ base: context.proxyUrl });
  });

  it('is not one that opencode puts together of a variable', () => {
    const files = {
      '/home/dev/project/opencode.json': '{"provider":{"openai":{"options":{"baseURL":"{env:CORP}/v1"}}}}',
    };
    expect(opencode.plan(launchContext({ files, env: { CORP: 'https://corp' } })).upstreams).toEqual({
      openai: 'https://corp',
    });
    expect(() => opencode.plan(launchContext({ files }))).toThrow('found "/v1"');
  });
});
