import { realpathSync } from 'node:fs';
import path from 'node:path';

/** How this program was started. */
export type Invocation = {
  /** The script that Node runs. */
  readonly script: string;
  readonly cwd: string;
  /** The shell's search path. */
  readonly searchPath: string | undefined;
  /** Whether npm started it: its search path then contains folders that a shell does not search. */
  readonly byNpm: boolean;
};

/** What to type to run this same program again from the same place. */
export function ownCommand({ script, cwd, searchPath, byNpm }: Invocation): string {
  if (byNpm) return 'npx headroom';
  const folders = (searchPath ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => resolved(path.join(folder, 'headroom'))).find((file) => file !== undefined);
  if (found !== undefined && found === resolved(script)) return 'headroom';
  const relative = path.relative(cwd, script);
  return `node ${relative.startsWith('..') ? script : relative}`;
}

function resolved(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
