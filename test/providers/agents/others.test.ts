import { describe, expect, it, vi } from 'vitest';
import { anyCommand } from '../../../providers/agents/any/launch.ts';
import { gemini } from '../../../providers/agents/gemini/launch.ts';
import { opencode } from '../../../providers/agents/opencode/launch.ts';
import { pi } from '../../../providers/agents/pi/launch.ts';
import { launchContext } from './context.ts';

const contentOf = (context: ReturnType<typeof launchContext>) =>
  JSON.parse(opencode.plan(context).env.OPENCODE_CONFIG_CONTENT as string);

describe('the plan for opencode', () => {
  it('names the providers for which there is a key, a login or a configuration, and no other', () => {
    const files = {
      '/home/dev/.local/share/opencode/auth.json': '{"openai":{"type":"api","key":"k"}}',
      '/home/dev/project/opencode.jsonc': '{ // mine\n "provider": {"google": {},}, }',
    };
    expect(contentOf(launchContext({ env: { ANTHROPIC_API_KEY: 'k' } }))).toEqual({
      provider: { anthropic: { options: { baseURL: 'http://127.0.0.1:9/v1' } } },
    });
    expect(contentOf(launchContext({ files }))).toEqual({
      provider: {
        openai: { options: { baseURL: 'http://127.0.0.1:9/v1' } },
        google: { options: { baseURL: 'http://127.0.0.1:9/v1beta' } },
      },
    });
    expect(contentOf(launchContext())).toEqual({});
  });

  it('merges into the content that is set', () => {
    const given = {
      model: 'm',
      provider: { anthropic: { options: { timeout: 9, baseURL: 'https://corp/v1' }, name: 'A' } },
    };
    const context = launchContext({ env: { OPENCODE_CONFIG_CONTENT: JSON.stringify(given) } });
    expect(contentOf(context)).toEqual({
      model: 'm',
      provider: { anthropic: { options: { timeout: 9, baseURL: 'http://127.0.0.1:9/v1' }, name: 'A' } },
    });
    expect(opencode.plan(context).upstreams).toEqual({ anthropic: 'https://corp' });
  });

  it('leaves content that is no JSON object as it is', () => {
    const plan = opencode.plan(launchContext({ env: { OPENCODE_CONFIG_CONTENT: '{oops' } }));
    expect(plan.env).not.toHaveProperty('OPENCODE_CONFIG_CONTENT');
    expect(plan.notes).toHaveLength(1);
  });

  it('takes the upstream of the project before that of the home, and both before the environment', () => {
    const base = (url: string) => JSON.stringify({ provider: { openai: { options: { baseURL: url } } } });
    const env = { OPENAI_BASE_URL: 'https://exported/v1' };
    const home = { '/home/dev/.config/opencode/opencode.json': base('https://home/v1') };
    const both = { ...home, '/home/dev/project/opencode.json': base('https://project/x') };
    expect(opencode.plan(launchContext({ env })).upstreams).toEqual({ openai: 'https://exported' });
    expect(opencode.plan(launchContext({ env, files: home })).upstreams).toEqual({ openai: 'https://home' });
    const plan = opencode.plan(launchContext({ env, files: both }));
    expect(plan.upstreams).toEqual({ openai: 'https://project/x' });
    expect(plan.env.OPENAI_BASE_URL).toBe('http://127.0.0.1:9');
  });
});

