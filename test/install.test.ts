import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runtimePackage } from '../src/inference/runtime.ts';
import { root } from './sources.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const json = (file: string) => JSON.parse(read(file));
const manifest = json('package.json');

type Locked = { readonly hasInstallScript?: true; readonly dev?: true; readonly inBundle?: true };
const locked = Object.entries(json('package-lock.json').packages as Readonly<Record<string, Locked>>);
const nameOf = (place: string) => place.split('node_modules/').at(-1) as string;
const withScript = locked.filter(([place, { hasInstallScript }]) => place !== '' && hasInstallScript);

/** Lines that have a package manager fetch this program by name from a registry, where another one has the name. */
const byName =
  /\b(?:npm|pnpm|yarn|bun)\s+(?:install|i|add|exec|x|dlx|create)\s+(?:[^\s&|;`]+\s+)*headroom(?:-ai)?(?![\w./*-])|\b(?:npx|bunx|pnpx)\s(?:-\S+\s)*headroom-ai\b/;

/** Everything a person may read of us: pages, messages, hints. */
function readable(): readonly string[] {
  const folders = ['docs', 'bin', 'commands', 'providers', 'src', 'scripts'];
  const below = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  return [...top, 'package.json', ...below.filter((name) => /\.(ts|mjs|md|svg)$/.test(name))];
}

describe('what tells how to install', () => {
  it('names no package that the registry serves as something else', () => {
    const lines = readable().flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => byName.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(lines).toEqual([]);
    expect(readable()).toEqual(expect.arrayContaining(['README.md', 'docs/launch.md', 'commands/index.ts']));
  });

  it.each([
    'npm install -g headroom-ai',
    'npm i headroom-ai@latest',
    'run `npm install --global headroom`',
    'npx headroom-ai wrap claude',
    'npx -y headroom-ai',
    'pnpm dlx headroom-ai',
    'yarn add headroom-ai',
  ])('would find %s', (line) => expect(line).toMatch(byName));

  it.each([
    'npm install && npx headroom demo',
    'npm pack && npm install -g ./headroom-ai-*.tgz',
    'npm install -g .   # headroom-ai as a link',
    'npm uninstall -g headroom-ai',
    'npm install -g @anthropic-ai/claude-code',
  ])('lets %s be', (line) => expect(line.replace(/#.*/, '')).not.toMatch(byName));

  it('is a section of README.md with the commands that work from a clone', () => {
    const section = /\n## Install\n([\s\S]*?)\n## /.exec(read('README.md'))?.[1];
    expect(section).toContain('npm install && npx headroom demo');
    expect(section).toContain('npm pack && npm install -g ./headroom-ai-*.tgz');
    expect(section).toContain('npm install -g .');
  });
});

describe('npm', () => {
  it('knows every key of .npmrc', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'headroom-npm-'));
    try {
      // npm hands the keys of the folder that it runs these tests from down to them, unknown ones too.
      const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)));
      const list = ['config', 'list', '--long', '--json'];
      const { stdout } = await promisify(execFile)('npm', list, { cwd: elsewhere, env });
      const keys = Array.from(read('.npmrc').matchAll(/^([^=#;\s]+)\s*=/gm), ([, key]) => key);
      expect(keys).not.toEqual([]);
      expect(Object.keys(JSON.parse(stdout))).toEqual(expect.arrayContaining(keys));
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('leaves the runtime of models out, which is large and which few need', () => {
    expect(manifest.peerDependencies).toEqual({ [runtimePackage.name]: `^${runtimePackage.version}` });
    expect(manifest.peerDependenciesMeta).toEqual({ [runtimePackage.name]: { optional: true } });
    expect(locked.map(([place]) => nameOf(place))).not.toContain(runtimePackage.name);
  });

  it('is told of each package with an install script that none is to be run', () => {
    const { allowScripts } = manifest;
    const needed = [...withScript.map(([place]) => nameOf(place)), runtimePackage.name];
    expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(needed));
    expect(Object.values(allowScripts)).toEqual(Object.keys(allowScripts).map(() => false));
    const known = [...locked.map(([place]) => nameOf(place)), runtimePackage.name];
    expect(known).toEqual(expect.arrayContaining(Object.keys(allowScripts)));
  });

  it('has no install script to ask about when the tarball is installed', () => {
    const ours = Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name));
    expect(ours).toEqual([]);
    const asked = withScript.filter(([, { dev, inBundle }]) => !dev && !inBundle);
    expect(asked.map(([place]) => nameOf(place))).toEqual([]);
    expect(manifest.bundleDependencies).toEqual(['@photostructure/sqlite']);
  });
});
