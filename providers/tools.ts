import { matchFrom } from '../src/lib/match.ts';
import type { ToolCall } from '../src/model/block.ts';
import { isJsonObject, type Json, type JsonObject } from '../src/model/json.ts';

/**
 * Tools whose output is never touched by default: text that an edit may quote (reads and searches), reports of edits,
 * and the results of skills, sub-agents and to-do lists. Compared without case, `*` stands for any characters. Names as
 * the agents offer them (Claude Code 2.1, opencode 1.18, Gemini CLI 0.61, pi 0.73, Codex 0.169).
 */
export const defaultExcludeTools: readonly string[] = [
  ...['Read', 'Glob', 'Grep', 'LS', 'Write', 'Edit', 'MultiEdit', 'NotebookEdit', 'NotebookRead'],
  ...['Skill', 'Task', 'Agent', 'TodoWrite', 'TodoRead'],
  ...['TaskCreate', 'TaskGet', 'TaskList', 'TaskOutput', 'TaskUpdate', 'SendMessage', 'Workflow'],
  ...['find', 'list', 'multi_edit', 'patch'],
  ...['read_file', 'read_many_files', 'list_directory', 'search_file_content', 'grep_search'],
  ...['write_file', 'replace', 'save_memory', 'write_todos', 'activate_skill', 'invoke_agent', 'update_topic'],
  ...[
    'apply_patch',
    'update_plan',
    'view_image',
    'multi_agent_v1',
    'spawn_agent',
    'wait_agent',
    'resume_agent',
    'close_agent',
    'send_input',
    'send_message',
    'followup_task',
  ],
  ...['get_goal', 'create_goal', 'update_goal'],
  // File viewers and editors that MCP servers offer under their own names.
  ...['*__read_file', '*__read_text_file', '*__read_multiple_files', '*__write_file', '*__edit_file'],
  ...['view', 'view_file', 'open_file', 'str_replace_*'],
];

/** Excluded tools whose output is hits and listings: these may be grouped losslessly. */
export const searchTools: readonly string[] = [
  ...['Grep', 'Glob', 'LS', 'find', 'list'],
  ...['list_directory', 'search_file_content', 'grep_search'],
];

/** Excluded tools that show files or report edits: lines that appear earlier may become pointers. */
export const readTools: readonly string[] = [
  ...['Read', 'NotebookRead', 'Edit', 'MultiEdit', 'Write', 'NotebookEdit', 'multi_edit', 'patch'],
  ...['read_file', 'read_many_files', 'write_file', 'replace', 'apply_patch'],
  ...['*__read_file', '*__read_text_file', '*__read_multiple_files', '*__write_file', '*__edit_file'],
  ...['view', 'view_file', 'open_file', 'str_replace_*'],
];

/** `bash`, `/bin/zsh`, … as the first word of an argument list. */
const shell = /(?:^|\/)(?:ba|z|da|k|fi)?sh$/;
/** `-c`, `-lc`, `-ic`, …: the next argument is the command. */
const commandFlag = /^-[a-z]*c$/;

/** Pattern of a shell call in a script, up to the string with the command. */
const scriptedCall = /exec_command\s*\(\s*\{/g;
const commandKey = /["']?\b(?:cmd|command)["']?\s*:\s*(?="|'|`)/y;
const stringLiteral = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|`[^`\\]*(?:\\.[^`\\]*)*`/sy;
/** The text between the members of an object literal before the command: no string, no other literal. */
const otherMember = /[^"'`{}]/y;
/** Tools that have a `command` argument and are not a shell: editors, memories, slash commands. */
const noShell = /edit|memory|slash/i;

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** The text of a JavaScript string literal, its quotes included; `${…}` in a template stays as it is. */
function literalText(source: string): string {
  return source
    .slice(1, -1)
    .replace(
      /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r\n|(.))/gs,
      (whole, point, unit, byte, one) => {
        const hex: string | undefined = point ?? unit ?? byte;
        if (hex !== undefined) {
          const code = Number.parseInt(hex, 16);
          return code > 0x10ffff ? whole : String.fromCodePoint(code);
        }
        if (one === undefined || one === '\n') return '';
        return simpleEscapes[one] ?? one;
      },
    );
}

/** The command in the object literal that starts at `position`, after its brace. */
function commandInLiteral(source: string, position: number): string | undefined {
  let at = position;
  while (at < source.length) {
    const key = matchFrom(commandKey, source, at)?.[0];
    if (key !== undefined) {
      const literal = matchFrom(stringLiteral, source, at + key.length)?.[0];
      return literal === undefined ? undefined : literalText(literal);
    }
    const step = matchFrom(stringLiteral, source, at)?.[0] ?? matchFrom(otherMember, source, at)?.[0];
    if (step === undefined) return undefined;
    at += step.length;
  }
  return undefined;
}

/** The commands that a script hands to the shell, one per line. */
function scriptedCommands(source: string): string | undefined {
  const commands = Array.from(source.matchAll(scriptedCall), (match) =>
    commandInLiteral(source, match.index + match[0].length),
  ).filter((command) => command !== undefined);
  return commands.length === 0 ? undefined : commands.join('\n');
}

/** A command given as one string or as an argument list. */
function fromValue(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const words = value.filter((word) => typeof word === 'string');
  if (words.length !== value.length) return undefined;
  const [program = '', flag = '', script] = words;
  const wrapped = words.length === 3 && shell.test(program) && commandFlag.test(flag);
  return wrapped ? script : words.join(' ');
}

/** The command line in the arguments of a call, as one string: `["bash", "-lc", X]` means X. */
export function commandArgument(input: JsonObject): string | undefined {
  return fromValue(input.command) ?? fromValue(input.cmd);
}

/**
 * The shell command line that a call runs: from JSON arguments `{command | cmd: string | string[]}`, where a list
 * `["bash", "-lc", X]` means X, or from a script that calls `exec_command({cmd: "…"})`. `undefined` if there is none.
 */
export function commandLine(tool: string, input: string): string | undefined {
  if (input === '' || noShell.test(tool)) return undefined;
  if (input.trimStart().startsWith('{')) {
    try {
      const value: unknown = JSON.parse(input);
      return isJsonObject(value) ? commandArgument(value) : undefined;
    } catch {
      // A script may start with a brace too.
    }
  }
  return scriptedCommands(input);
}

/** The command that prints an original, in any way to start the program: by name or path, as a script, through npx. */
const retrieveCommand = /headroom(?:-ai)?(?:\.[cm]?[jt]s)?["']?\s+["']?retrieve\b/;
/** How many characters after it are searched for the handle: a pasted notice with all its ranges. */
const argumentCharacters = 4000;

/** Whether a call fetches an original, by command or by tool. */
export function isRetrieval(call: ToolCall): boolean {
  return isRetrievalTool(call) || retrieveCommand.test(call.command ?? '');
}

function isRetrievalTool({ tool }: ToolCall): boolean {
  return tool.toLowerCase().endsWith('headroom_retrieve');
}

/** The digits by which a fetching call names an original, in lower case: its handle or the start of it. */
export function retrievedDigits(call: ToolCall): string | undefined {
  const text = isRetrievalTool(call) ? call.input : (call.command ?? '');
  const start = isRetrievalTool(call) ? 0 : text.search(retrieveCommand);
  if (start === -1) return undefined;
  const given = text.slice(start, start + argumentCharacters);
  const digits = /hash=([0-9a-f]{8,64})\b/i.exec(given) ?? /\b([0-9a-f]{8,64})\b/i.exec(given);
  return digits?.[1]?.toLowerCase();
}
