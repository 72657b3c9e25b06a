import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a database that was moved aside ends in, before its number. */
const asideSuffix = '.corrupt-';

const damageNote = (file: string): string => `${file}.damaged`;

/** Leaves word for the next to open the database; moving it aside in the middle of a request would lose what is held. */
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

/** Takes the word back: there is no damage after all, or no longer. */
export function forgetDamage(file: string): void {
  rmSync(damageNote(file), { force: true });
}

/** Moves a damaged database out of the way, and says where it is now. */
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

/** Whether a line tells that a database was moved aside; each thread of a proxy may be the one that finds the damage. */
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
