import { describe, expect, it } from 'vitest';
import { aider } from '../../../providers/agents/aider/launch.ts';
import { listItems, yamlValues } from '../../../providers/agents/aider/yaml-values.ts';
import { launchContext } from './context.ts';

const conf = '/home/dev/project/.aider.conf.yml';
const plan = (given = {}) => aider.plan(launchContext(given));

describe('the plan for Aider', () => {
  it('sets every address by option and by variable, before the arguments', () => {
    const { args, env, upstreams } = plan({ args: ['--message', 'hi'] });
    expect(args.join(' ')).toBe(
      '--set-env ANTHROPIC_API_BASE=http://127.0.0.1:9 --set-env ANTHROPIC_BASE_URL=http://127.0.0.1:9 ' +
        '--set-env OPENAI_BASE_URL=http://127.0.0.1:9/v1 --set-env GEMINI_API_BASE=http://127.0.0.1:9/v1beta ' +
        '--openai-api-base http://127.0.0.1:9/v1 --message hi',
    );
    expect(env).toEqual({
      ANTHROPIC_API_BASE: 'http://127.0.0.1:9',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_API_BASE: 'http://127.0.0.1:9/v1',
      GEMINI_API_BASE: 'http://127.0.0.1:9/v1beta',
    });
    expect(upstreams).toEqual({});
  });

  it.each([
    ['block list', 'set-env:\n  - FOO=1 # one\n  - "BAR=a b"\nmodel: x\n'],
    ['list in brackets', 'set-env: [FOO=1, "BAR=a b"]\n'],
  ])('hands the set-env list of the configuration back as variables: %s', (_, text) => {
    const { env, args } = plan({ files: { [conf]: text } });
    expect(env).toMatchObject({ FOO: '1', BAR: 'a b' });
    expect(args.join(' ')).not.toContain('FOO');
  });

  it('hands back what AIDER_SET_ENV holds, which replaces the list of the file', () => {
    const { env } = plan({ files: { [conf]: 'set-env: [FOO=1]' }, env: { AIDER_SET_ENV: '[BAR=2]' } });
    expect(env.BAR).toBe('2');
    expect(env).not.toHaveProperty('FOO');
  });

  it('hands nothing back where --set-env of the user replaces the list anyway', () => {
    const { env } = plan({ files: { [conf]: 'set-env: [FOO=1]' }, args: ['--set-env', 'X=1'] });
    expect(env).not.toHaveProperty('FOO');
  });

  it('never hands back an address that would beat ours', () => {
    const { env, upstreams } = plan({ files: { [conf]: 'set-env: [ANTHROPIC_API_BASE=https://corp]' } });
    expect(env.ANTHROPIC_API_BASE).toBe('http://127.0.0.1:9');
    expect(upstreams).toEqual({ anthropic: 'https://corp' });
  });

  it('finds the upstreams where the agent would, in its order', () => {
    const exported = { ANTHROPIC_BASE_URL: 'https://exported', OPENAI_API_BASE: 'https://exported/v1' };
    const home = { '/home/dev/.env': 'ANTHROPIC_BASE_URL=https://home\n' };
    const root = {
      '/home/dev/project/.git/HEAD': 'ref: x',
      '/home/dev/project/.env': 'export ANTHROPIC_BASE_URL="https://root"',
    };
    const cwd = '/home/dev/project/sub';
    const homeConf = { '/home/dev/.aider.conf.yml': "openai-api-base: 'https://conf/v1'\n" };
    expect(plan({ env: exported }).upstreams).toEqual({ anthropic: 'https://exported', openai: 'https://exported' });
    expect(plan({ env: exported, files: home }).upstreams.anthropic).toBe('https://home');
    expect(plan({ cwd, env: exported, files: { ...home, ...root } }).upstreams.anthropic).toBe('https://root');
    expect(plan({ env: exported, files: homeConf }).upstreams.openai).toBe('https://conf');
    expect(plan({ env: { ...exported, OPENAI_BASE_URL: 'https://first/v1' }, files: homeConf }).upstreams.openai).toBe(
      'https://first',
    );
  });

  it('takes a full Anthropic address and a versioned Gemini one for what they are', () => {
    const env = { ANTHROPIC_API_BASE: 'https://corp/x/v1/messages', GEMINI_API_BASE: 'https://g/v1beta' };
    expect(plan({ env }).upstreams).toEqual({ anthropic: 'https://corp/x', gemini: 'https://g' });
  });

  it.each([
    [['--set-env', 'OPENAI_API_BASE=https://mine/v1'], { openai: 'https://mine' }],
    [['--set-env=OPENAI_BASE_URL = https://mine/v1'], { openai: 'https://mine' }],
    [['--openai-api-base', 'https://mine/v1'], { openai: 'https://mine' }],
    [['--openai-api-base=https://mine/v1'], { openai: 'https://mine' }],
    [['--openai-api-b', 'https://mine/v1'], { openai: 'https://mine' }],
    [['--set-e', 'ANTHROPIC_API_BASE=https://mine'], { anthropic: 'https://mine' }],
    [['--set-env', 'ANTHROPIC_BASE_URL=https://mine'], { anthropic: 'https://mine' }],
    [['--set-env', 'GEMINI_API_BASE=https://mine/v1beta'], { gemini: 'https://mine' }],
  ])('makes an address among the arguments the upstream, and ours win: %j', (given, upstreams) => {
    const { args, ...rest } = plan({ args: ['--message', 'hi', ...given, '--set-env', 'FOO=1', '--', '--set-env'] });
    expect(args.slice(10)).toEqual(['--message', 'hi', '--set-env', 'FOO=1', '--', '--set-env']);
    expect(args.join(' ')).not.toContain('mine');
    expect(rest).toMatchObject({ upstreams, notes: [] });
  });

  it('says so where a file of model settings names an address', () => {
    const files = {
      '/home/dev/project/.aider.model.settings.yml': '- name: x\n  extra_params:\n    api_base: https://corp\n',
    };
    expect(plan({ files }).notes).toEqual([expect.stringContaining('.aider.model.settings.yml')]);
    expect(aider.silenceReason(launchContext({ files }))).toContain('.aider.model.settings.yml');
    expect(plan({ files: { '/home/dev/project/.aider.model.settings.yml': '- name: x\n' } }).notes).toEqual([]);
  });
});

describe('the YAML reader', () => {
  it.each([
    ['key: value # comment', ['value']],
    ['key: "a # b"', ['a # b']],
    ["key:\n- 'it''s'\n- b\nother: c", ["it's", 'b']],
    ['key: []', []],
    ['other: 1', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (text, values) => expect(yamlValues(text, 'key')).toEqual(values));

  it('keeps commas inside quotes', () => expect(listItems('[ "A=1,2" , B=3 ]')).toEqual(['A=1,2', 'B=3']));
});
