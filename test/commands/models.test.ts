import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSource } from '../../commands/models-install.ts';
import { linkRuntime, modelRuntime } from '../harness/model-runtime.ts';
import { lookUpModel } from '../inference/onnx-file.ts';
import { writeKeepModel } from '../inference/tiny-model.ts';
import { cliHere } from './cli.ts';
import { type ModelHub, startModelHub } from './model-hub.ts';

const runtime = await modelRuntime('headroom models');
const words = { keep: ['deadlock'], drop: ['perhaps'] };

let home: string;
let source: string;
let hub: ModelHub;
beforeEach(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'headroom-models-'));
  home = path.join(folder, 'home');
  source = path.join(folder, 'tiny');
  linkRuntime(runtime, home);
  writeKeepModel(source, words);
  const file = (name: string) => path.join(source, name);
  hub = await startModelHub({
    'some/tiny': {
      'onnx/model.onnx': file('onnx/model.onnx'),
      'tokenizer.json': file('tokenizer.json'),
      'tokenizer_config.json': file('tokenizer_config.json'),
    },
    'some/bare': { 'onnx/model.onnx': file('onnx/model.onnx') },
  });
});
afterEach(async () => {
  await hub.close();
  rmSync(path.dirname(home), { recursive: true, force: true });
});

const run = async (args: string[], env: Record<string, string> = {}) => {
  const variables = { HEADROOM_HOME: home, HF_ENDPOINT: hub.url, ...env };
  const { code, stdout, stderr } = await cliHere(['models', ...args], variables);
  return { code, text: stdout.toString('utf8'), stderr };
};
const modelsIn = (folder: string) => readdirSync(path.join(folder, 'models')).filter((name) => !name.startsWith('.'));
const installed = (name: string) => path.join(home, 'models', name);
const modelBytes = () => readFileSync(path.join(source, 'onnx', 'model.onnx'));
const modelRequests = () => hub.asked.filter(({ path: file }) => file.endsWith('.onnx')).map(({ range }) => range);

