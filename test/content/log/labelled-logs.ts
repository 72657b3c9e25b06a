import { type Labelled, name, repeat } from './labelled.ts';

/** Output of programs at work. */
export const logs: readonly Labelled[] = [
  {
    name: 'a bundler with a label in front of each line',
    command: 'npm run build',
    text: repeat(60, (i) => `[build] compiled packages/${name(i)}/src/module-${i}.ts in ${i * 7} ms`),
  },
  { name: 'the same without a command', text: repeat(60, (i) => `[build] compiled module-${i}.ts for ${name(i)}`) },
  {
    name: 'several labels',
    text: repeat(30, (i) => (i % 2 ? `[api] GET /v1/${name(i)} ${i}` : `[web] rendered ${name(i)}`)),
  },
  { name: 'ant', command: 'ant compile', text: repeat(20, (i) => `    [javac] Main${i}.java uses an old call`) },
  { name: 'compose', text: repeat(24, (i) => `${i % 3 ? 'web-1' : 'db-1 '}  | request ${i} for ${name(i)} served`) },
  { name: 'concurrently', command: 'npm run dev', text: repeat(16, (i) => `[${i % 2}] ${name(i)} rebuilt`) },
  { name: 'turbo', command: 'npx turbo build', text: repeat(20, (i) => `${name(i % 3)}:build: emitted ${i} files`) },
  {
    name: 'workspaces',
    command: 'pnpm -r build',
    text: repeat(20, (i) => `packages/${name(i % 3)} build: wrote chunk ${i}`),
  },
  { name: 'steps', text: repeat(10, (i) => `Step ${i + 1}/10 : preparing ${name(i)}`) },
  { name: 'counted steps', command: 'make', text: repeat(20, (i) => `[${i + 1}/20] Building CXX object ${name(i)}.o`) },
  {
    name: 'percent',
    command: 'cmake --build .',
    text: repeat(20, (i) => `[${String(i * 5).padStart(3)}%] Built target ${name(i)}`),
  },
  {
    name: 'progress in words',
    command: 'node scripts/build-all.mjs',
    text: repeat(20, (i) => `bundled ${name(i)} for target ${i} without problems`),
  },
  {
    name: 'a file listing of an installer',
    command: './install.sh',
    text: repeat(20, (i) => `extracting share/doc/${name(i)}-${i}.html done`),
  },
  {
    name: 'migrations',
    command: 'python manage.py test',
    text: repeat(18, (i) => `  Applying ${name(i)}.000${i}_initial... OK`),
  },
  {
    name: 'npm install',
    command: 'npm ci',
    text: `npm warn deprecated a@1.0.0: use b\nnpm warn deprecated c@2.0.0: use d\n\nadded 412 packages, and audited 413 packages in 9s\n\n61 packages are looking for funding\n\nfound 0 vulnerabilities`,
  },
  {
    name: 'yarn install',
    text: 'yarn install v1.22.19\n[1/4] Resolving packages...\n[2/4] Fetching packages...\n[3/4] Linking dependencies...\n[4/4] Building fresh packages...\nsuccess Saved lockfile.\nDone in 12.31s.',
  },
  {
    name: 'pip install',
    text: repeat(12, (i) => `Collecting ${name(i)}>=${i}\n  Downloading ${name(i)}-${i}.0-py3-none-any.whl (${i} kB)`),
  },
  { name: 'cargo build', text: repeat(20, (i) => `   Compiling ${name(i)} v1.${i}.0`) },
  {
    name: 'cargo test',
    text: `running 12 tests\n${repeat(12, (i) => `test ${name(i)}::case_${i} ... ok`)}\n\ntest result: ok. 12 passed; 0 failed; finished in 0.02s`,
  },
  { name: 'go mod download', text: repeat(12, (i) => `go: downloading example.com/${name(i)} v1.${i}.0`) },
  {
    name: 'go test packages',
    text: repeat(12, (i) =>
      i % 3 ? `ok  \texample.com/app/${name(i)}\t0.${i}12s` : `?   \texample.com/app/${name(i)}\t[no test files]`,
    ),
  },
  {
    name: 'go test packages with blanks',
    text: repeat(12, (i) =>
      i % 5 ? `ok   example.com/app/${name(i)}  1.${i}s` : `FAIL example.com/app/${name(i)} 0.${i}s`,
    ),
  },
  { name: 'go test -v', text: repeat(8, (i) => `=== RUN   Test${i}\n--- PASS: Test${i} (0.00s)`) },
  {
    name: 'maven',
    text: `[INFO] Scanning for projects...\n${repeat(10, (i) => `Downloading from central: ${name(i)}.pom`)}\n[INFO] BUILD SUCCESS`,
  },
  {
    name: 'gradle',
    text: `${repeat(12, (i) => `> Task :${name(i)}:compileJava UP-TO-DATE`)}\n\nBUILD SUCCESSFUL in 4s`,
  },
  { name: 'make', text: repeat(12, (i) => `gcc -O2 -c ${name(i)}.c -o ${name(i)}.o`) },
  { name: 'kernel build', text: repeat(20, (i) => `  CC      drivers/${name(i)}/${i}.o`) },
  { name: 'configure', text: repeat(20, (i) => `checking for ${name(i)}.h... yes`) },
  {
    name: 'cmake',
    text: repeat(12, (i) => (i % 2 ? `-- Looking for ${name(i)}` : `-- Looking for ${name(i)} - found`)),
  },
  { name: 'TAP', text: `TAP version 13\n${repeat(12, (i) => `ok ${i + 1} - ${name(i)} works`)}\n1..12` },
  {
    name: 'nested TAP',
    text: repeat(
      12,
      (i) => `# Subtest: ${name(i)}\n    ok ${i} - adds\n      ---\n      duration_ms: 0.${i}\n      ...`,
    ),
  },
  { name: 'mocha', text: `  billing\n${repeat(12, (i) => `    ✓ handles ${name(i)}`)}\n\n  12 passing (31ms)` },
  {
    name: 'dots',
    command: 'bundle exec rspec',
    text: `${'.'.repeat(80)}\n${'.'.repeat(60)}F${'.'.repeat(19)}\n\nFinished in 2.3 seconds\n160 examples, 1 failure`,
  },
  { name: 'gtest', text: repeat(8, (i) => `[ RUN      ] Suite.Case${i}\n[       OK ] Suite.Case${i} (0 ms)`) },
  {
    name: 'ctest',
    text: repeat(
      8,
      (i) =>
        `      Start ${i + 1}: ${name(i)}\n ${i + 1}/8 Test  #${i + 1}: ${name(i)} ........   Passed    0.0${i} sec`,
    ),
  },
  { name: 'xcodebuild', text: repeat(12, (i) => `Test Case '-[AppTests test${i}]' passed (0.00${i} seconds).`) },
  { name: 'bazel', text: repeat(12, (i) => `//app/${name(i)}:tests   PASSED in ${i}.2s`) },
  { name: 'pytest -v', text: repeat(12, (i) => `tests/test_${name(i)}.py::test_${i} PASSED [ ${i * 8}%]`) },
  { name: 'unittest -v', text: repeat(12, (i) => `test_${name(i)} (tests.Case) ... ok`) },
  { name: 'docker build', text: repeat(14, (i) => `#${i + 4} 0.${i}31 fetching ${name(i)}`) },
  {
    name: 'docker pull',
    text: repeat(12, (i) => `${(i * 7919 + 0xabcdef123).toString(16).padStart(12, '0')}: Pull complete`),
  },
  { name: 'buildx', text: repeat(12, (i) => ` => CACHED [${i + 1}/12] RUN ./step-${i}.sh`) },
  {
    name: 'apt',
    text: repeat(12, (i) => `Selecting previously unselected package ${name(i)}.\nUnpacking ${name(i)} (1.${i}) ...`),
  },
  { name: 'terraform', text: repeat(12, (i) => `aws_instance.${name(i)}: Refreshing state... [id=i-0${i}]`) },
  {
    name: 'ansible',
    text: repeat(6, (i) => `TASK [install ${name(i)}] ****************\nok: [host-${i}]\nchanged: [host-b]\n`),
  },
  {
    name: 'clone',
    text: "Cloning into 'app'...\nremote: Enumerating objects: 120, done.\nremote: Counting objects: 100% (12/12), done.\nReceiving objects: 100% (120/120), done.\nResolving deltas: 100% (9/9), done.",
  },
  {
    name: 'vite build',
    text: `✓ 312 modules transformed.\n${repeat(8, (i) => `dist/assets/${name(i)}-${i}a.js   ${i}2.31 kB │ gzip: ${i}.02 kB`)}\n✓ built in 2.31s`,
  },
  { name: 'klog', text: repeat(12, (i) => `I0501 10:00:${10 + i}.123456       1 ${name(i)}.go:1${i}] synced`) },
  { name: 'logfmt', text: repeat(12, (i) => `time=2024-05-01T10:00:${10 + i}Z level=info msg="done" id=${i}`) },
  {
    name: 'timestamps',
    command: 'kubectl logs web',
    text: repeat(12, (i) => `2024/05/01 10:00:${10 + i} handled ${name(i)}`),
  },
  {
    name: 'access log',
    text: repeat(
      12,
      (i) => `10.0.0.${i} - - [01/May/2024:10:00:${10 + i} +0000] "GET /${name(i)} HTTP/1.1" 200 12${i}`,
    ),
  },
  { name: 'journal', text: repeat(12, (i) => `May 01 10:00:${10 + i} host systemd[1]: Started ${name(i)}.service.`) },
  {
    name: 'eslint',
    text: repeat(6, (i) => `/app/src/${name(i)}.ts\n  ${i + 1}:10  error  'x' is unused  no-unused-vars\n`),
  },
  {
    name: 'tsc',
    text: repeat(10, (i) => `src/${name(i)}.ts(${i + 1},5): error TS2304: Cannot find name '${name(i)}'.`),
  },
  { name: 'workers', text: repeat(16, (i) => `(EngineCore pid=${200 + (i % 2)})   loaded layer ${i} of ${name(i)}`) },
  {
    name: 'a script of the project',
    command: 'bash scripts/ci.sh',
    text: repeat(20, (i) => `uploaded ${name(i)} artifact ${i} to bucket`),
  },
  {
    name: 'logs of a platform',
    command: 'heroku logs',
    text: repeat(20, (i) => `router served ${name(i)} with status 200 after ${i}`),
  },
  {
    name: 'stack trace',
    text: `java.lang.IllegalStateException: closed\n${repeat(14, (i) => `\tat com.acme.${name(i)}.Run.step(Run.java:${i + 10})`)}`,
  },
];
