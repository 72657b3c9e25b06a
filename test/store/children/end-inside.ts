// Ends in one of several ways while a thread of it is inside a call of the driver: `end-inside CALL WAY`.
import { endThread } from '../../../src/lib/native-calls.ts';
import { startWorker } from '../../../src/lib/worker.ts';

const [call = '', way = ''] = process.argv.slice(2);
const worker = startWorker(new URL('./query-for-ever.ts', import.meta.url), { workerData: call });
worker.unref();
const alive = setInterval(() => {}, 1000);

const ways: Readonly<Record<string, () => void>> = {
  exit: () => process.exit(7),
  'nothing left to do': () => {
    process.exitCode = 7;
    clearInterval(alive);
  },
  'an error that nobody caught': () => {
    throw new Error('on purpose');
  },
  'end of the thread': async () => {
    await endThread(worker);
    process.exit(7);
  },
};

worker.once('message', () => setTimeout(() => ways[way]?.(), 60));
