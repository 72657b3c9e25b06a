import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** A name beside a file for its next content: hidden, not Markdown, and with the id of the writing process. */
export function temporaryName(file: string): string {
  const random = randomBytes(4).toString('hex');
  return path.join(path.dirname(file), `.${path.basename(file)}.headroom-${process.pid}-${random}.tmp`);
}

/** Deletes the temporary files of killed processes beside a file. Those of running processes stay. */
export async function clearLeftovers(file: string): Promise<void> {
  const folder = path.dirname(file);
  const start = `.${path.basename(file)}.headroom-`;
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(start)
      ? /^(\d{1,10})-[0-9a-f]{8}\.tmp$/.exec(name.slice(start.length))?.[1]
      : undefined;
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(path.join(folder, name), { force: true }).catch(() => undefined); // the next run tries again
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
