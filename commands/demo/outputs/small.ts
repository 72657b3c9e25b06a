/** What `git status --short && git log --oneline -6` prints. */
export const recentHistory = ` M packages/checkout/src/hold.ts
f09b6b1 Import the holds of the old shop
97c0b5e Sweep expired holds every minute
c42d1aa Keep a hold for fifteen minutes
5be0e7d Show free stock per warehouse
0d3f6c4 Name the reservation in stock events
8a1c9f2 Bump jest to 30.2
`;

/** The file in which the mistake is, as the reading tool shows it. */
export const importSource = `     1\timport type { Database } from './repository.ts';
     2\timport { reserve } from './reserve.ts';
     3\t
     4\ttype LegacyRow = { id: number; order: string; sku: string; amount: number; expires: number };
     5\t
     6\t/** Takes over the holds of the old shop. Its times are Unix seconds. */
     7\texport async function importHolds(db: Database, rows: readonly LegacyRow[]): Promise<number> {
     8\t  let imported = 0;
     9\t  for (const row of rows) {
    10\t    const done = await reserve(db, {
    11\t      id: row.id,
    12\t      order: row.order,
    13\t      sku: row.sku,
    14\t      quantity: row.amount,
    15\t      source: 'legacy-import',
    16\t      expiresAt: row.expires,
    17\t    });
    18\t    if (done) imported += 1;
    19\t  }
    20\t  return imported;
    21\t}
`;

/** What the editing tool answers. */
export const editAnswer = 'The file packages/inventory/src/legacy-import.ts has been updated.';

/** What `git diff` prints after the fix. */
export const fixDiff = `diff --git a/packages/inventory/src/legacy-import.ts b/packages/inventory/src/legacy-import.ts
index 5f1d2c7..b04e9aa 100644
--- a/packages/inventory/src/legacy-import.ts
+++ b/packages/inventory/src/legacy-import.ts
@@ -13,7 +13,7 @@ export async function importHolds(db: Database, rows: readonly LegacyRow[]): Pro
       sku: row.sku,
       quantity: row.amount,
       source: 'legacy-import',
-      expiresAt: row.expires,
+      expiresAt: row.expires * 1000,
     });
     if (done) imported += 1;
   }
`;
