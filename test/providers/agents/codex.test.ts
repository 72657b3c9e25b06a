import { describe, expect, it } from 'vitest';
import { codex } from '../../../providers/agents/codex/launch.ts';
import { launchContext } from './context.ts';

const noLoginShell = ['-c', 'allow_login_shell=false'];
const noSharedServer = ['-c', 'features.daemon_auto_start=false'];
const config = '/home/dev/.codex/config.toml';
const planWith = (toml: string, given = {}) => codex.plan(launchContext({ files: { [config]: toml }, ...given }));

describe('the plan for Codex', () => {
  it('overrides the base URL of the built-in provider, before the arguments', () => {
    const plan = codex.plan(launchContext({ args: ['exec', '--json', 'hi'] }));
    expect(plan.args).toEqual([
      '-c',
      'openai_base_url="http://127.0.0.1:9/v1"',
      ...noLoginShell,
      'exec',
      '--json',
      'hi',
    ]);
    expect(plan).toMatchObject({ env: {}, upstreams: {}, defaultUpstream: 'openai' });
  });

  it('takes openai_base_url as the upstream, for both kinds of login', () => {
    const plan = planWith('openai_base_url = "https://corp/x/v1" # ours');
    expect(plan.upstreams).toEqual({ openai: 'https://corp/x', chatgpt: 'https://corp/x/v1' });
    expect(plan.args[1]).toBe('openai_base_url="http://127.0.0.1:9/v1"');
  });

  it('gives the client no version segment when the base URL of the user has none', () => {
    const plan = planWith('openai_base_url = "https://corp/x"');
    expect(plan.upstreams).toEqual({ openai: 'https://corp/x', chatgpt: 'https://corp/x' });
    expect(plan.args[1]).toBe('openai_base_url="http://127.0.0.1:9"');
  });

  it('overrides the provider that the user chose and keeps its id', () => {
    const plan = planWith(
      'model_provider = "corp"\n[model_providers.corp]\nname = "c"\nbase_url = "https://corp/v1"\n',
    );
    expect(plan.args).toEqual([
      '-c',
      'model_providers.corp.base_url="http://127.0.0.1:9/v1"',
      ...noLoginShell,
      ...noSharedServer,
    ]);
    expect(plan.upstreams.openai).toBe('https://corp');
  });

  it('reads the provider of a profile and of -c', () => {
    const toml =
      '[model_providers.a]\nbase_url = "https://a/v1"\n[model_providers.b]\nbase_url = "https://b/v1"\n[profiles.x]\nmodel_provider = "a"\n';
    expect(planWith(toml, { args: ['--profile', 'x'] }).args[1]).toContain('model_providers.a.');
    expect(planWith(toml, { args: ['-c', 'model_provider="b"'] }).upstreams.openai).toBe('https://b');
    const files = { [config]: toml, '/home/dev/.codex/work.config.toml': 'model_provider = "b"' };
    expect(codex.plan(launchContext({ files, args: ['-p', 'work'] })).args[1]).toContain('model_providers.b.');
  });

  it('reads the folder that CODEX_HOME names', () => {
    const files = { '/codex/config.toml': 'openai_base_url = "https://moved/v1"' };
    expect(codex.plan(launchContext({ files, env: { CODEX_HOME: '/codex' } })).upstreams.openai).toBe('https://moved');
  });

  it.each(['model_provider = {', '// comment\n{ a: 1, }', 'model_provider = 3', '\u0000'])(
    'counts an unreadable configuration as empty: %j',
    (toml) => expect(planWith(toml).args.slice(0, 2)).toEqual(['-c', 'openai_base_url="http://127.0.0.1:9/v1"']),
  );

  it('ignores OPENAI_BASE_URL, as the agent does', () => {
    expect(codex.plan(launchContext({ env: { OPENAI_BASE_URL: 'https://other/v1' } })).upstreams).toEqual({});
  });

  it('keeps our command on the PATH of its shells, unless the user says what shells they are', () => {
    expect(planWith('allow_login_shell = true').args).not.toContain('allow_login_shell=false');
    const args = ['-c', 'allow_login_shell=true'];
    expect(codex.plan(launchContext({ args })).args).not.toContain('allow_login_shell=false');
  });

  it.each(['', 'fix', 'resume', 'fork'])('starts no server that outlives a session with a screen: codex %s', (word) => {
    expect(codex.plan(launchContext({ args: word ? [word] : [] })).args).toEqual(
      expect.arrayContaining(['features.daemon_auto_start=false']),
    );
  });

  const ours = ['-c', 'openai_base_url="http://127.0.0.1:9/v1"'];

  it.each([
    [['-c', 'openai_base_url="https://mine/v1"', 'exec', 'hi'], 2],
    [['exec', '-c', "openai_base_url='https://mine/v1'", 'hi'], 3],
    [['-c', 'openai_base_url=https://other/v1', 'exec', '-c', 'openai_base_url=https://mine/v1', 'hi'], 5],
    [['exec', '--config', 'openai_base_url=https://mine/v1', 'hi'], 3],
    [['exec', '--config=openai_base_url = "https://mine/v1"', 'hi'], 2],
    [['exec', '-copenai_base_url=https://mine/v1', '-m', '-c', 'hi'], 2],
  ])('makes a base URL among the arguments the upstream, and ours win behind it: %j', (args, behind) => {
    const plan = codex.plan(launchContext({ args }));
    const wanted = [...noLoginShell, ...args.slice(0, behind), ...ours, ...args.slice(behind)];
    expect(plan.args).toEqual(wanted);
    expect(plan).toMatchObject({ upstreams: { openai: 'https://mine' }, notes: [] });
  });

  it.each([
    [['-c', 'model_providers.corp.base_url="https://mine/v1"']],
    [['-c', 'model_providers.corp={name="c",base_url="https://mine/v1"}']],
    [['-c', 'model_providers={corp={name="c",base_url="https://mine/v1"}}']],
  ])('reads a provider among the arguments: %j', (setting) => {
    const args = ['-c', 'model_provider="corp"', ...setting, 'exec', 'hi'];
    const plan = codex.plan(launchContext({ args }));
    expect(plan.args.slice(-4)).toEqual(['-c', 'model_providers.corp.base_url="http://127.0.0.1:9/v1"', 'exec', 'hi']);
    expect(plan.upstreams.openai).toBe('https://mine');
  });

  it('takes no setting from what follows --, nor from the value of another option', () => {
    for (const args of [
      ['exec', '--', '-c', 'openai_base_url=https://mine/v1'],
      ['exec', '-m', '-c', 'hi'],
    ]) {
      expect(codex.plan(launchContext({ args })).args).toEqual([...ours, ...noLoginShell, ...args]);
    }
  });

  it('says what keeps requests away', () => {
    expect(planWith('model_provider = "ollama"').args).toEqual([]);
    expect(codex.silenceReason(launchContext({ args: ['--oss'] }))).toContain('--oss');
  });
});
