// Gives its privileges up, then opens a store: `write` for writing, `read` for reading one original.
import { openStore } from '../../../src/store/open.ts';
import { openReadOnly } from '../../../src/store/read-only.ts';

const [how = '', folder = '', handle = ''] = process.argv.slice(2);
process.setgid?.(65534);
process.setuid?.(65534);
try {
  if (how === 'write') openStore({ folder, maxBytes: 1e9, maxDays: 30 }).close();
  else process.stdout.write(openReadOnly(folder).original(handle) ?? 'nothing');
} catch (error) {
  const { name, code, message } = error as Error & { code: string };
  process.stderr.write(`${name} ${code}: ${message}`);
  process.exitCode = 3;
}
