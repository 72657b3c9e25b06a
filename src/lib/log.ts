import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** A line-by-line log. Never on a terminal: while an agent owns it, nothing of ours may reach it. */
export type Log = (line: string) => void;

/** Bytes after which a log file is set aside as `.1`, replacing the one before. */
const maxLogBytes = 5 * 1024 * 1024;

/**
 * Appends lines with their time to a file of mode 0600, made when the first line comes. A line that cannot be written
 * is dropped: logging must not break what it tells of.
 */
export function createLog(file: string): Log {
  return (line) => {
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, `${file}.1`);
      const oneLine = line.replaceAll(/[\r\n]+/g, ' ');
      appendFileSync(file, `${new Date().toISOString()} ${oneLine}\n`, { mode: 0o600 });
    } catch {
      // Nowhere to tell it.
    }
  };
}
