import { append } from '../../../src/lib/lists.ts';
import { type Random, seededRandom } from './random.ts';

const packages = ['cart', 'catalog', 'checkout', 'inventory', 'invoices', 'payments', 'pricing', 'shipping', 'tax'];
const suites = ['model', 'service', 'routes', 'repository', 'events'];
const subjects = [
  'an empty list',
  'a guest',
  'a gift card',
  'two currencies',
  'a partial refund',
  'a stale price',
  'a lost lock',
];
const verbs = ['accepts', 'rejects', 'rounds', 'stores', 'reports', 'retries', 'merges', 'sorts', 'ignores'];
const endings = [
  'once',
  'without a second write',
  'in the order given',
  'and tells the caller',
  'within the transaction',
];

const failures = [
  {
    title: 'releases a hold that ran out',
    lines: [
      '    expect(received).toBe(expected) // Object.is equality',
      '',
      '    Expected: "released"',
      '    Received: "held"',
      '',
      '      61 |     await sweepExpired(db, at("2026-11-21T10:05:00Z"));',
      '    > 62 |     expect((await findReservation(db, 10093)).status).toBe("released");',
      '         |                                                       ^',
      '      63 |   });',
      '',
      '      at Object.<anonymous> (packages/inventory/test/service.test.ts:62:55)',
      '      at processTicksAndRejections (node:internal/process/task_queues:95:5)',
    ],
  },
  {
    title: 'counts goods of expired holds as free',
    lines: [
      '    expect(received).toEqual(expected) // deep equality',
      '',
      '    - Expected  - 1',
      '    + Received  + 1',
      '',
      '      {',
      '        "sku": "KETTLE-17",',
      '    -   "free": 12,',
      '    +   "free": 9,',
      '      }',
      '',
      '      at Object.<anonymous> (packages/inventory/test/service.test.ts:81:27)',
      '      at processTicksAndRejections (node:internal/process/task_queues:95:5)',
    ],
  },
] as const;

/** What `npm test` prints: some 600 lines, with the two failures of the story or with none. */
export function testLog(failing: boolean): string {
  const random = seededRandom(failing ? 11 : 12);
  const failed = failing ? failures.length : 0;
  const lines = ['', '> shop@4.12.0 test', '> jest --verbose --runInBand', ''];
  let tests = 0;
  for (const name of packages) {
    for (const suite of suites) {
      const broken = failing && name === 'inventory' && suite === 'service';
      const titles = new Set(Array.from({ length: random.between(8, 14) }, () => title(random)));
      tests += titles.size + (broken ? failures.length : 0);
      append(lines, suiteLines(random, `packages/${name}/test/${suite}.test.ts`, `${name} ${suite}`, titles, broken));
    }
  }
  const count = packages.length * suites.length;
  lines.push(
    failed > 0 ? 'Summary of all failing tests' : '',
    ...(failed > 0 ? failureLines() : []),
    `Test Suites: ${failed > 0 ? '1 failed, ' : ''}${failed > 0 ? count - 1 : count} passed, ${count} total`,
    `Tests:       ${failed > 0 ? `${failed} failed, ` : ''}${tests - failed} passed, ${tests} total`,
    'Snapshots:   0 total',
    `Time:        ${failed > 0 ? '41.386' : '40.917'} s`,
    'Ran all test suites.',
    ...(failed > 0 ? ['npm error Lifecycle script `test` failed with error:', 'npm error code 1'] : []),
  );
  return `${lines.join('\n')}\n`;
}

function suiteLines(
  random: Random,
  file: string,
  name: string,
  titles: ReadonlySet<string>,
  broken: boolean,
): string[] {
  const lines = [`${broken ? 'FAIL' : 'PASS'} ${file} (${seconds(random)} s)`];
  if (random.between(0, 5) === 0) {
    lines.push(
      '  console.info',
      `    [${name}] migrated to revision ${random.hex(8)} in ${random.between(8, 90)} ms`,
      '',
    );
  }
  lines.push(`  ${name}`, ...[...titles].map((text) => `    ✓ ${text} (${random.between(1, 48)} ms)`));
  if (broken)
    lines.push(
      ...failures.map((failure) => `    ✕ ${failure.title} (${random.between(9, 30)} ms)`),
      '',
      ...failureLines(),
    );
  return [...lines, ''];
}

function failureLines(): string[] {
  return failures.flatMap(({ title, lines }) => [`  ● inventory service › ${title}`, '', ...lines, '']);
}

function title(random: Random): string {
  return `${random.pick(verbs)} ${random.pick(subjects)} ${random.pick(endings)}`;
}

function seconds(random: Random): string {
  return `${random.between(0, 2)}.${random.between(100, 999)}`;
}
