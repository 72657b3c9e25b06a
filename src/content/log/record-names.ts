import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';

/**
 * The share of lines that must name a record, the names that there must be, and the average number of lines of each.
 */
const namedShare = 0.5;
const fewestNames = 2;
const fewestLinesEach = 2;
/** How many characters of a line may contain a name. */
const looked = 240;

const levels = 'INFO|DEBUG|TRACE|VERBOSE|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE';
/**
 * What loggers write before a name besides the time: a level, a zone, a process before dashes, signs that set fields
 * apart.
 */
const lead = new RegExp(
  String.raw`^(?:[\s:,.–-]|\[ ?(?:[+-]\d{4})? ?\]|[+-]\d\d:?\d\d\b|\d{1,9} ---|[[(<]?(?:${levels})[\])>]?(?=[\s:,/\]]|$))+`,
  'i',
);

// `[worker-3] `, `(pid 12) `, `web-1 | `, `thread=4`, `request_id=ab12`; levels, times and numbers of steps do not name
// a record.
const bracketed = new RegExp(
  String.raw`^(?:[A-Z]{4,8} +)?[[(](?! *(?:\d+\/\d+|\d{1,3}%|[\d:.,TZ -]*[:.,TZ -][\d:.,TZ -]*|(?:${levels})\s*)[\])])(?:[:,\s]{0,3}(?:${levels})[/:,|\s]{1,3})?([^\])\n]{1,60})[\])]`,
  'i',
);
const process = /^\(((?:\w[\w .-]{0,30} )?(?:pid|rank|worker)[ =]\d{1,9}[^)]{0,40})\)/;
/** `web-1  | `, and `0|api  | ` as a process manager numbers what it runs. */
const piped = /^((?:\d{1,4}\|)?[A-Za-z][\w.@/-]{0,40}) +\| /;
/** `sshd[24245]: ` after the time and the host, as syslog writes it; `app[web.1]: `; `31#31: `. */
const logged = /^.{0,60}?\b[\w./-]{1,40}(?:\([\w:.-]{1,40}\))?\[([\w.:-]{1,40})\]: |^(\d{1,9}#\d{1,9}): /;
// A request is more specific than its thread, and a thread than its process.
const fields = [
  '(?:request|req|trace|span|session|job|task|correlation)(?:[-_ ]?id)?|rid',
  '(?:worker|thread)(?:[-_ ]?id)?|tid',
  '(?:pod|container|node|host|shard|conn(?:ection)?)(?:[-_ ]?id)?|pid',
].map((keys) => new RegExp(String.raw`\b(?:${keys})["']?[=:] ?["']?([\w./:@-]{1,60})`, 'i'));
const word = /\b((?:worker|thread|pod|shard|actor|runner|agent|executor|consumer|job|task)[-_#/ ]\d{1,6})\b/i;
/** `web-01: `, `pod-a `, `ThreadPoolExecutor-0_1 - `, a pod with its two hashes: what runs several times has a number or a letter. */
const numbered =
  /^([A-Za-z][\w.]{0,40}(?:-[\w.]{1,20}){0,6}?(?:\d|-[a-z]|-(?=[a-z]{0,9}\d)[a-z\d]{6,10}-[a-z\d]{5}))(?:[\t ]|: )/;

/**
 * The record that each line names itself: a worker, a pod, a thread, a request, a prefix in brackets. `undefined` if
 * the lines do not do so, or if each has a name of its own.
 */
export function recordNames({
  lines,
  bare,
}: Pick<Survey, 'lines' | 'bare'>): readonly (string | undefined)[] | undefined {
  const stamped = lines.map(fromName);
  const led = bare.map(fromName);
  for (const [texts, pattern] of [
    [stamped, piped],
    [stamped, process],
    [led, bracketed],
    [led, logged],
    ...fields.map((field) => [led, field] as const),
    [led, word],
    [led, numbered],
  ] as const) {
    const names = texts.map((text) => nameIn(text, pattern));
    const named = names.filter((name) => name !== undefined);
    const different = new Set(named).size;
    if (named.length < lines.length * namedShare || different < fewestNames) continue;
    if (named.length >= different * fewestLinesEach && alternate(names, different)) return names;
  }
  return undefined;
}

/** The front of a line from where a name could stand; an indented line continues the previous one. */
function fromName(line: string): string {
  const front = withoutTimes(line.length > looked ? line.slice(0, looked) : line);
  return /^\s/.test(line) ? front : front.replace(lead, '');
}

function nameIn(text: string, pattern: RegExp): string | undefined {
  const match = pattern.exec(text);
  return match?.[1] ?? match?.[2];
}

/** Whether names recur after others: then each run of lines with one name is a cycle that its first line opens. */
function alternate(names: readonly (string | undefined)[], different: number): boolean {
  let runs = 0;
  let last: string | undefined;
  for (const name of names) {
    if (name === undefined || name === last) continue;
    runs++;
    last = name;
  }
  return runs > different;
}
