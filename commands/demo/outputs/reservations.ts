import { seededRandom } from './random.ts';

const products = ['KETTLE-17', 'TEAPOT-02', 'MUG-BLUE', 'MUG-GREEN', 'TRAY-L', 'FILTER-100', 'GRINDER-3'];
const warehouses = ['north', 'south', 'harbour'];
const firstId = 10_000;
const start = Date.UTC(2026, 10, 21, 10, 0, 0);

/** The reservation whose expiry was written in seconds, where every other has milliseconds. */
export const oddReservation = 10_093;

/** What the service's API answers: 150 reservations on one line, one of them odd. */
export function reservationsAnswer(): string {
  const random = seededRandom(23);
  const items = Array.from({ length: 150 }, (_, index) => {
    const id = firstId + index;
    const created = start + index * 1000 + random.between(0, 900);
    const expires = created + 15 * 60 * 1000;
    return {
      id,
      order: `ord_${random.hex(12)}`,
      sku: random.pick(products),
      warehouse: random.pick(warehouses),
      quantity: random.between(1, 4),
      status: 'held',
      source: id === oddReservation ? 'legacy-import' : 'checkout',
      createdAt: created,
      expiresAt: id === oddReservation ? Math.floor(expires / 1000) : expires,
    };
  });
  return `${JSON.stringify(items)}\n`;
}
