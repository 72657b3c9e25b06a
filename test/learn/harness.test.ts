import { describe, expect, it } from 'vitest';
import { classify } from '../../src/learn/classify.ts';
import { harnessRules, toolRules } from '../../src/learn/harness-rules.ts';
import { messageOf } from '../../src/learn/message.ts';
import { ruleFor } from '../../src/learn/rule.ts';
import { callOf } from './call.ts';

const edit = { file_path: '/project/a.ts', old_string: 'a', new_string: 'b' };
const read = { file_path: '/project/a.ts' };

/** What is said to a model instead of a result, by class. */
const said: readonly [expected: string, tool: string, input: Record<string, string>, ...outputs: string[]][] = [
  [
    ...(['refused', 'Edit', edit] as const),
    "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit).",
    "The user doesn't want to take this action right now. STOP what you are doing.",
    'Permission for this tool use was denied. The tool use was rejected (eg. if it was a file edit). The user said:\nno',
    'The user rejected permission to use this specific tool call.',
    'User rejected the edit',
    'exec_command failed for `rm x`: CreateProcess { message: "Rejected(\\"rejected by user\\")" }',
    'rejected by user',
    '[Request interrupted by user for tool use]',
    '[Operation Cancelled] Reason: User cancelled the operation.',
    'Tool call cancelled by user',
  ],
  [
    ...(['denied', 'Bash', { command: 'rm -r /x' }] as const),
    'Permission to use Bash with command rm -r /x has been denied.',
    'The user has specified a rule which prevents you from using this specific tool call.',
    'Tool execution denied by policy.',
    '<tool_use_error>Blocked: sleep 180 followed by: echo</tool_use_error>',
    'This command requires approval',
    'exec_command failed for `rm -r /x`: CreateProcess { message: "Rejected(\\"blocked by policy\\")" }',
    'failed in sandbox: rm',
    "cd to '/x' was blocked. For security, only the allowed folders may be used.",
    'PreToolUse:Bash hook error: blocked',
  ],
  [
    ...(['denied', 'Read', read] as const),
    'Path not in workspace: Attempted path "/x" resolves outside the allowed workspace directories',
    'File is in a directory that is denied by your permission settings.',
  ],
  [
    ...(['cancelled', 'Read', read] as const),
    '<tool_use_error>Sibling tool call errored</tool_use_error>',
    'Cancelled: parallel tool call Bash(ls) errored',
    'Tool execution aborted',
    'aborted',
  ],
  [
    ...(['edit-mismatch', 'Edit', edit] as const),
    '<tool_use_error>String to replace not found in file.\nString: a</tool_use_error>',
    '<tool_use_error>Found 2 matches of the string to replace, but replace_all is false.</tool_use_error>',
    'Error: oldString not found in content',
    'Found multiple matches for oldString. Provide more surrounding lines in oldString.',
    'Could not find oldString in the file. It must match exactly.',
    'Failed to edit, could not find the string to replace.',
    'Failed to edit, Expected 1 occurrence but found 2 occurrences.',
    'Could not find the exact text in a.ts. The old text must match exactly including all whitespace and newlines.',
    'apply_patch verification failed: Failed to find expected lines in /project/a.ts:\na',
    'Failed to find context "a" in a.ts',
    'No replacement was performed, old_str `a` did not appear verbatim in a.ts.',
  ],
  [
    ...(['edit-not-read', 'Edit', edit] as const),
    '<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>',
    'You must read the file /project/a.ts before overwriting it. Use the Read tool first',
    'Please read the file before editing it.',
  ],
  [
    ...(['edit-stale', 'Edit', edit] as const),
    '<tool_use_error>File has been modified since read, either by the user or by a linter.</tool_use_error>',
    'File /project/a.ts has been modified since it was last read.',
    'File content has changed since it was read',
  ],
  [
    ...(['too-large', 'Read', read] as const),
    'File content (37280 tokens) exceeds maximum allowed tokens (25000). Please use offset and limit.',
    'File is too large to read',
    'Response exceeds the maximum size',
    'MCP tool "x" response (30000 tokens) exceeds maximum allowed tokens (25000).',
  ],
  [
    ...(['unknown-name', 'Skill', { skill: 'commit' }] as const),
    '<tool_use_error>Unknown skill: commit</tool_use_error>',
    '<tool_use_error>Skill model is not a prompt-based skill</tool_use_error>',
    "Agent type 'code-simplifier' not found. Available agents: general-purpose",
    '<tool_use_error>No such tool available: Foo</tool_use_error>',
    "Model tried to call unavailable tool 'foo'. Available tools: bash.",
    'unsupported call: foo',
  ],
  [
    ...(['is-directory', 'Read', { file_path: '/project/src' }] as const),
    'EISDIR: illegal operation on a directory, read',
    'Path is a directory, not a file: /project/src',
    'Cannot read /project/src: it is a directory',
  ],
  [
    ...(['missing-path', 'Read', read] as const),
    '<tool_use_error>File does not exist. Did you mean b.ts?</tool_use_error>',
    '<tool_use_error>Path does not exist: /project/a.ts</tool_use_error>',
    'File not found: /project/a.ts',
    'Directory /project/a does not exist',
    "ENOENT: no such file or directory, access '/project/a.ts'",
    'apply_patch verification failed: Failed to read file to update /project/a.ts: No such file or directory (os error 2)',
    'Error reading file: ENOENT',
    'No such file or directory: /project/a.ts',
  ],
  [
    ...(['bad-argument', 'Read', read] as const),
    '<tool_use_error>InputValidationError: Read failed due to the following issue:</tool_use_error>',
    'Argument Validation Error',
    'The read tool was called with invalid arguments: [].',
    'Validation failed for tool "read":',
    "params must have required property 'file_path'",
    'failed to parse function arguments: missing field `command`',
    '<tool_use_error>No changes to make: old_string and new_string are exactly the same.</tool_use_error>',
    'oldString and newString must be different',
    'No changes made to a.ts. The replacement produced identical content.',
    'Offset 500 is beyond end of file (200 lines total)',
    'Cannot read binary file: a.png',
    'Invalid regex',
    'regex parse error:\n    (',
    'Received non-uuid id - parentId contained a non-uuid identifier.',
    'Entity not found: Issue - Could not find referenced Issue.',
    'The field "title" is required',
  ],
  [
    ...(['environment', 'Grep', { pattern: 'a' }] as const),
    "ENOENT: no such file or directory, posix_spawn '/opt/x'",
    'spawn rg ENOENT',
    '(0 , import_dist.default) is not a function',
    'Cannot read properties of undefined',
    'MCP error -32000: Connection closed',
    'Tool x timed out after 60s',
    'No LSP server available',
  ],
  [
    ...(['network-auth', 'WebFetch', { url: 'https://example' }] as const),
    'Request failed with status code 404',
    '403 Forbidden',
    'Unable to verify if domain example is safe to fetch.',
    'Unauthorized',
    'getaddrinfo ENOTFOUND example',
    'Request timed out',
    'Rate limit exceeded',
  ],
  [...(['unknown', 'Foo', {}] as const), 'Something went wrong', ''],
];
const examples = said.flatMap(([expected, tool, input, ...outputs]) =>
  outputs.map((output) => ({ expected, tool, input, output })),
);

describe('what is said instead of a result', () => {
  it.each(examples)('$expected: $output', ({ expected, tool, input, output }) => {
    expect(classify(callOf(tool, input, output))?.class).toBe(expected);
  });

  it('has an example of each rule', () => {
    const strip = (output: string) => messageOf((output.split('\n')[0] as string).replace(/<\/?tool_use_error>/g, ''));
    const messages = examples.map(({ output }) => strip(output));
    const unused = [harnessRules, toolRules].flatMap((rules) =>
      rules.filter((rule) => !messages.some((message) => ruleFor(message, rules) === rule)),
    );
    expect(unused.map(({ pattern }) => String(pattern))).toEqual([]);
  });
});
