import type { Survey } from './survey.ts';

/** The share of lines that must name a record, the names that there must be, and the lines that each has in the mean. */
const namedShare = 0.5;
const fewestNames = 2;
const fewestLinesEach = 2;
/** Characters in which a name stands. */
const looked = 240;

// `[worker-3] `, `(pid 12) `, `web-1 | `, `thread=4`, `request_id=ab12`; levels, times and numbers of steps name no record.
const bracketed =
  /^(?:[A-Z]{4,8} +)?[[(](?!(?:\d+\/\d+|\d{1,3}%|[\d:.,TZ -]+|(?:INFO|DEBUG|TRACE|WARN|WARNING|ERROR|FATAL|NOTICE)\s*)[\])])([^\])\n]{1,60})[\])]/i;
const process = /^\(((?:\w[\w .-]{0,30} )?(?:pid|rank|worker)[ =]\d{1,9}[^)]{0,40})\)/;
const piped = /^([A-Za-z][\w.@/-]{0,40}) +\| /;
/** `sshd[24245]: ` behind the time and the host, as syslog writes it. */
const logged = /^.{0,60}?\b[\w./-]{1,40}(?:\([\w:.-]{1,40}\))?\[(\d{1,9})\]: /;
const field =
  /\b(?:(?:request|req|trace|span|session|job|task|worker|thread|pod|container|node|host|shard|conn(?:ection)?|correlation)(?:[-_ ]?id)?|rid|tid|pid)["']?[=:] ?["']?([\w./:@-]{1,60})/i;
const word = /\b((?:worker|thread|pod|shard|actor|runner|agent|executor|consumer|job|task)[-_#/ ]\d{1,6})\b/i;

/**
 * The record that each line names itself: a worker, a pod, a thread, a request, a prefix in brackets. `undefined` where lines
 * of a text do not do so, or where each has a name of its own.
 */
export function recordNames({
  lines,
  bare,
}: Pick<Survey, 'lines' | 'bare'>): readonly (string | undefined)[] | undefined {
  for (const [texts, pattern] of [
    [lines, piped],
    [lines, process],
    [bare, bracketed],
    [bare, logged],
    [bare, field],
    [bare, word],
  ] as const) {
    const names = texts.map((line) => pattern.exec(line.length > looked ? line.slice(0, looked) : line)?.[1]);
    const named = names.filter((name) => name !== undefined);
    const different = new Set(named).size;
    if (named.length < lines.length * namedShare || different < fewestNames) continue;
    if (named.length >= different * fewestLinesEach && alternate(names, different)) return names;
  }
  return undefined;
}

/** Whether names come again after others: one run of lines for each name is a cycle that its first line opens. */
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
