import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** A line-by-line log. Never on a terminal, which may belong to an agent. */
export type Log = (line: string) => void;

/** Bytes after which a log file is set aside as `.1`, replacing the previous one. */
const maxLogBytes = 5 * 1024 * 1024;

/**
 * Appends lines with their time to a file of mode 0600, created with the first line. A line that cannot be written is
 * dropped: logging must not break anything.
 */
export function createLog(file: string): Log {
  return (line) => {
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, `${file}.1`);
      const oneLine = line.replaceAll(/[\r\n]+/g, ' ');
      appendFileSync(file, `${new Date().toISOString()} ${oneLine}\n`, { mode: 0o600 });
    } catch {
      // There is nowhere to report it.
    }
  };
}
