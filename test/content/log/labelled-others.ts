import { type Labelled, name, names, repeat } from './labelled.ts';

/** Everything else that a shell prints. */
export const others: readonly Labelled[] = [
  {
    name: 'TypeScript',
    command: 'npm run print-source',
    text: repeat(
      12,
      (i) =>
        `export function ${name(i)}(input: string): number {\n  const error = parse(input);\n  return error.length + ${i};\n}`,
    ),
  },
  {
    name: 'Python',
    text: repeat(
      10,
      (i) =>
        `def ${name(i)}_${i}(value):\n    """Return it."""\n    if value is None:\n        raise ValueError("ERROR")\n    return value\n`,
    ),
  },
  {
    name: 'Rust',
    text: repeat(
      10,
      (i) => `fn ${name(i)}(x: u32) -> u32 {\n    match x {\n        0 | 1 => x,\n        _ => x + ${i},\n    }\n}`,
    ),
  },
  { name: 'Objective-C calls', text: repeat(20, (i) => `[self ${name(i)}:${i}];`) },
  { name: 'SQL', text: repeat(12, (i) => `INSERT INTO ${name(i)} (id, at) VALUES (${i}, '2024-05-01 10:00:00');`) },
  {
    name: 'shell script',
    text: `#!/bin/sh\nset -e\n${repeat(10, (i) => `if [ -d ${name(i)} ]; then\n  echo "error in ${name(i)}"\nfi`)}`,
  },
  {
    name: 'YAML',
    command: 'npm run config',
    text: repeat(10, (i) => `${name(i)}:\n  build: true\n  step: "${i}/10"\n  level: error`),
  },
  { name: 'INI', text: repeat(10, (i) => `[${name(i)}]\nlevel = error\nport = ${i}`) },
  { name: 'TOML', text: repeat(10, (i) => `[package.${name(i)}]\nversion = "1.${i}"\nedition = "2021"`) },
  { name: 'environment', command: 'env', text: repeat(20, (i) => `${name(i).toUpperCase()}_${i}=/usr/lib/${name(i)}`) },
  { name: 'Dockerfile', text: repeat(8, (i) => `FROM node:${i}\nRUN npm ci\nCOPY ${name(i)} .\nCMD ["node"]`) },
  {
    name: 'Markdown',
    text: `# Building\n\n${repeat(10, (i) => `- Run the ${name(i)} build and read its errors.\n`)}\n\`\`\`\n=== 3 passed in 1s ===\n\`\`\``,
  },
  {
    name: 'Markdown under a command',
    command: 'npm run docs',
    text: repeat(20, (i) => `## ${name(i)}\n\nReturns the ${name(i)} of an account, or an error.\n`),
  },
  { name: 'task list', text: repeat(20, (i) => `- [ ] write the ${name(i)} test`) },
  {
    name: 'bibliography',
    text: repeat(20, (i) => `[${i + 1}] A. Writer, "On ${name(i)}", Journal of Things, 20${10 + i}.`),
  },
  {
    name: 'change log',
    text: repeat(
      12,
      (i) =>
        `## 1.${i}.0 (2024-05-${10 + i})\n\n* [FIX] the ${name(i)} error is handled\n* [ADDED] ${name(i)} takes a list`,
    ),
  },
  {
    name: 'prose',
    text: repeat(
      12,
      (i) =>
        `The ${name(i)} waited for the others, and nobody knew why it failed on day ${i}.\nBuilding a house takes time.`,
    ),
  },
  {
    name: 'prose of a model',
    text: repeat(
      8,
      (i) => `I looked at the ${name(i)} module. The error comes from line ${i}, where the value is missing.`,
    ),
  },
  {
    name: 'JSON',
    text: JSON.stringify(
      names.map((each, id) => ({ id, name: each, level: 'error' })),
      null,
      2,
    ),
  },
  {
    name: 'one JSON object',
    command: 'npm run print-config',
    text: JSON.stringify(
      Object.fromEntries(names.map((each, id) => [each, { step: `${id}/8`, level: 'info' }])),
      null,
      2,
    ),
  },
  {
    name: 'diff',
    text: `diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n@@ -1,9 +1,9 @@\n${repeat(10, (i) => `-const error${i} = 1;\n+const failure${i} = 2;`)}`,
  },
  {
    name: 'git log',
    command: 'git log -8',
    text: repeat(
      8,
      (i) =>
        `commit ${'abcdef12'.repeat(5)}\nAuthor: Jo <jo@example.com>\nDate:   Wed May ${10 + i} 10:00:00 2024 +0200\n\n    fix the ${name(i)} error\n`,
    ),
  },
  {
    name: 'git log without a command',
    text: repeat(
      8,
      (i) =>
        `commit ${'abcdef12'.repeat(5)}\nAuthor: Jo <jo@example.com>\nDate:   Wed May ${10 + i} 10:00:00 2024 +0200\n\n    build: warn about ${name(i)}\n`,
    ),
  },
  {
    name: 'git log by date',
    command: 'git log --date=iso --format="%ad %s" | tail -20',
    text: repeat(20, (i) => `2024-05-${10 + (i % 20)} 10:00:00 +0200 fix the ${name(i)} error`),
  },
  {
    name: 'git log on one line',
    command: 'git --no-pager log --oneline',
    text: repeat(20, (i) => `abc${String(i).padStart(4, '0')} build: fix ${name(i)}`),
  },
  {
    name: 'git blame',
    command: 'git blame a.ts',
    text: repeat(
      20,
      (i) => `abc12${String(i).padStart(3, '0')} (Jo 2024-05-01 10:00:${10 + i} +0200 ${i}) const x = ${i};`,
    ),
  },
  {
    name: 'git status',
    command: 'git status',
    text: `On branch main\nChanges not staged for commit:\n${repeat(12, (i) => `\tmodified:   src/${name(i)}-${i}.ts`)}`,
  },
  {
    name: 'grep',
    command: 'grep -rn error src',
    text: repeat(12, (i) => `src/${name(i)}.ts:${i + 1}: error handling of ${name(i)}`),
  },
  { name: 'grep without a command', text: repeat(12, (i) => `src/${name(i)}.ts:${i + 1}:  return error(${i});`) },
  { name: 'find', command: 'find . -name "*.log"', text: repeat(20, (i) => `./build/${name(i)}/test-${i}.log`) },
  {
    name: 'ls',
    command: 'ls -l build',
    text: repeat(20, (i) => `-rw-r--r-- 1 root root ${i}55 Nov 21 12:${10 + i} ${name(i)}.ts`),
  },
  { name: 'CSV', command: 'tail -20 data.csv', text: repeat(20, (i) => `${i},${name(i)},2024-05-01,error`) },
  { name: 'CSV of a build', command: 'npm run export', text: repeat(20, (i) => `${name(i)},${i},${i * 3},ok`) },
  {
    name: 'HTML',
    text: `<!doctype html>\n<html>\n${repeat(12, (i) => `<div class="error">\n  <p>${name(i)}</p>\n</div>`)}\n</html>`,
  },
  {
    name: 'processes',
    command: 'ps aux',
    text: repeat(20, (i) => `root ${i}12 0.0 0.1 12345 678 ? S 10:00 0:0${i % 10} /usr/bin/${name(i)} --level error`),
  },
  {
    name: 'help text',
    command: 'tool --help',
    text: `Usage: tool [options]\n\n${repeat(20, (i) => `  --${name(i)}-${i}   sets the ${name(i)} level (default: info)`)}`,
  },
  {
    name: 'query result',
    text: ` name    | count\n---------+-------\n${repeat(20, (i) => ` ${name(i)} | ${i}`)}\n(20 rows)`,
  },
  {
    name: 'Markdown table',
    text: `Name | Meaning\n--- | ---\n${repeat(20, (i) => `${name(i)}_${i} | the ${name(i)} of an account`)}`,
  },
];
