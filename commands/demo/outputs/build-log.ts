import { type Random, seededRandom } from './random.ts';

const packages = ['cart', 'catalog', 'checkout', 'inventory', 'invoices', 'payments', 'pricing', 'shipping', 'tax'];
const modules = ['model', 'service', 'routes', 'repository', 'events', 'schema', 'index', 'errors'];
const control = '\u001b[';
const paint = (color: number, text: string) => `${control}${color}m${text}${control}39m`;

/** What `npm run build` prints on a terminal: colours, a progress line that is overwritten, one warning. */
export function buildLog(): string {
  const random = seededRandom(47);
  const lines = ['', '> shop@4.12.0 build', '> shop-build --all', ''];
  for (const name of packages) {
    lines.push(
      `${paint(36, 'build')} ${control}1m@shop/${name}${control}22m`,
      progress(name),
      ...packageLines(random, name),
    );
    if (name === 'pricing') {
      lines.push(
        `${paint(33, 'warning')} packages/pricing/src/routes.ts:44:11 'legacyRound' is deprecated: use roundHalfEven`,
      );
    }
    lines.push(`${paint(32, '✓')} @shop/${name} built in ${paint(90, `${random.between(210, 990)} ms`)}`);
  }
  lines.push('', `${paint(32, 'done')} ${packages.length} packages, 0 errors, 1 warning`);
  return `${lines.join('\n')}\n`;
}

function packageLines(random: Random, name: string): string[] {
  return modules.flatMap((module) => {
    const size = `${random.between(1, 60)}.${random.between(10, 99)} kB`;
    const packed = `${random.between(1, 9)}.${random.between(10, 99)} kB`;
    const file = `packages/${name}/dist/${module}.js`;
    return [`  ${paint(90, file.padEnd(44))} ${paint(36, size.padStart(9))} ${paint(90, `│ gzip: ${packed}`)}`];
  });
}

/** One line as the terminal receives it: each state of the progress bar overwrites the one before. */
function progress(name: string): string {
  const states = Array.from({ length: 11 }, (_, tenth) => {
    const bar = '█'.repeat(tenth * 2).padEnd(20, '░');
    return `\r${control}2K${paint(35, bar)} ${String(tenth * 10).padStart(3)} % ${name}`;
  });
  return `${states.join('')}\r${control}2Ktransformed ${name}`;
}
