// Every property test of a run takes the seed that the run printed (`vitest.config.ts`).
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.HEADROOM_TEST_SEED) });
