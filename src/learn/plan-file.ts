import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../model/launch.ts';
import type { LearnedFile } from '../model/learned-rows.ts';
import { type Applied, applyRules } from './file/apply.ts';
import { type ExcludeLine, type ExcludePlan, planExclude } from './file/exclude.ts';
import { resolvePlace } from './file/place.ts';
import type { WrittenRule } from './file/rules.ts';
import { type ProjectRules, withdrawnKeys } from './project-rules.ts';

/** What is remembered about a file with rules. */
export type FileMemory = {
  readonly written: readonly WrittenRule[];
  /** When each rule was first written, in milliseconds since the epoch, by its id. */
  readonly times: Readonly<Record<string, number>>;
  /** The line that was added to git's exclude file. */
  readonly exclude?: ExcludeLine;
};

/** What a run would do to a file. */
export type FilePlan = {
  /** The real file: absolute. */
  readonly file: string;
  /** Relative to the project. */
  readonly name: string;
  readonly before: Buffer | undefined;
  readonly applied: Applied;
  readonly memory: FileMemory;
  readonly exclude?: ExcludePlan;
};

/** The rules that a file is to get. */
export type FileRequest = {
  readonly rules: ProjectRules;
  /** The file, absolute. */
  readonly file: string;
  readonly agents: readonly string[];
  readonly isPersonal: boolean;
  readonly known: readonly LearnedFile[];
  readonly env: Environment;
};

/**
 * What a run would write into a file: the rules whose form failed in sessions of the agents that read it.
 * @throws {HeadroomError} `usage` or `file`, in one line, for a file that cannot be written into
 */
export async function planFile({ rules, file, agents, isPersonal, known, env }: FileRequest): Promise<FilePlan> {
  const place = await resolvePlace(rules.root, file);
  const before = await readFile(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const memory = memoryOf(known.find((each) => each.file === place));
  const applied = applyTo(before, { rules, agents, memory, name: path.relative(rules.root, file) });
  const exclude = isPersonal && applied.bytes !== undefined ? await planExclude(place, env) : undefined;
  const name = path.relative(rules.root, file);
  return { file: place, name, before, applied, memory, ...(exclude === undefined ? {} : { exclude }) };
}

/** The content of a file with the rules of the agents that read it. */
export function applyTo(
  bytes: Buffer | undefined,
  { rules, agents, memory, name }: { rules: ProjectRules; agents: readonly string[]; memory: FileMemory; name: string },
): Applied {
  const lines = rules.rules
    .filter(({ evidence }) => evidence.failedSessions.some(({ root }) => agents.includes(agentOf(root))))
    .map(({ key, text }) => ({ id: key, line: text }));
  const withdrawn = withdrawnKeys(rules);
  const byLine = new Map(rules.rules.map(({ key, text }) => [text, key]));
  return applyRules({
    bytes,
    name,
    rules: lines,
    withdrawn,
    written: memory.written,
    recognise: (line) => byLine.get(line),
  });
}

/** The agent in the name of an independent session. */
export function agentOf(root: string): string {
  return root.split('\t')[0] ?? '';
}

/** What is remembered about a file; `undefined` for one that was never written. */
export function memoryOf(row: LearnedFile | undefined): FileMemory {
  return row === undefined ? { written: [], times: {} } : (JSON.parse(row.written) as FileMemory);
}
