import { describe, expect, it } from 'vitest';
import { agents } from '../../../providers/agents/index.ts';
import type { Environment } from '../../../src/model/launch.ts';
import { launchContext } from './context.ts';

const gateway = 'http://gw.example.com/x';
const versioned = `${gateway}/v1`;
const home = '/home/dev';
const project = `${home}/project`;

type Given = {
  readonly args?: readonly string[];
  readonly env?: Environment;
  readonly files?: Readonly<Record<string, string>>;
};

function planOf(name: string, given: Given) {
  return agents.find((one) => one.name === name)?.plan(launchContext(given));
}

function upstreamsOf(name: string, given: Given) {
  return planOf(name, given)?.upstreams;
}

const inConf = (text: string): Given => ({ files: { [`${project}/.aider.conf.yml`]: text } });
const inDotenv = (text: string, file = `${project}/.env`): Given => ({ files: { [file]: text } });
const opencodeBase = (baseURL: string) => JSON.stringify({ provider: { openai: { options: { baseURL } } } });

describe('a base URL of the user becomes the upstream wherever the agent reads it', () => {
  it.each<readonly [agent: string, where: string, given: Given]>([
    [
      'aider',
      'an option cut short',
      { args: ['--env-f', 'x.env'], ...inDotenv(`OPENAI_API_BASE=${versioned}`, `${project}/x.env`) },
    ],
    [
      'aider',
      'a configuration named by an option cut short',
      { args: ['--conf=c.yml'], files: { [`${project}/c.yml`]: `openai-api-base: ${versioned}` } },
    ],
    [
      'aider',
      'a configuration named by a joined short option',
      { args: ['-cc.yml'], files: { [`${project}/c.yml`]: `openai-api-base: ${versioned}` } },
    ],
    ['aider', 'a variable in a .env file', inDotenv(`HOST=gw.example.com\nOPENAI_API_BASE=http://\${HOST}/x/v1`)],
    [
      'aider',
      'a variable of the environment in a .env file',
      { env: { HOST: 'gw.example.com' }, ...inDotenv(`OPENAI_API_BASE="http://\${HOST}/x/v1"`) },
    ],
    [
      'aider',
      'a variable with another value to take',
      inDotenv(`OPENAI_API_BASE='http://\${HOST:-gw.example.com}/x/v1'`),
    ],
    ['aider', 'a .env file with a byte order mark', inDotenv(`\uFEFFOPENAI_API_BASE=${versioned}`)],
    ['aider', 'the file of its logins', inDotenv(`OPENAI_API_BASE=${versioned}`, `${home}/.aider/oauth-keys.env`)],
    ['aider', 'a quoted key', inConf(`"openai-api-base": ${versioned}\n`)],
    ['aider', 'a key with the dashes of an option', inConf(`--openai-api-base: ${versioned}\n`)],
    ['aider', 'a key before a blank', inConf(`openai-api-base : ${versioned}\n`)],
    [
      'aider',
      'a list in brackets over several lines',
      inConf(`set-env: [ # two\n  A=b,\n  OPENAI_API_BASE=${versioned}, # x\n]\nmodel: y\n`),
    ],
    [
      'codex',
      'a profile in a joined short option',
      { args: ['-pw'], files: { [`${home}/.codex/w.config.toml`]: `openai_base_url = "${versioned}"` } },
    ],
    [
      'opencode',
      'a file that the configuration names',
      {
        files: { [`${project}/opencode.json`]: opencodeBase('{file:./u.txt}'), [`${project}/u.txt`]: `${versioned}\n` },
      },
    ],
    [
      'opencode',
      'a file in the home folder',
      { files: { [`${project}/opencode.json`]: opencodeBase('{file:~/u.txt}/v1'), [`${home}/u.txt`]: gateway } },
    ],
    [
      'opencode',
      'a folder that the environment names',
      { env: { OPENCODE_CONFIG_DIR: '../oc' }, files: { [`${home}/oc/opencode.json`]: opencodeBase(versioned) } },
    ],
  ])('%s: %s', (agent, _where, given) => {
    expect(upstreamsOf(agent, given)).toMatchObject({ openai: gateway });
  });

  it('a file that cannot be read leaves none, and the agent starts', () => {
    const files = { [`${project}/opencode.json`]: opencodeBase('{file:./gone.txt}') };
    expect(upstreamsOf('opencode', { files })).toEqual({});
  });

  it('a .env file of Gemini CLI lies where the agent looks for what is the user’s own', () => {
    const files = { '/srv/gemini/.gemini/.env': `GOOGLE_GEMINI_BASE_URL=${gateway}` };
    expect(upstreamsOf('gemini', { env: { GEMINI_CLI_HOME: '/srv/gemini' }, files })).toEqual({ gemini: gateway });
  });

  it.each([
    ['http://user:s3cret@gw.example.com', '"http://***@gw.example.com"'],
    ['http://gw.example.com/v1?key=s3cret', '"http://gw.example.com/v1?***"'],
    ['http://gw.example.com/v1#s3cret', '"http://gw.example.com/v1#***"'],
  ])('with what would be lost on the way the agent runs as typed, and a line says so: %s', (url, shown) => {
    const plan = planOf('claude', { env: { ANTHROPIC_BASE_URL: url } });
    expect(plan).toMatchObject({ direct: true, env: {}, upstreams: {} });
    expect(plan?.notes).toEqual([
      `ANTHROPIC_BASE_URL has credentials, a query or a fragment, ${shown}: the requests of this launch do not come through headroom`,
    ]);
  });
});