describe('the plan for Gemini CLI', () => {
  const defaultsOf = (context: ReturnType<typeof launchContext>) => {
    const [file] = gemini.plan(context).files ?? [];
    return JSON.parse(file?.text ?? '');
  };

  it('sets the address and a defaults file in our own folder', () => {
    const plan = gemini.plan(launchContext({ env: { GEMINI_API_KEY: 'k' }, args: ['-p', 'hi'] }));
    const [file] = plan.files ?? [];
    expect(plan.env).toEqual({
      GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9',
      GEMINI_CLI_SYSTEM_DEFAULTS_PATH: file?.path,
    });
    expect(file?.path.startsWith('/home/dev/state/')).toBe(true);
    expect(JSON.parse(file?.text ?? '')).toEqual({ security: { auth: { selectedType: 'gemini-api-key' } } });
    expect(plan.args).toEqual(['-p', 'hi']);
  });

  it('merges what an existing defaults file holds', () => {
    const env = { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: '/etc/d.json' };
    const files = { '/etc/d.json': '{"general":{"vimMode":true},"security":{"auth":{"enforcedType":"x"}}}' };
    expect(defaultsOf(launchContext({ env, files }))).toEqual({
      general: { vimMode: true },
      security: { auth: { enforcedType: 'x', selectedType: 'gemini-api-key' } },
    });
    const chosen = { '/etc/d.json': '{"security":{"auth":{"selectedType":"vertex-ai"}}}' };
    expect(defaultsOf(launchContext({ env, files: chosen })).security.auth.selectedType).toBe('vertex-ai');
  });

  it('does not turn a Google login or Vertex AI into an API key', () => {
    const type = (env: Record<string, string>) => defaultsOf(launchContext({ env })).security.auth.selectedType;
    expect(type({ GOOGLE_GENAI_USE_GCA: 'true' })).toBe('oauth-personal');
    expect(type({ GOOGLE_GENAI_USE_VERTEXAI: 'true' })).toBe('vertex-ai');
  });

  it('takes the upstream from the environment, else from the .env file', () => {
    const files = { '/home/dev/.gemini/.env': 'GOOGLE_GEMINI_BASE_URL=https://file/x/' };
    expect(gemini.plan(launchContext({ files })).upstreams).toEqual({ gemini: 'https://file/x' });
    const env = { GOOGLE_GEMINI_BASE_URL: 'https://exported' };
    expect(gemini.plan(launchContext({ files, env })).upstreams).toEqual({ gemini: 'https://exported' });
  });

  it('needs no file where the user has chosen a login', () => {
    const files = { '/home/dev/.gemini/settings.json': '{"security":{"auth":{"selectedType":"gemini-api-key"}}}' };
    const plan = gemini.plan(launchContext({ files, env: { GEMINI_API_KEY: 'k' }, isRootOnly: () => false }));
    expect(plan).toMatchObject({ env: { GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9' }, notes: [] });
    expect(plan.files).toBeUndefined();
  });

  it('lets the agent run without us where it would refuse to run with us', () => {
    const context = launchContext({ env: { GEMINI_API_KEY: 'k' }, isRootOnly: () => false });
    expect(gemini.plan(context)).toMatchObject({ env: {}, notes: [expect.stringContaining('/auth')] });
    expect(gemini.silenceReason(context)).toContain('/auth');
    const already = launchContext({
      env: { GEMINI_API_KEY: 'k', GOOGLE_GEMINI_BASE_URL: 'https://g' },
      isRootOnly: () => false,
    });
    expect(gemini.plan(already).env).toHaveProperty('GOOGLE_GEMINI_BASE_URL');
  });

  it('knows why nothing came through', () => {
    const files = { '/home/dev/.gemini/settings.json': '{"security":{"auth":{"selectedType":"oauth-personal"}}}' };
    expect(gemini.silenceReason(launchContext({ files }))).toContain('Google login');
    expect(gemini.signalsGroup).toBe(true);
  });
});

describe('the plan for pi', () => {
  it('loads an extension of ours before the arguments', () => {
    const plan = pi.plan(launchContext({ args: ['-p', 'hi'] }));
    const [file] = plan.files ?? [];
    expect(plan.args).toEqual(['-e', file?.path, '-p', 'hi']);
    expect(JSON.parse(plan.env.HEADROOM_PI_PROVIDERS as string)).toEqual({
      anthropic: 'http://127.0.0.1:9',
      openai: 'http://127.0.0.1:9/v1',
      google: 'http://127.0.0.1:9/v1beta',
    });
  });

  it('leaves package commands alone, which the agent knows by its first argument', () => {
    expect(pi.plan(launchContext({ args: ['install', 'x'] })).args).toEqual(['install', 'x']);
  });

  it('takes upstreams from models.json, wherever the configuration folder is', () => {
    const text =
      '{"providers":{"anthropic":{"baseUrl":"https://a"},"google":{"baseUrl":"https://g/v1beta"},"ollama":{"baseUrl":"http://localhost:1/v1"}}}';
    const wanted = { anthropic: 'https://a', gemini: 'https://g' };
    expect(pi.plan(launchContext({ files: { '/home/dev/.pi/agent/models.json': text } })).upstreams).toEqual(wanted);
    const env = { PI_CODING_AGENT_DIR: '~/moved' };
    expect(pi.plan(launchContext({ env, files: { '/home/dev/moved/models.json': text } })).upstreams).toEqual(wanted);
  });

  it('has an extension that registers base URLs and nothing else', async () => {
    const [file] = pi.plan(launchContext()).files ?? [];
    const loaded = await import(`data:text/javascript,${encodeURIComponent(file?.text ?? '')}`);
    const registered: unknown[] = [];
    vi.stubEnv('HEADROOM_PI_PROVIDERS', '{"anthropic":"http://127.0.0.1:9"}');
    loaded.default({ registerProvider: (...call: unknown[]) => registered.push(call) });
    vi.unstubAllEnvs();
    expect(registered).toEqual([['anthropic', { baseUrl: 'http://127.0.0.1:9' }]]);
  });
});

describe('the plan for any other command', () => {
  it('sets the usual variables', () => {
    expect(anyCommand('foo').plan(launchContext({ args: ['--', 'x'] }))).toMatchObject({
      command: 'foo',
      args: ['--', 'x'],
      env: {
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
        OPENAI_API_BASE: 'http://127.0.0.1:9/v1',
        GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9',
      },
    });
  });

  it('makes the base URLs that are set the upstreams, the same under both names', () => {
    const env = { OPENAI_API_BASE: 'https://corp/x', ANTHROPIC_BASE_URL: 'https://a/' };
    const plan = anyCommand('foo').plan(launchContext({ env }));
    expect(plan.upstreams).toEqual({ openai: 'https://corp/x', anthropic: 'https://a' });
    expect(plan.env).toMatchObject({ OPENAI_BASE_URL: 'http://127.0.0.1:9', OPENAI_API_BASE: 'http://127.0.0.1:9' });
  });
});
