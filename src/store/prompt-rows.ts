import type { KeptPrompt } from '../model/cache.ts';
import { all, type Connection, read, run, write } from './connection.ts';
import type { Row } from './driver.ts';
import { asBytes, utf8 } from './payload.ts';

/** The most prompts that are kept; each conversation has two. */
const mostPrompts = 200;
const uint32Bytes = 4;

/** Stores what is known of a prompt, replacing the one that it names. */
export function keepPrompt(connection: Connection, prompt: KeptPrompt): void {
  const { id, replaces, time, prefixes, contents, ends, forms, ...facts } = prompt;
  write(connection, () => {
    if (replaces !== undefined) run(connection, 'DELETE FROM prompts WHERE id = ?', utf8(replaces));
    const sql = `INSERT OR REPLACE INTO prompts (id, time, facts, prefixes, contents, ends, forms)
      VALUES (?, ?, ?, ?, ?, ?, ?)`;
    const arrays = [prefixes, contents, bytesIn(ends), bytesIn(forms)].map((bytes) => Buffer.from(bytes));
    run(connection, sql, utf8(id), Math.round(time), utf8(JSON.stringify(facts)), ...arrays);
    const rest = `SELECT id FROM prompts ORDER BY time DESC, rowid DESC LIMIT -1 OFFSET ${mostPrompts}`;
    run(connection, `DELETE FROM prompts WHERE id IN (${rest})`);
  });
}

/** The stored facts of earlier prompts, in order of time. */
export function keptPrompts(connection: Connection): readonly KeptPrompt[] {
  const sql = 'SELECT id, time, facts, prefixes, contents, ends, forms FROM prompts ORDER BY time, rowid';
  return read(connection, () => all(connection, sql).map(toPrompt));
}

function toPrompt(row: Row): KeptPrompt {
  const facts = JSON.parse(asBytes(row.facts).toString('utf8')) as Omit<
    KeptPrompt,
    'id' | 'replaces' | 'time' | 'prefixes' | 'contents' | 'ends' | 'forms'
  >;
  return {
    ...facts,
    id: asBytes(row.id).toString('utf8'),
    time: Number(row.time),
    prefixes: asBytes(row.prefixes),
    contents: asBytes(row.contents),
    ends: numbersIn(asBytes(row.ends)),
    forms: numbersIn(asBytes(row.forms)),
  };
}

function bytesIn(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Copied first: a view of 32-bit numbers must begin at a multiple of four. */
function numbersIn(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / uint32Bytes));
}
