import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/content/detect.ts';

const rep = (length: number, make: (index: number) => string) =>
  `${Array.from({ length }, (_, index) => make(index)).join('\n')}\n`;

/** A command, what it prints, and what that may be taken for; `!` where a file is shown. */
const outputs: readonly (readonly [command: string, text: string, kinds: string])[] = [
  [
    'ls | while read f; do node $f; done',
    rep(8, (i) => `{"id":${i},"name":"a longer name ${i}","state":"open"}`),
    'json',
  ],
  [
    'curl -s https://x/page | tail -30',
    rep(20, (i) => `This is sentence ${i} of a page about things that people like to read.`),
    'prose',
  ],
  [
    'find . -name "*.md" | xargs cat',
    rep(20, (i) => `This is sentence ${i} of a page about things that people like to read.`),
    'prose!',
  ],
  [
    'docker ps',
    'CONTAINER ID   IMAGE          COMMAND                  CREATED        STATUS        PORTS                    NAMES\n' +
      rep(
        8,
        (i) =>
          `a1b2c3d4e5f${i}   nginx:1.2${i}     "/docker-entrypoint.…"   ${i} hours ago    Up ${i} hours    0.0.0.0:80${i}->80/tcp     web_${i}`,
      ),
    'text|tabular',
  ],
  [
    'kubectl get pods -A',
    'NAMESPACE     NAME                              READY   STATUS    RESTARTS   AGE\n' +
      rep(12, (i) => `kube-system   coredns-5d78c9869d-abc${i}          1/1     Running   ${i}          ${i}d`),
    'text|tabular',
  ],
  [
    'ps aux',
    'USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n' +
      rep(
        15,
        (i) =>
          `root       ${100 + i}  0.0  0.1  1234${i}  512${i} ?        Ss   10:0${i % 10}   0:00 /usr/sbin/daemon --flag ${i} --other value`,
      ),
    'text|tabular',
  ],
  [
    'df -h',
    'Filesystem      Size  Used Avail Use% Mounted on\n' +
      rep(8, (i) => `/dev/sda${i}       50G   ${i}0G   20G  60% /mnt/${i}`),
    'text|tabular',
  ],
  [
    'psql -c "select * from users"',
    ' id |   name    |        email         | created_at\n----+-----------+----------------------+---------------------\n' +
      rep(15, (i) => `  ${i} | user ${i}    | user${i}@example.com    | 2024-01-0${(i % 9) + 1} 10:00:00`) +
      '(15 rows)\n',
    'text|tabular',
  ],
  [
    'cat table.md',
    '| Name | Value | Notes |\n|------|-------|-------|\n' +
      rep(12, (i) => `| item ${i} | ${i} | some words about it |`),
    'prose!',
  ],
  [
    'cargo test',
    '   Compiling foo v0.1.0 (/code/foo)\n    Finished test [unoptimized] target(s) in 2.31s\n     Running unittests src/lib.rs (target/debug/deps/foo-abc)\n\nrunning 12 tests\n' +
      rep(12, (i) => `test tests::case_${i} ... ok`) +
      '\ntest result: ok. 12 passed; 0 failed; 0 ignored\n',
    'log',
  ],
  [
    './gradlew test',
    rep(6, (i) => `> Task :module${i}:compileJava UP-TO-DATE`) +
      '\nBUILD SUCCESSFUL in 12s\n6 actionable tasks: 6 up-to-date\n',
    'log',
  ],
  [
    'npx eslint .',
    '/src/app.ts\n' +
      rep(8, (i) => `  ${i + 1}:10  error  'x${i}' is defined but never used  @typescript-eslint/no-unused-vars`) +
      '\n✖ 8 problems (8 errors, 0 warnings)\n',
    'log',
  ],
  [
    'gcc -c a.c',
    rep(
      4,
      (i) =>
        `a.c:${i + 3}:5: warning: unused variable 'x${i}' [-Wunused-variable]\n    ${i + 3} |     int x${i};\n      |         ^~`,
    ),
    'log',
  ],
  [
    'npx jest',
    'PASS src/a.test.ts\nFAIL src/b.test.ts\n  ● suite › adds numbers\n\n    expect(received).toBe(expected) // Object.is equality\n\n    Expected: 3\n    Received: 4\n\n      10 |   it("adds", () => {\n    > 11 |     expect(add(1,2)).toBe(3);\n         |                      ^\n\n      at Object.<anonymous> (src/b.test.ts:11:22)\n\nTests:       1 failed, 5 passed, 6 total\n',
    'log',
  ],
  [
    'git blame src/a.ts',
    rep(
      15,
      (i) => `a1b2c3d4 (Jane Doe 2024-01-0${(i % 9) + 1} 10:00:00 +0000 ${i + 1}) const value${i} = compute(${i});`,
    ),
    'text',
  ],
  ['git status --porcelain', rep(10, (i) => ` M src/file${i}.ts`), 'text'],
  [
    'git log -3',
    rep(
      3,
      (i) =>
        `commit ${'a1b2c3d4e5'.repeat(4)}\nAuthor: Jane <j@example.com>\nDate:   Mon Jan ${i + 1} 10:00:00 2024 +0000\n\n    Fix the thing number ${i}, which broke when the other thing was changed last week\n`,
    ),
    'text',
  ],
  [
    'git log -p -2',
    'commit ' +
      'a1b2c3d4e5'.repeat(4) +
      '\nAuthor: Jane <j@example.com>\nDate:   Mon Jan 1 10:00:00 2024 +0000\n\n    Fix it\n\ndiff --git a/x.ts b/x.ts\nindex 123..456 100644\n--- a/x.ts\n+++ b/x.ts\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n d\n',
    'diff',
  ],
  ['tree src', 'src\n├── a.ts\n├── lib\n│   ├── b.ts\n│   └── c.ts\n└── d.ts\n\n2 directories, 4 files\n', 'search'],
  ['ls -R src', 'src:\na.ts\nlib\n\nsrc/lib:\nb.ts\nc.ts\nd.ts\n', 'search'],
  ['find . -name "*.ts"', rep(20, (i) => `./src/dir${i % 3}/file${i}.ts`), 'search'],
  ['rg --heading foo', rep(4, (i) => `src/file${i}.ts\n12:const foo = ${i};\n30:  foo();\n`), 'search'],
  ['rg -l foo', rep(3, (i) => `README.md\nsrc/file${i}.ts`), 'search'],
  [
    'kubectl logs pod-1',
    rep(20, (i) => `I0102 10:00:${10 + i}.123456       1 controller.go:${i}] Syncing item ${i}`),
    'log',
  ],
  ['gh run view 1 --log', rep(20, (i) => `build\tRun tests\t2024-01-02T10:00:${10 + i}.1234567Z ok ${i}`), 'log'],
  [
    'pip install -r requirements.txt',
    rep(15, (i) => `Collecting package${i}==1.${i}\n  Downloading package${i}-1.${i}-py3-none-any.whl (12 kB)`) +
      'Successfully installed package1-1.1\n',
    'log',
  ],
  [
    'kubectl get deploy x -o yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n  labels:\n    app: x\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: x\n        image: x:1\n',
    'text|code!',
  ],
  ['env', rep(20, (i) => `VAR_${i}=/usr/local/bin:${i}`), 'text'],
  [
    'man ls | cat',
    'LS(1)                            User Commands                           LS(1)\n\nNAME\n       ls - list directory contents\n\nSYNOPSIS\n       ls [OPTION]... [FILE]...\n\nDESCRIPTION\n       List information about the FILEs (the current directory by default).\n       Sort entries alphabetically if none of -cftuvSUX nor --sort is specified.\n',
    'text|prose',
  ],
  [
    'cat pom.xml',
    '<?xml version="1.0"?>\n<project>\n' +
      rep(10, (i) => `  <dependency><artifactId>a${i}</artifactId></dependency>`) +
      '</project>\n',
    'code!',
  ],
  [
    'cat notes.txt',
    rep(12, (i) => `This is sentence number ${i} in a file of notes that someone wrote down.`),
    'prose!',
  ],
  ['cat app.log', rep(20, (i) => `2024-01-02 10:00:${10 + i} INFO  request ${i} handled`), 'log'],
  [
    'cat package.json',
    `{\n  "name": "x",\n  "version": "1.0.0",\n${rep(12, (i) => `  "key${i}": "value ${i}",`)}  "end": true\n}\n`,
    'json!',
  ],
  [
    'cat users.json',
    '[\n' +
      rep(12, (i) => `  { "id": ${i}, "name": "user ${i}", "email": "u${i}@example.com" },`) +
      '  { "id": 99, "name": "z" }\n]\n',
    'json',
  ],
  ['cat data.csv', `id,name,city\n${rep(20, (i) => `${i},user ${i},town`)}`, 'tabular'],
  ['python train.py', rep(20, (i) => `Epoch ${i}/20: loss=0.${99 - i} acc=0.${50 + i}`), 'text|log'],
  ['node script.js', rep(10, (i) => `processed item ${i} of 10`), 'text|log'],
  [
    'mypy .',
    rep(10, (i) => `src/a${i}.py:${i + 1}: error: Incompatible types in assignment  [assignment]`) +
      'Found 10 errors in 10 files (checked 20 source files)\n',
    'log',
  ],
  [
    'ruff check .',
    `${rep(10, (i) => `src/a${i}.py:${i + 1}:1: F401 [*] \`os\` imported but unused`)}Found 10 errors.\n`,
    'log',
  ],
  ['go vet ./...', `# example.com/x\n${rep(8, (i) => `./a${i}.go:${i + 1}:2: undefined: foo${i}`)}`, 'log'],
  [
    'tsc --noEmit',
    rep(8, (i) => `src/a${i}.ts(${i + 1},5): error TS2322: Type 'string' is not assignable to type 'number'.`),
    'log',
  ],
  ['sed -n 1,40p src/a.py', `import os\n\n\n${rep(8, (i) => `def f${i}(x):\n    return x + ${i}\n`)}`, 'code!'],
  ['cat -n src/a.py', rep(20, (i) => `     ${i + 1}\tx = ${i}`), 'code!'],
  ['grep -n TODO src/a.ts', rep(8, (i) => `${i * 13 + 2}:  // TODO: thing ${i}`), 'search'],
  ['grep -c foo -r src', rep(8, (i) => `src/a${i}.ts:${i}`), 'search'],
  ['docker compose logs', rep(15, (i) => `web-1  | 2024-01-02T10:00:${10 + i}Z GET /x/${i} 200`), 'log'],
  ['journalctl -u x', rep(15, (i) => `Jan 02 10:00:${10 + i} host x[123]: did thing ${i}`), 'log'],
  [
    'curl -s https://x/api',
    `{"items":[${Array.from({ length: 20 }, (_, i) => `{"id":${i},"name":"n${i}"}`).join(',')}]}`,
    'json',
  ],
  [
    'curl -s https://x/',
    '<!DOCTYPE html>\n<html><head><title>x</title></head>\n<body>\n' +
      rep(10, (i) => `<p>para ${i}</p>`) +
      '</body></html>\n',
    'html',
  ],
  [
    'curl -si https://x/api',
    'HTTP/2 200\ncontent-type: application/json\ndate: Mon, 01 Jan 2024 10:00:00 GMT\n\n{"items":[' +
      Array.from({ length: 20 }, (_, i) => `{"id":${i},"name":"n${i}"}`).join(',') +
      ']}',
    'json',
  ],
  ['wc -l src/*', `${rep(10, (i) => `   ${i * 10} src/a${i}.ts`)}  450 total\n`, 'text|search|tabular'],
  [
    'git diff --stat',
    `${rep(6, (i) => ` src/a${i}.ts | ${i + 1} ++--`)} 6 files changed, 12 insertions(+), 3 deletions(-)\n`,
    'text',
  ],
  [
    'npm test',
    `\n> x@1.0.0 test\n> node --test\n\n${rep(8, (i) => `✔ works ${i} (1.2ms)`)}ℹ tests 8\nℹ pass 8\nℹ fail 0\n`,
    'log',
  ],
];

describe('what programs print', () => {
  it.each(outputs)('%s', (command, text, kinds) => {
    const { kind, shownFile } = detect(text, { tool: 'shell', input: '', command });
    expect(kinds.split('|')).toContain(shownFile ? `${kind}!` : kind);
  });
});
