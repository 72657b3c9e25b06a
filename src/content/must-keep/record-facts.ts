import type { Field, Told } from './fields.ts';
import { scanText } from './scan.ts';

/** The facts in JSON that must not be lost. */
export type JsonFacts = {
  /** Strings of failing records, as they read. */
  readonly values: readonly string[];
  /** Numbers far above the others of their field, as spelled. */
  readonly numbers: readonly string[];
  /** Strings that are texts of several lines. */
  readonly texts: readonly string[];
  /** Characters from the start that are JSON. */
  readonly read: number;
};

/** Failing records without a message that are compared; more of them are a series. */
const mostNameless = 400;
/** Distinct messages that are compared. */
const mostMessages = 1000;
/** Characters of a value that are compared. */
const longestValue = 200;
/** More values of a status than this are free text. */
const mostStatuses = 12;
/** Fewer statuses than this are not a series. */
const fewestStatuses = 50;
/** A status that no larger share of the records has is an exception. */
const rareShare = 0.02;
/** Texts inside strings that are read, in characters. */
const mostText = 2_000_000;

const failureStatus =
  /^(?:error|err|fail|failed|failure|fatal|critical|emergency|panic|crash(?:ed)?|denied|timeout|timed_out|unhealthy|crashloopbackoff)$/i;
const meaningless = /^(?:|none|null|nil|ok|no|false|0|n\/a|success|undefined|-)$/i;

/** Collects the facts in the strings and numbers of a JSON text; offsets are those of strings between their quotes. */
export function createRecordFacts(text: string) {
  const byMessage = new Map<string, { first: readonly Told[]; last: readonly Told[] }>();
  const nameless: (readonly Told[])[] = [];
  const texts: string[] = [];
  let textSize = 0;

  return {
    /** A number, `true`, `false` or `null`. */
    scalar(field: Field, start: number, end: number): void {
      const code = text.charCodeAt(start);
      if (code < 45 || code > 57) return;
      field.numbers.push(Number(text.slice(start, end)));
      field.offsets.push(start);
    },
    /** A string that is a text of several lines. */
    text(start: number, end: number): void {
      textSize += end - start;
      if (textSize <= mostText) texts.push(readString(text, start, end));
    },
    saysFailure(field: Field, start: number, end: number): boolean {
      if (end - start > 5000) return field.role === 'error';
      if (field.role === 'error') return !meaningless.test(text.slice(start, end).trim());
      if (field.role !== 'status') return false;
      const status = text.slice(start, end);
      countStatus(field, status);
      return failureStatus.test(status);
    },
    /** A failing record: the first and the last of each message count, or each by its name if there is no message. */
    record(told: readonly Told[]): void {
      const messages = told.filter(({ field }) => field.role === 'error' || field.role === 'message');
      if (messages.length === 0) {
        if (nameless.length < mostNameless) nameless.push(told);
        return;
      }
      const said = messages.map((each) => text.slice(each.start, Math.min(each.end, each.start + longestValue)));
      const key = scanText(said.join('\n')).wordings.join();
      const known = byMessage.get(key);
      if (known !== undefined) known.last = told;
      else if (byMessage.size < mostMessages) byMessage.set(key, { first: told, last: told });
    },
    finish(
      root: Field,
      end: number,
      findFar: (numbers: readonly number[]) => readonly number[],
    ): JsonFacts | undefined {
      const told = [...nameless, ...[...byMessage.values()].flatMap(({ first, last }) => [first, last])].flat();
      const values = new Set(told.map((each) => comparable(text, each)).filter((value) => value !== ''));
      const numbers: string[] = [];
      const open: Field[] = [root];
      let fields = 0;
      for (let field = open.pop(); field !== undefined; field = open.pop()) {
        fields++;
        for (const status of rareStatuses(field)) values.add(status);
        for (const place of findFar(field.numbers)) {
          const start = field.offsets[place] as number;
          numbers.push(/^[-+.\deE]+/.exec(text.slice(start, start + 40))?.[0] ?? '');
        }
        for (const child of field.children.values()) open.push(child);
      }
      if (fields === 1 && end < text.length) return undefined;
      return { values: [...values], numbers, texts, read: end };
    },
  };
}

/** A string as it reads; as it is spelled if its escapes are broken. */
function readString(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** The beginning of a string's first line. */
function comparable(text: string, { start, end }: Told): string {
  const value = readString(text, start, Math.min(end, start + longestValue * 6));
  const line = (value.trim().split('\n', 1)[0] as string).slice(0, longestValue);
  return line.replace(/[\ud800-\udbff]$/, '').trim();
}

function countStatus({ statuses }: Field, status: string): void {
  const count = statuses.get(status);
  if (count !== undefined || statuses.size < mostStatuses) statuses.set(status, (count ?? 0) + 1);
}

/** Values of a status that hardly any record has, if a few values are common: one `degraded` among hundreds of `ok`. */
function rareStatuses({ statuses }: Field): readonly string[] {
  if (statuses.size < 2 || statuses.size >= mostStatuses) return [];
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  if (total < fewestStatuses) return [];
  return [...statuses]
    .filter(([status, count]) => status !== '' && count <= total * rareShare)
    .map(([status]) => status);
}
