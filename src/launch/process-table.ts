import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { append } from '../lib/lists.ts';

/** The descendants of a process, nearest first. Empty if the system does not say. */
export function descendants(pid: number): readonly number[] {
  const pairs = fromProc() ?? fromPs();
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const above = new Set(parents);
    parents = pairs.filter(([child, parent]) => above.has(parent) && !found.includes(child)).map(([child]) => child);
    append(found, parents);
  }
  return found;
}

/** Whether the system is queried through a program, which is our child while it runs. */
export const asksProgram = process.platform !== 'linux';

/**
 * Identifies the current stop of a process while it waits to be continued: two stops of one process differ if the
 * system counts how often it ran. `undefined` while it runs, or if the system does not say.
 */
export async function currentStop(pid: number): Promise<string | undefined> {
  const status = readProc(`${pid}/status`);
  const state = status === undefined ? await stateFromPs(pid) : (/^State:\t(\S+)/m.exec(status)?.[1] ?? '');
  if (!state.startsWith('T')) return undefined;
  return (status ?? '').match(/^\w*voluntary_ctxt_switches:\t\d+/gm)?.join(' ') ?? '';
}

async function stateFromPs(pid: number): Promise<string> {
  if (!asksProgram) return ''; // it has ended
  const asked = promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
  return asked.then(({ stdout }) => stdout.trim()).catch(() => '');
}

type Pair = readonly [child: number, parent: number];

/** Linux: the parent is the second field after the name in `/proc/PID/stat`, and the name ends at the last bracket. */
function fromProc(): readonly Pair[] | undefined {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): Pair[] => {
        const stat = readProc(`${name}/stat`);
        const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
        return parent === undefined ? [] : [[Number(name), Number(parent)]];
      });
  } catch {
    return undefined;
  }
}

function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'latin1');
  } catch {
    return undefined; // ended between the listing and the reading
  }
}

function fromPs(): readonly Pair[] {
  try {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return table.split('\n').flatMap((line): Pair[] => {
      const [child, parent] = line.trim().split(/\s+/).map(Number);
      return child && parent ? [[child, parent]] : [];
    });
  } catch {
    return [];
  }
}
