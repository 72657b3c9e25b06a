// A thread that is inside the driver nearly all the time. Says so once, when it is in the middle.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../../src/store/driver.ts';

const long =
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT max(i) AS most FROM n';
const database = openDatabase(':memory:', {});
database.exec('CREATE TABLE kept (most)');

const calls: Readonly<Record<string, () => void>> = {
  get: () => void database.prepare(long).get(),
  all: () => void database.prepare(long).all(),
  run: () => void database.prepare(`INSERT INTO kept ${long}`).run(),
  open: () => openDatabase(':memory:', {}).close(),
  'fail in exec': () => {
    try {
      database.exec(`${long}; SELECT nothing`);
    } catch {
      // So it should.
    }
  },
};

parentPort?.postMessage('inside');
for (;;) calls[workerData as string]?.();
