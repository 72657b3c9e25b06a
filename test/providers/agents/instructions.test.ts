import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../providers/agents/index.ts';
import { instructions } from '../../../providers/agents/instructions.ts';
import type { InstructionContext } from '../../../src/model/instructions.ts';

const project = '/home/dev/project';
const home = '/home/dev';

type Given = Partial<InstructionContext> & { files?: Readonly<Record<string, string>> };

function fileFor(agent: string, { files = {}, ...rest }: Given = {}) {
  const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [path.resolve(project, name), text]));
  const context: InstructionContext = {
    project,
    home,
    env: {},
    exists: (file) => absolute[file] !== undefined,
    readFile: (file) => absolute[file],
    markdown: Object.keys(files).filter((name) => name.includes('/') && name.endsWith('.md')),
    ...rest,
  };
  const found = instructions.find((each) => each.agent === agent)!.file(context);
  return found.kind === 'file' ? { ...found, path: path.relative(project, found.path) } : found;
}

const some = (...names: readonly string[]) => ({ files: Object.fromEntries(names.map((name) => [name, ''])) });
const geminiNames = (value: unknown) => JSON.stringify({ context: { fileName: value } });

describe('the instruction file of a project', () => {
  it('is known for every agent that has a launcher', () => {
    expect(instructions.map(({ agent }) => agent)).toEqual(agents.map(({ name }) => name));
  });

  it.each<[string, string, Given, string, 'personal' | 'shared']>([
    ['claude', 'in an empty project', {}, 'CLAUDE.local.md', 'personal'],
    ['claude', 'beside files of the team', some('CLAUDE.md', 'AGENTS.md'), 'CLAUDE.local.md', 'personal'],
    ['claude', 'with a folder of its own', { env: { CLAUDE_CONFIG_DIR: '/x' } }, 'CLAUDE.local.md', 'personal'],
    ['claude', 'with that file named', { target: 'CLAUDE.local.md' }, 'CLAUDE.local.md', 'personal'],
    ['claude', 'with the team file named', { target: 'CLAUDE.md' }, 'CLAUDE.md', 'shared'],
    ['codex', 'in an empty project', {}, 'AGENTS.md', 'shared'],
    ['codex', 'with both files', some('AGENTS.md', 'CLAUDE.md'), 'AGENTS.md', 'shared'],
    ['codex', 'with an override', some('AGENTS.md', 'AGENTS.override.md'), 'AGENTS.override.md', 'shared'],
    ['codex', 'with an override alone', some('CLAUDE.md', 'AGENTS.override.md'), 'AGENTS.override.md', 'shared'],
    ['opencode', 'in an empty project', {}, 'AGENTS.md', 'shared'],
    ['opencode', 'with both files', some('AGENTS.md', 'CLAUDE.md'), 'AGENTS.md', 'shared'],
    ['opencode', 'with CLAUDE.md named', { ...some('CLAUDE.md'), target: 'CLAUDE.md' }, 'CLAUDE.md', 'shared'],
    ['pi', 'in an empty project', {}, 'AGENTS.md', 'shared'],
    ['pi', 'with both files', some('AGENTS.md', 'CLAUDE.md'), 'AGENTS.md', 'shared'],
    ['pi', 'with CLAUDE.md named', { ...some('CLAUDE.md'), target: `${project}/CLAUDE.md` }, 'CLAUDE.md', 'shared'],
    ['gemini', 'in an empty project', {}, 'GEMINI.md', 'shared'],
    ['gemini', 'beside other files', some('AGENTS.md', 'CLAUDE.md'), 'GEMINI.md', 'shared'],
  ])('for %s %s', (agent, _, given, name, sharing) => {
    const found = fileFor(agent, given);
    expect(found).toMatchObject({ kind: 'file', path: name, sharing });
    expect(found).not.toHaveProperty('note');
  });

  it.each([
    ['codex', some('CLAUDE.md'), 'CLAUDE.md'],
    ['opencode', some('CLAUDE.md'), 'CLAUDE.md'],
    ['opencode', some('CONTEXT.md'), 'CONTEXT.md'],
    ['opencode', some('packages/web/CLAUDE.md'), 'packages/web/CLAUDE.md'],
    ['pi', some('CLAUDE.md'), 'CLAUDE.md'],
    ['claude', { ...some('CLAUDE.md'), target: 'AGENTS.md' }, 'CLAUDE.md'],
    ['gemini', { ...some('CLAUDE.md'), target: './AGENTS.md' }, 'CLAUDE.md'],
    ['opencode', { ...some('CLAUDE.md'), target: 'AGENTS.md' }, 'CLAUDE.md'],
    ['opencode', { ...some('CLAUDE.md'), target: 'packages/web/AGENTS.md' }, 'CLAUDE.md'],
    ['pi', { ...some('CLAUDE.md'), target: 'agents.md' }, 'CLAUDE.md'],
  ])('is never made for %s where it would switch off another (%o)', (agent, given, other) => {
    const found = fileFor(agent, given);
    expect(found).toMatchObject({ kind: 'refused', reason: expect.stringContaining(`reading ${other} once`) });
    expect(found).toMatchObject({ hint: expect.stringContaining(`--target ${other}`) });
  });

  it('is made for agents that know no such order', () => {
    expect(fileFor('pi', some('CONTEXT.md'))).toMatchObject({ path: 'AGENTS.md' });
    expect(fileFor('opencode', some('docs/CONTEXT.md', 'other/README.md'))).toMatchObject({ path: 'AGENTS.md' });
    expect(fileFor('pi', { ...some('web/CLAUDE.md'), target: 'api/AGENTS.md' })).toMatchObject({
      path: 'api/AGENTS.md',
    });
  });

  it('is never made for a folder above the project', () => {
    expect(fileFor('codex', { files: { '/home/dev/CLAUDE.md': '' } })).toMatchObject({ path: 'AGENTS.md' });
  });

  it('has a note where the agent does not read it by itself', () => {
    const read = {
      codex: 'AGENTS.md',
      opencode: 'CLAUDE.md',
      pi: 'CLAUDE.md',
      gemini: 'GEMINI.md',
      claude: 'CLAUDE.md',
    };
    for (const [agent, target] of Object.entries(read)) {
      expect(fileFor(agent, { ...some(target), target })).not.toHaveProperty('note');
      const note = expect.stringMatching(/does not read docs\/rules\.md by itself/);
      expect(fileFor(agent, { target: 'docs/rules.md' })).toMatchObject({
        path: 'docs/rules.md',
        sharing: 'shared',
        note,
      });
    }
    for (const agent of ['opencode', 'pi']) {
      expect(fileFor(agent, { ...some('AGENTS.md', 'CLAUDE.md'), target: 'CLAUDE.md' })).toHaveProperty('note');
    }
    expect(fileFor('codex', { ...some('AGENTS.md', 'AGENTS.override.md'), target: 'AGENTS.md' })).toHaveProperty(
      'note',
    );
  });
});

