import type { Json, JsonObject } from '../src/model/json.ts';
import { isJsonObject } from '../src/model/json.ts';
import type { ToolAction } from '../src/model/transcript.ts';
import { commandArgument, commandLine } from './tools.ts';

type Kind = ToolAction['kind'];

const shells = [
  'bash',
  'shell',
  'shell_command',
  'local_shell',
  'exec',
  'exec_command',
  'run_shell_command',
  'powershell',
];

/**
 * What each tool does, by its lower-case name. Names as the agents offer them (Claude Code 2.1, Codex 0.118 to 0.171,
 * opencode 1.18, Gemini CLI 0.61, pi 0.73); several of them share names, and mean the same by them.
 */
const kinds = new Map<string, Kind>([
  ...shells.map((name) => [name, 'command'] as const),
  ['read', 'read'],
  ['notebookread', 'read'],
  ['read_file', 'read'],
  ['edit', 'edit'],
  ['multiedit', 'edit'],
  ['notebookedit', 'edit'],
  ['replace', 'edit'],
  ['apply_patch', 'edit'],
  ['write', 'write'],
  ['write_file', 'write'],
  ['ls', 'list'],
  ['list', 'list'],
  ['list_directory', 'list'],
  ['grep', 'search'],
  ['glob', 'search'],
  ['find', 'search'],
  ['grep_search', 'search'],
  ['search_file_content', 'search'],
  ['skill', 'skill'],
  ['activate_skill', 'skill'],
  ['task', 'agent'],
  ['agent', 'agent'],
  ['invoke_agent', 'agent'],
]);

const pathKeys = ['file_path', 'filePath', 'path', 'notebook_path', 'absolute_path', 'dir_path'] as const;
const rangeKeys = ['offset', 'limit', 'pages', 'start_line', 'end_line'] as const;
const nameKeys = {
  skill: ['skill', 'name', 'command'],
  agent: ['subagent_type', 'agent_name', 'agent_type'],
} as const;

/** The first file that a patch names, in the format of `apply_patch`. */
const patched = /^\*\*\* (?:Add|Delete|Update) File: (.{1,4000})$/m;

/**
 * What a call does.
 * @param tool name of the tool as the agent gives it
 * @param input its arguments: an object, the source of a script that runs commands, or a patch
 */
export function toolAction(tool: string, input: Json): ToolAction {
  const kind = kinds.get(tool.toLowerCase()) ?? 'other';
  if (kind === 'command') {
    const command = isJsonObject(input) ? commandArgument(input) : scripted(tool, input);
    return command === undefined ? { kind: 'other' } : { kind, command };
  }
  if (kind === 'edit' && typeof input === 'string') {
    const path = patched.exec(input)?.[1]?.trim();
    return path === undefined ? { kind: 'other' } : { kind, path };
  }
  if (!isJsonObject(input)) return { kind: 'other' };
  const path = firstText(input, pathKeys);
  if (kind === 'search') return { kind, pattern: firstText(input, ['pattern']) ?? '', ...(path ? { path } : {}) };
  if (kind === 'skill' || kind === 'agent') {
    const name = firstText(input, nameKeys[kind]);
    return name === undefined ? { kind: 'other' } : { kind, name };
  }
  if (kind === 'other' || path === undefined) return { kind: 'other' };
  return kind === 'read' ? { kind, path, ranged: rangeKeys.some((key) => input[key] !== undefined) } : { kind, path };
}

function scripted(tool: string, input: Json): string | undefined {
  return typeof input === 'string' ? commandLine(tool, input) : undefined;
}

function firstText(input: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = input[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
