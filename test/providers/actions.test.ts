import { describe, expect, it } from 'vitest';
import { toolAction } from '../../providers/actions.ts';
import type { Json } from '../../src/model/json.ts';
import type { ToolAction } from '../../src/model/transcript.ts';

const table: readonly (readonly [tool: string, input: Json, action: ToolAction])[] = [
  ['Bash', { command: 'ls', description: 'x' }, { kind: 'command', command: 'ls' }],
  ['shell', { command: ['bash', '-lc', 'ls -l'] }, { kind: 'command', command: 'ls -l' }],
  ['exec_command', { cmd: 'ls' }, { kind: 'command', command: 'ls' }],
  ['exec', 'await tools.exec_command({"cmd":"ls"})', { kind: 'command', command: 'ls' }],
  ['run_shell_command', { command: 'ls' }, { kind: 'command', command: 'ls' }],
  ['Bash', { description: 'no command' }, { kind: 'other' }],
  ['Read', { file_path: '/a' }, { kind: 'read', path: '/a', ranged: false }],
  ['Read', { file_path: '/a', offset: 3 }, { kind: 'read', path: '/a', ranged: true }],
  ['read', { filePath: '/a', limit: 9 }, { kind: 'read', path: '/a', ranged: true }],
  ['read_file', { absolute_path: '/a' }, { kind: 'read', path: '/a', ranged: false }],
  ['read', { path: 7 }, { kind: 'other' }],
  ['NotebookEdit', { notebook_path: '/a' }, { kind: 'edit', path: '/a' }],
  ['replace', { file_path: '/a' }, { kind: 'edit', path: '/a' }],
  [
    'apply_patch',
    '*** Begin Patch\n*** Update File: src/a.ts\n@@\n*** Add File: b',
    { kind: 'edit', path: 'src/a.ts' },
  ],
  ['apply_patch', '*** Begin Patch', { kind: 'other' }],
  ['Edit', 'a path', { kind: 'other' }],
  ['Write', { file_path: '/a', content: '' }, { kind: 'write', path: '/a' }],
  ['list_directory', { dir_path: '/a' }, { kind: 'list', path: '/a' }],
  ['Grep', { pattern: 'x', path: '/a' }, { kind: 'search', pattern: 'x', path: '/a' }],
  ['Glob', { pattern: '*.go' }, { kind: 'search', pattern: '*.go' }],
  ['Skill', { skill: 'commit' }, { kind: 'skill', name: 'commit' }],
  ['Task', { subagent_type: 'explore', prompt: 'x' }, { kind: 'agent', name: 'explore' }],
  ['task', { prompt: 'x' }, { kind: 'other' }],
  ['TodoWrite', { todos: [] }, { kind: 'other' }],
  ['constructor', { path: '/a' }, { kind: 'other' }],
  ['Read', null, { kind: 'other' }],
];

describe('toolAction', () => {
  it.each(table)('reads %s %j', (tool, input, action) => {
    expect(toolAction(tool, input)).toEqual(action);
  });
});