describe('settings that name instruction files', () => {
  it.each([
    ['in the folder of its settings', '/home/dev/.codex/config.toml', {}],
    ['in the folder that a variable names', '/other/config.toml', { CODEX_HOME: '/other' }],
  ])('are read for Codex %s', (_, file, env) => {
    const files = { [file]: 'project_doc_fallback_filenames = ["CLAUDE.md", "TEAM.md", "x.txt", 3]' };
    expect(fileFor('codex', { env, files })).toMatchObject({ path: 'AGENTS.md' });
    expect(fileFor('codex', { env, files: { ...files, 'TEAM.md': '' } })).toMatchObject({ path: 'TEAM.md' });
    const refused = fileFor('codex', { env, files: { ...files, 'TEAM.md': '' }, target: 'AGENTS.md' });
    expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringContaining('Codex stops reading TEAM.md') });
    expect(fileFor('codex', { env, files: { ...files, 'TEAM.md': '', 'AGENTS.md': '' } })).toMatchObject({
      path: 'AGENTS.md',
    });
  });

  it.each([
    ['the project', '.gemini/settings.json', {}],
    ['the user', '/home/dev/.gemini/settings.json', {}],
    ['the user elsewhere', '/other/.gemini/settings.json', { GEMINI_CLI_HOME: '/other' }],
    ['the administrator', '/etc/gemini-cli/settings.json', {}],
    ['the administrator elsewhere', '/adm.json', { GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/adm.json' }],
  ])('are read for Gemini CLI where %s has them', (_, file, env) => {
    const named = (value: unknown, ...names: readonly string[]) =>
      fileFor('gemini', { env, files: { [file]: geminiNames(value), ...some(...names).files } });
    expect(named('TEAM.md')).toMatchObject({ path: 'TEAM.md', sharing: 'shared' });
    expect(named(['A.md', 'B.md'], 'B.md')).toMatchObject({ path: 'B.md' });
    expect(named(['A.md', 'B.md'], 'GEMINI.md')).toMatchObject({ path: 'GEMINI.md' });
    expect(named('AGENTS.md', 'CLAUDE.md')).toMatchObject({ kind: 'refused' });
    expect(named('rules.txt')).toMatchObject({ path: 'GEMINI.md' });
    expect(named(7)).toMatchObject({ path: 'GEMINI.md' });
  });

  it.each([
    ['the project', '.aider.conf.yml', {}],
    ['the user', '/home/dev/.aider.conf.yml', {}],
  ])('are read for Aider where %s has them', (_, file, env) => {
    const named = (text: string) => fileFor('aider', { env, files: { [file]: text } });
    expect(named('read: CONVENTIONS.md')).toMatchObject({ path: 'CONVENTIONS.md', sharing: 'shared' });
    expect(named('read: [notes.txt, "docs/a.md"]')).toMatchObject({ path: 'docs/a.md' });
    expect(named('read:\n  - ../x.md\n  - /etc/y.md\n  - z.md')).toMatchObject({ path: 'z.md' });
    expect(named('read: notes.txt')).toMatchObject({ kind: 'refused' });
  });

  it('of an environment variable are the strongest for Aider', () => {
    const files = { '.aider.conf.yml': 'read: a.md' };
    expect(fileFor('aider', { env: { AIDER_READ: 'b.md' }, files })).toMatchObject({ path: 'b.md' });
  });

  it('are what Aider needs: it is told what to do, and follows a target', () => {
    const hint = expect.stringMatching(/read: CONVENTIONS\.md.*\.aider\.conf\.yml.*--target CONVENTIONS\.md/);
    expect(fileFor('aider', some('CONVENTIONS.md'))).toMatchObject({ kind: 'refused', hint });
    const note = expect.stringContaining('Aider does not read CONVENTIONS.md by itself');
    expect(fileFor('aider', { target: 'CONVENTIONS.md' })).toMatchObject({ path: 'CONVENTIONS.md', note });
    const read = fileFor('aider', { target: 'a.md', files: { '.aider.conf.yml': 'read: a.md' } });
    expect(read).not.toHaveProperty('note');
  });
});
