import { seededRandom } from './random.ts';

const files = [
  'packages/cart/src/expiry.ts',
  'packages/cart/src/model.ts',
  'packages/cart/test/model.test.ts',
  'packages/checkout/src/confirm.ts',
  'packages/checkout/src/hold.ts',
  'packages/checkout/src/routes.ts',
  'packages/checkout/test/service.test.ts',
  'packages/inventory/src/free-stock.ts',
  'packages/inventory/src/legacy-import.ts',
  'packages/inventory/src/repository.ts',
  'packages/inventory/src/reserve.ts',
  'packages/inventory/src/routes.ts',
  'packages/inventory/src/sweep.ts',
  'packages/inventory/test/events.test.ts',
  'packages/inventory/test/service.test.ts',
  'packages/payments/src/authorise.ts',
  'packages/shipping/src/pick-list.ts',
  'packages/shipping/test/routes.test.ts',
  'scripts/backfill-expiry.ts',
  'scripts/report-holds.ts',
];
const uses = [
  '  if (reservation.expiresAt <= now) return released(reservation);',
  '    expiresAt: now + holdMilliseconds,',
  "  .where('expiresAt', '<=', now)",
  '  readonly expiresAt: number;',
  '  const left = Math.max(0, hold.expiresAt - clock.now());',
  '    assert.equal(hold.expiresAt, created + holdMilliseconds);',
  "  log.debug('hold', { id: hold.id, expiresAt: hold.expiresAt });",
  '  return holds.filter(({ expiresAt }) => expiresAt > now);',
  "  orderBy: [{ expiresAt: 'asc' }],",
];

/** What `rg -n expiresAt` prints: some 150 hits in 20 files. The line to be fixed is one of them. */
export function searchHits(): string {
  const random = seededRandom(31);
  const lines: string[] = [];
  for (const file of files) {
    let line = random.between(3, 30);
    for (let hit = random.between(5, 10); hit > 0; hit--) {
      lines.push(`${file}:${line}:${random.pick(uses)}`);
      line += random.between(2, 25);
    }
    if (file.endsWith('legacy-import.ts')) lines.push(`${file}:${line}:    expiresAt: row.expires,`);
  }
  return `${lines.join('\n')}\n`;
}
