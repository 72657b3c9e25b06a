import { describe, expect, it } from 'vitest';
import { claude } from '../../../providers/agents/claude/launch.ts';
import { launchContext } from './context.ts';

const settingsOf = (args: readonly string[]) => JSON.parse(args[args.indexOf('--settings') + 1] as string);
const assume = '_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL';
const project = '/home/dev/project/.claude/settings.json';

describe('the plan for Claude Code', () => {
  it('puts --settings before the arguments and ends ours with its single value', () => {
    const { args } = claude.plan(launchContext({ args: ['-p', 'a b', '--output-format', 'json'] }));
    expect(args).toHaveLength(6);
    expect(args[0]).toBe('--settings');
    expect(args.slice(2)).toEqual(['-p', 'a b', '--output-format', 'json']);
  });

  it('names the proxy in the variable and in the settings, and allows retrieval and nothing else', () => {
    const plan = claude.plan(launchContext());
    expect(plan.env).toEqual({
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      _CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL: '1',
      ENABLE_TOOL_SEARCH: 'true',
      CLAUDE_CODE_DISABLE_AGENT_VIEW: '1',
    });
    expect(settingsOf(plan.args)).toEqual({
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
      permissions: { allow: ['Bash(headroom retrieve:*)'] },
    });
    expect(plan.upstreams).toEqual({});
    expect(plan.defaultUpstream).toBe('anthropic');
  });

  it('takes the base URL of the environment as the upstream', () => {
    const plan = claude.plan(launchContext({ env: { ANTHROPIC_BASE_URL: 'http://corp/' } }));
    expect(plan.upstreams).toEqual({ anthropic: 'http://corp' });
  });

  it.each([
    [
      'local over project',
      { '.claude/settings.local.json': 'https://local', '.claude/settings.json': 'https://shared' },
      'https://local',
    ],
    [
      'project over user',
      { '.claude/settings.json': 'https://shared', '../.claude/settings.json': 'https://user' },
      'https://shared',
    ],
    ['user over environment', { '../.claude/settings.json': 'https://user' }, 'https://user'],
  ])('takes the base URL of the settings file that wins: %s', (_, bases, wanted) => {
    const files = Object.fromEntries(
      Object.entries(bases).map(([name, url]) => [
        new URL(name, 'file:///home/dev/project/').pathname,
        JSON.stringify({ env: { ANTHROPIC_BASE_URL: url } }),
      ]),
    );
    const plan = claude.plan(launchContext({ files, env: { ANTHROPIC_BASE_URL: 'https://exported' } }));
    expect(plan.upstreams).toEqual({ anthropic: wanted });
  });

  it('reads the settings folder that CLAUDE_CONFIG_DIR names', () => {
    const files = { '/elsewhere/settings.json': '{"env":{"ANTHROPIC_BASE_URL":"https://moved"}}' };
    const plan = claude.plan(launchContext({ files, env: { CLAUDE_CONFIG_DIR: '/elsewhere' } }));
    expect(plan.upstreams).toEqual({ anthropic: 'https://moved' });
  });

  it.each([
    [
      '--settings',
      '{"env":{"FOO":"1","ANTHROPIC_BASE_URL":"https://mine"},"permissions":{"allow":["Read"],"deny":["Bash"]}}',
    ],
  ])('merges settings of the user into ours: %s', (option, json) => {
    for (const given of [[option, json], [`${option}=${json}`]]) {
      const plan = claude.plan(launchContext({ args: ['-p', ...given, 'hi'] }));
      expect(plan.args.slice(2)).toEqual(['-p', 'hi']);
      expect(settingsOf(plan.args)).toEqual({
        env: { FOO: '1', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
        permissions: { allow: ['Read', 'Bash(headroom retrieve:*)'], deny: ['Bash'] },
      });
      expect(plan.upstreams).toEqual({ anthropic: 'https://mine' });
    }
  });

  it('merges a settings file of the user that stands relative to the working directory', () => {
    const files = { '/home/dev/project/s.json': '{"model":"opus"}' };
    const plan = claude.plan(launchContext({ files, args: ['--settings', 's.json'] }));
    expect(settingsOf(plan.args).model).toBe('opus');
    expect(plan.args).toHaveLength(2);
  });

  it('merges settings of the user into ours where a bare word stands in front, which stays there', () => {
    const given = ['hello', '--settings', '{"env":{"ANTHROPIC_BASE_URL":"https://mine"}}', '--verbose'];
    const plan = claude.plan(launchContext({ args: given }));
    expect([plan.args[0], ...plan.args.slice(3)]).toEqual(['hello', '--verbose']);
    expect(settingsOf(plan.args).env).toEqual({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });
    expect(plan).toMatchObject({ upstreams: { anthropic: 'https://mine' }, notes: [] });
  });

  it('reads the settings files that --setting-sources names, and no other', () => {
    const files = {
      [project]: '{"env":{"ANTHROPIC_BASE_URL":"https://project"}}',
      '/home/dev/.claude/settings.json': '{"env":{"ANTHROPIC_BASE_URL":"https://user"}}',
    };
    const upstream = (...args: string[]) => claude.plan(launchContext({ files, args })).upstreams.anthropic;
    expect(upstream('--setting-sources', 'user,local', '-p', 'hi')).toBe('https://user');
    expect(upstream('--setting-sources=local', '-p', 'hi')).toBeUndefined();
    expect(upstream('-p', 'hi')).toBe('https://project');
  });

  it('leaves settings that cannot be read to the agent', () => {
    const args = ['--settings', 'missing.json', '-p', 'hi'];
    expect(claude.plan(launchContext({ args })).args).toEqual(args);
  });

  it('takes nothing out of what follows --', () => {
    const args = ['--', '--settings', '{"model":"opus"}'];
    expect(claude.plan(launchContext({ args })).args.slice(2)).toEqual(args);
  });

  it.each([
    ['the environment sets it', { env: { ENABLE_TOOL_SEARCH: 'auto' } }],
    ['a settings file sets it', { files: { [project]: '{"env":{"ENABLE_TOOL_SEARCH":"false"}}' } }],
    ['the upstream is another', { env: { ANTHROPIC_BASE_URL: 'https://gateway.example' } }],
    ['our own settings name another', { upstreams: { anthropic: 'https://gateway.example' } }],
  ])('leaves tool search alone when %s', (_, given) => {
    expect(claude.plan(launchContext(given)).env).not.toHaveProperty('ENABLE_TOOL_SEARCH');
  });

  const gateways = ['https://gateway.example', 'https://api.anthropic.com.example', 'http://api.anthropic.com'];
  it.each([
    ['the environment sets it', { env: { [assume]: '0' } }],
    ['a settings file sets it', { files: { [project]: `{"env":{"${assume}":"0"}}` } }],
    ['the setting is off', { firstPartyRequests: false }],
    ...gateways.flatMap((url): [string, Parameters<typeof launchContext>[0]][] => [
      [`the environment names ${url}`, { env: { ANTHROPIC_BASE_URL: url } }],
      [`a settings file names ${url}`, { files: { [project]: `{"env":{"ANTHROPIC_BASE_URL":"${url}"}}` } }],
      [`an argument names ${url}`, { args: ['--settings', `{"env":{"ANTHROPIC_BASE_URL":"${url}"}}`] }],
      [`our own settings name ${url}`, { upstreams: { anthropic: url } }],
    ]),
    ['the call outlives the launch', { args: ['--bg', 'hi'] }],
    ['the call asks no model', { args: ['mcp', 'list'] }],
  ])("does not tell of the vendor's own API when %s", (_, given) => {
    expect(claude.plan(launchContext(given)).env).not.toHaveProperty(assume);
  });

  it.each([
    ['nothing names another', {}],
    ['the environment names it', { env: { ANTHROPIC_BASE_URL: 'https://api.anthropic.com/' } }],
    ['our own settings name it', { upstreams: { anthropic: 'https://api.anthropic.com' } }],
    [
      'ours beat a gateway',
      { env: { ANTHROPIC_BASE_URL: 'https://a' }, upstreams: { anthropic: 'https://api.anthropic.com' } },
    ],
    ["tool search is the user's", { env: { ENABLE_TOOL_SEARCH: 'false' } }],
  ])("tells of the vendor's own API when %s", (_, given) => {
    expect(claude.plan(launchContext(given)).env).toHaveProperty(assume, '1');
  });

  it('lets the upstream of our own settings win', () => {
    const given = { env: { ANTHROPIC_BASE_URL: 'https://a' }, upstreams: { anthropic: 'https://b' } };
    expect(claude.plan(launchContext(given)).upstreams).toEqual({ anthropic: 'https://b' });
  });

  it.each(['{', '[]', '{"env":[]}', '{"env":{"ANTHROPIC_BASE_URL":{}}}', '{"env":{"ANTHROPIC_BASE_URL":""}}'])(
    'survives the settings file %s',
    (text) => {
      expect(claude.plan(launchContext({ files: { [project]: text } })).upstreams).toEqual({});
    },
  );

  it.each([
    ['without a screen', { args: ['-p', 'hi'] }],
    ['without a screen, as typed', { args: ['hi', '-p'] }],
    ['where the user says otherwise', { env: { CLAUDE_CODE_DISABLE_AGENT_VIEW: '0' } }],
  ])('leaves the view of background sessions alone %s', (_, given) => {
    expect(claude.plan(launchContext(given)).env).not.toHaveProperty('CLAUDE_CODE_DISABLE_AGENT_VIEW');
  });

  it('says so where a call that goes as typed follows a settings file', () => {
    const files = { [project]: '{"env":{"ANTHROPIC_BASE_URL":"https://corp"}}' };
    expect(claude.plan(launchContext({ files, args: ['hello'] })).notes).toHaveLength(1);
    expect(claude.plan(launchContext({ files, args: ['say hello'] })).notes).toEqual([]);
  });

  it.each([
    ['managed-settings.json', ['managed-settings.json']],
    ['a file of managed-settings.d', ['managed-settings.d/10-gateway.json']],
    [
      'the last file of managed-settings.d',
      ['managed-settings.d/20-b.json', 'managed-settings.d/10-a.json', 'managed-settings.json'],
    ],
  ])('says that nothing overrides %s', (_, names) => {
    const folder = '/etc/claude-code';
    const settings = (name: string) => `{"env":{"ANTHROPIC_BASE_URL":"https://corp/${name.replace(/.*\//, '')}"}}`;
    const files = Object.fromEntries(names.map((name) => [`${folder}/${name}`, settings(name)]));
    const listFolder = (one: string) =>
      one === `${folder}/managed-settings.d` ? names.map((name) => name.replace(/.*\//, '')) : [];
    const context = launchContext({ files, listFolder });
    const plan = claude.plan(context);
    expect(plan.notes).toEqual([expect.stringContaining('managed settings')]);
    expect(plan.upstreams.anthropic).toBe(`https://corp/${names[0]?.replace(/.*\//, '')}`);
    expect(claude.silenceReason(context)).toContain('managed settings');
  });

  it.each(['.hidden.json', 'notes.txt'])('reads no other file of managed-settings.d: %s', (name) => {
    const files = { [`/etc/claude-code/managed-settings.d/${name}`]: '{"env":{"ANTHROPIC_BASE_URL":"https://corp"}}' };
    expect(claude.plan(launchContext({ files, listFolder: () => [name] })).notes).toEqual([]);
  });

  it('tells of a cloud that requests went to', () => {
    const cloud = launchContext({ files: { [project]: '{"env":{"CLAUDE_CODE_USE_BEDROCK":"1"}}' } });
    expect(claude.silenceReason(cloud)).toContain('Bedrock');
    expect(claude.silenceReason(launchContext({ env: { CLAUDE_CODE_USE_VERTEX: 'true' } }))).toContain('Vertex');
    expect(claude.silenceReason(launchContext({ env: { CLAUDE_CODE_USE_VERTEX: '0' } }))).not.toContain('Vertex');
  });
});
