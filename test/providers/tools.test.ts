import { expect, test } from 'vitest';
import { commandLine, defaultExcludeTools, isRetrieval, retrievedDigits } from '../../providers/tools.ts';
import { toolMatcher } from '../../src/pipeline/tool-names.ts';

test.each([
  ['Bash', '{"command":"npm test","description":"d"}', 'npm test'],
  ['exec_command', '{"cmd":"ls -l"}', 'ls -l'],
  ['shell', '{"command":["bash","-lc","a && b"]}', 'a && b'],
  ['shell', '{"command":["/bin/zsh","-c","a"]}', 'a'],
  ['local_shell', '{"type":"exec","command":["git","log","-3"]}', 'git log -3'],
  ['shell', '{"command":["bash","-lc"]}', 'bash -lc'],
  ['shell', '{"command":[]}', undefined],
  ['shell', '{"command":["a",1]}', undefined],
  ['Read', '{"file_path":"x"}', undefined],
  ['str_replace_based_edit_tool', '{"command":"view","path":"x"}', undefined],
  ['exec', 'const r = await tools.exec_command({cmd: "cat \\"a b\\""});\ntext(r.output);', 'cat "a b"'],
  ['exec', "await tools.exec_command({workdir: '/x', \"cmd\": 'ls\\n\\u0041\\x42', timeout: 1})", 'ls\nAB'],
  ['exec', 'tools.exec_command({ cmd: `a\nb` }); tools.exec_command({cmd:"c"})', 'a\nb\nc'],
  ['exec', 'tools.exec_command({note: "cmd: \\"no\\"", cmd: "yes"})', 'yes'],
  ['exec', 'tools.exec_command({cmd: variable})', undefined],
  ['exec', 'tools.exec_command(x); const o = {cmd: "no"}', undefined],
  ['apply_patch', '*** Begin Patch', undefined],
  ['Bash', '', undefined],
  ['Bash', '{"command":"cut off', undefined],
])('%s %j runs %j', (tool, input, command) => {
  expect(commandLine(tool, input)).toBe(command);
});

test('a long script of open calls is read in one go', () => {
  expect(commandLine('exec', 'exec_command({'.repeat(20_000))).toBeUndefined();
});

test('retrievals are known by command and by tool', () => {
  expect(isRetrieval({ tool: 'Bash', input: '', command: 'headroom retrieve abc | head' })).toBe(true);
  expect(isRetrieval({ tool: 'mcp__headroom__headroom_retrieve', input: '{}' })).toBe(true);
  expect(isRetrieval({ tool: 'Bash', input: '', command: 'headroom stats' })).toBe(false);
});

const digits = '81b41fbf54b09c7b5a22f3b9';

test.each([
  [`headroom retrieve hash=${digits} --lines 1-9`, digits],
  [`cd /x && headroom retrieve ${digits.slice(0, 8)} | head`, '81b41fbf'],
  [`headroom retrieve "[headroom: omitted 12345678 of 22345678 lines; headroom retrieve hash=${digits}]"`, digits],
  [`npx headroom-ai retrieve --lines 1-9 ${digits.toUpperCase()}`, digits],
  [`node '/a b/dist/bin/headroom.js' retrieve ${digits}`, digits],
  ['/opt/headroom  retrieve $HANDLE', undefined],
])('%j fetches an original', (command, named) => {
  const call = { tool: 'Bash', input: '', command };
  expect([isRetrieval(call), retrievedDigits(call)]).toEqual([true, named]);
});

test.each([
  ['git log 81b41fbf54b09c7b', false],
  ['headroom stats 81b41fbf54b09c7b', false],
])('%j fetches none', (command, expected) => {
  const call = { tool: 'Bash', input: '', command };
  expect([isRetrieval(call), retrievedDigits(call)]).toEqual([expected, undefined]);
});

test('a tool that fetches names the original in its arguments', () => {
  const tool = 'mcp__headroom__headroom_retrieve';
  expect(retrievedDigits({ tool, input: `{"hash":"hash=${digits}","lines":"1-20"}` })).toBe(digits);
  expect(retrievedDigits({ tool, input: '{"hash":"none"}' })).toBeUndefined();
});

test('shells, web and MCP tools are not excluded, viewers of files are, whoever offers them', () => {
  const isExcluded = toolMatcher(defaultExcludeTools);
  for (const name of ['bash', 'exec', 'exec_command', 'run_shell_command', 'WebFetch', 'mcp__stock__list_records']) {
    expect(isExcluded(name)).toBe(false);
  }
  const viewers = ['mcp__filesystem__read_text_file', 'str_replace_based_edit_tool', 'view'];
  for (const name of ['Read', 'grep', 'task', 'read_file', 'TodoWrite', 'skill', ...viewers]) {
    expect(isExcluded(name)).toBe(true);
  }
  expect(new Set(defaultExcludeTools).size).toBe(defaultExcludeTools.length);
});
