import type { ToolCall } from '../../model/block.ts';

/** Characters of a command line that are examined. */
const looked = 2000;
const start = String.raw`(?:^|[|;&(\n]\s{0,20})(?:sudo |command |env )?`;
const trackers = new RegExp(`${start}(?:gh|glab|hub|tea|jira)\\s+(?:api|pr|issue|mr|view|release)\\b`);
const fetchers = new RegExp(
  `${start}(?:curl|wget|https?|xh|lynx|w3m|links|man|info|tldr|pydoc3?|perldoc|ri|pandoc|pdftotext|html2text|go doc|rustc --explain)\\b`,
);
const help = /\s--?help\b|\bhelp\s+\w/;

/** Arguments of tools that look something up. */
const asksForText = /"(?:urls?|uri|link|query|q|question|prompt|search|topic|keywords)"\s{0,9}:|https?:\/\//i;

/** Whether a call shows requests of others (issues, reviews), where each point is something to do. */
export function isWorkToDo(call: ToolCall | undefined): boolean {
  return trackers.test((call?.command ?? '').slice(0, looked));
}

/**
 * Whether a call fetches something to read: a page, a manual, the answer of a tool that is not a shell. Sentences of
 * other programs may be a report.
 */
export function fetchesDocument(call: ToolCall | undefined): boolean {
  if (call === undefined) return true;
  if (call.command === undefined) return asksForText.test(call.input.slice(0, looked));
  const command = call.command.slice(0, looked);
  return fetchers.test(command) || help.test(command);
}
