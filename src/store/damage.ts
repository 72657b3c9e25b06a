import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The suffix of a database that was moved aside, before its number. */
const asideSuffix = '.corrupt-';

const damageNote = (file: string): string => `${file}.damaged`;

/**
 * Leaves a mark for the next process that opens the database; moving it aside in the middle of a request would lose
 * what is in memory.
 */
export function noteDamage(file: string): void {
  try {
    writeFileSync(damageNote(file), '', { mode: 0o600 });
  } catch {
    // A folder that takes no files takes no new database either.
  }
}

/** Whether SQLite found damage while the database was last in use. */
export function isDamageNoted(file: string): boolean {
  return existsSync(damageNote(file));
}

/** Removes the mark: there is no damage after all, or no longer. */
export function forgetDamage(file: string): void {
  rmSync(damageNote(file), { force: true });
}

/** Moves a damaged database out of the way, and returns its new path. */
export function moveAside(file: string, onNotice: (line: string) => void): void {
  let number = 1;
  while (existsSync(`${file}${asideSuffix}${number}`)) number += 1;
  const aside = `${file}${asideSuffix}${number}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  forgetDamage(file);
  onNotice(`expected a database at ${file}, found it damaged; kept as ${aside}, started a new one`);
}

/** Whether a line reports that a database was moved aside; any thread of a proxy may find the damage. */
export function tellsOfDamage(line: string): boolean {
  return line.includes('found it damaged; kept as ');
}

/** The damaged databases of a file that were moved aside and are still there, oldest first. */
export function movedAside(file: string): readonly string[] {
  const start = path.basename(file) + asideSuffix;
  const numbers = namesIn(path.dirname(file))
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)));
  return numbers.sort((a, b) => a - b).map((number) => `${file}${asideSuffix}${number}`);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
