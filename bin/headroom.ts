#!/usr/bin/env node
import { run } from '../commands/index.ts';

await run(process.argv);