describe.skipIf(runtime === undefined)('headroom models', () => {
  it('says what could be installed while nothing is', async () => {
    rmSync(home, { recursive: true });
    const { code, text } = await run([]);
    expect(code).toBe(0);
    expect(text).toContain('headroom models install kompress-v2-base');
    expect(existsSync(home)).toBe(false);
  });

  it('installs from a folder, lists and removes', async () => {
    expect(await run(['install', source])).toMatchObject({ code: 0, text: expect.stringMatching(/^tiny: .*kB in /) });
    expect((await run(['list'])).text).toMatch(/^tiny +chooses lines and sentences of prose +[\d.]+ kB +\//m);
    const [listed] = JSON.parse((await run(['list', '--json'])).text);
    expect(listed).toMatchObject({ name: 'tiny', model: { task: 'keep', model: 'model.onnx' } });
    expect(readFileSync(path.join(installed('tiny'), 'model.onnx'))).toEqual(modelBytes());
    expect(statSync(installed('tiny')).mode & 0o777).toBe(0o700);
    expect(await run(['remove', 'tiny'])).toMatchObject({ code: 0, text: 'tiny: removed\n' });
    expect(modelsIn(home)).toEqual([]);
    expect(await run(['remove', 'tiny'])).toMatchObject({ code: 1, stderr: expect.stringContaining("found 'tiny'") });
  });

  it('installs what was installed elsewhere, and notices when a file of it has changed', async () => {
    await run(['install', source]);
    const elsewhere = path.join(path.dirname(home), 'elsewhere');
    linkRuntime(runtime, elsewhere);
    const copy = (options: string[]) => run(['install', installed('tiny'), ...options], { HEADROOM_HOME: elsewhere });
    expect(await copy([])).toMatchObject({ code: 0 });
    const file = path.join(installed('tiny'), 'model.onnx');
    writeFileSync(file, modelBytes().fill(1, 100, 110));
    expect(await copy(['--name', 'again'])).toMatchObject({ code: 2, stderr: expect.stringContaining('SHA-256') });
  });

  it('fetches from a hub, through redirects, and goes on where a connection broke', async () => {
    hub.cuts.push(500, 400);
    expect(await run(['install', 'some/tiny', '--name', 'mine'])).toMatchObject({ code: 0 });
    expect(modelRequests()).toEqual([undefined, 'bytes=500-', 'bytes=900-']);
    expect(readFileSync(path.join(installed('mine'), 'model.onnx'))).toEqual(modelBytes());
    expect(modelsIn(home)).toEqual(['mine']);
  });

  it('fetches again only what is not there as it was', async () => {
    await run(['install', 'some/tiny']);
    const asked = hub.asked.length;
    expect(await run(['install', 'some/tiny'])).toMatchObject({ code: 0 });
    expect(hub.asked).toHaveLength(asked);
    const file = path.join(installed('tiny'), 'model.onnx');
    writeFileSync(file, modelBytes().fill(1, 100, 110));
    expect(await run(['install', 'some/tiny'])).toMatchObject({ code: 0 });
    expect(readFileSync(file)).toEqual(modelBytes());
  });

  it('goes on in a later run with what an earlier one left', async () => {
    hub.cuts.push(700, 0, 0, 0);
    expect(await run(['install', `${hub.url}/some/tiny`])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/expected \d+ bytes, found 700.*resumes there/),
    });
    expect((await run(['list'])).text).toContain('no model is installed');
    hub.asked.length = 0;
    expect(await run(['install', `${hub.url}/some/tiny`])).toMatchObject({ code: 0 });
    expect(modelRequests()).toEqual(['bytes=700-']);
  });

  it.each(['onnx/model.onnx', 'tokenizer.json'])('refuses other bytes than the hub lists: %s', async (file) => {
    hub.tamper = (name, bytes) => (name === file ? Buffer.from(bytes).fill('x', 20, 30) : bytes);
    expect(await run(['install', 'some/tiny'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/expected the checksum [0-9a-f]{40,64}, found [0-9a-f]{40,64}/),
    });
    hub.tamper = undefined;
    expect(await run(['install', 'some/tiny'])).toMatchObject({ code: 0 });
  });

  it.each([
    [['install', 'some/tiny', '--offline'], {}, 'offline: expected a folder'],
    [['install', 'some/tiny'], { HF_HUB_OFFLINE: '1' }, 'offline: expected a folder'],
    [['install', 'no such thing'], {}, 'OWNER/NAME or a URL, found "no such thing"'],
    [['install', 'some/other'], {}, 'found status 404'],
    [['install', 'some/bare'], {}, 'expected tokenizer.json, found none'],
    [['install', 'some/tiny', '--file', 'model.onnx'], {}, 'expected model.onnx, found onnx/model.onnx'],
    [['install', 'some/tiny', '--name', '../out'], {}, 'expected a name of letters'],
    [['install', 'some/tiny'], { HF_ENDPOINT: 'http://127.0.0.1:1' }, 'expected an answer, found connect'],
    [['instal'], {}, 'expected list, install or remove'],
  ])('refuses %j with one line', async (args, env, line) => {
    const { code, stderr } = await run(args, env as Record<string, string>);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(line);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .filter((each) => each.startsWith('headroom:')),
    ).toHaveLength(1);
  });

  it('does not keep a model that it cannot run', async () => {
    writeFileSync(path.join(source, 'onnx', 'model.onnx'), lookUpModel('something_else', [[1, 2]]));
    const other = await run(['install', source]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('found something_else') });
    writeFileSync(path.join(source, 'onnx', 'model.onnx'), 'no model');
    const broken = await run(['install', source]);
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('expected a model that can be opened') });
    mkdirSync(path.join(source, 'more'));
    writeFileSync(path.join(source, 'more', 'a.onnx'), '');
    rmSync(path.join(source, 'onnx'), { recursive: true });
    writeFileSync(path.join(source, 'b.onnx'), '');
    const several = await run(['install', source]);
    expect(several.stderr).toContain('found b.onnx, more/a.onnx; name one with --file');
    expect(modelsIn(home)).toEqual([]);
  });
});

describe('a source', () => {
  it('is read as a known name, an id or a URL', () => {
    const endpoint = 'https://hub.example';
    const read = (text: string) => readSource(text, endpoint);
    expect(read('kompress-v2-base').repository).toMatchObject({
      endpoint,
      revision: expect.stringMatching(/^b1563631b/),
    });
    expect(read('kompress-v2-base').known).toBe(read(read('kompress-v2-base').repository.id).known);
    expect(read('a/b@v1')).toEqual({ repository: { endpoint, id: 'a/b', revision: 'v1' }, known: undefined });
    expect(read('https://other.example/a/b/blob/main/onnx/x.onnx')).toEqual({
      repository: { endpoint: 'https://other.example', id: 'a/b', revision: 'main' },
      known: undefined,
      file: 'onnx/x.onnx',
    });
  });
});
