/** A small generator of numbers, so that texts are the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const folders = ['api', 'billing', 'catalog', 'orders', 'search', 'stock', 'users', 'web'];

/** Errors of `buildLog`: each occurs once. */
export function buildErrors(seed: number): readonly string[] {
  return [
    `ERROR packages/orders/src/refund${seed}.ts:118:7 - error TS2345: Argument of type 'Cents' is not assignable to parameter of type 'Order'.`,
    `FAIL packages/stock/test/reserve${seed}.test.ts > reserve > keeps the last item (expected 3, received 4)`,
    `Error: ENOENT: no such file or directory, open '/srv/app/config/feature-${seed}.json'`,
  ];
}

/** A build log with many like lines and three errors that occur once: 900 lines are some 70 KB. */
export function buildLog(seed: number, lines = 900): string {
  const next = numbers(seed);
  const errors = buildErrors(seed);
  const out: string[] = [];
  for (let line = 0; line < lines; line++) {
    const error = errors[[0.2, 0.5, 0.8].findIndex((share) => line === Math.floor(lines * share))];
    const folder = folders[Math.floor(next() * folders.length)];
    const file = Math.floor(next() * 60);
    const time = `2026-11-20 10:${String(Math.floor(line / 60) % 60).padStart(2, '0')}:${String(line % 60).padStart(2, '0')}`;
    const took = Math.floor(next() * 90) + 10;
    out.push(error ?? `${time} INFO  compiled packages/${folder}/src/module-${file}.ts in ${took} ms`);
  }
  return `${out.join('\n')}\n`;
}

const verbs = ['load', 'store', 'check', 'merge', 'split', 'count', 'price', 'route'];

/** A source file of small functions, no two alike: 8 lines each. */
export function sourceFile(seed: number, functions: number): readonly string[] {
  const next = numbers(seed);
  const pick = (words: readonly string[]) => words[Math.floor(next() * words.length)] as string;
  return Array.from({ length: functions }, (_, index) => {
    const name = `${pick(verbs)}${pick(folders)}${index}`;
    return [
      `/** ${name}: step ${index} of the plan, limit ${Math.floor(next() * 9000)}. */`,
      `export function ${name}(items: readonly string[], limit: number): string[] {`,
      `  const kept = items.filter((item) => item.length > ${Math.floor(next() * 90)});`,
      `  if (kept.length > limit) throw new RangeError('${pick(folders)}: more than ${Math.floor(next() * 900)}');`,
      `  return kept.map((item) => \`\${item}-${pick(verbs)}-${Math.floor(next() * 999)}\`);`,
      '}',
      '',
    ];
  }).flat();
}

/** Lines as a file viewer numbers them. */
export function numberedLines(lines: readonly string[], first = 1): string {
  return lines.map((line, index) => `${String(first + index).padStart(6)}→${line}`).join('\n');
}
