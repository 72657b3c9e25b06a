import type { OutputRegion } from '../../../src/model/provider.ts';

const opening = 'I ran this command:\n\n';
const middle = '\n\nAnd got this output:\n\n';

/**
 * The beginnings of the reminders that the agent's edit formats append to the last user text of a request. In the next
 * request the same text has none.
 */
const reminders = [
  '# \\*SEARCH/REPLACE block\\* Rules:',
  '# File editing rules:',
  '# V4A Diff Format Rules:',
  'To suggest changes to a file you MUST return ',
  'ONLY return code using the `',
  'NEVER RETURN CODE!\\n',
  'You are diligent and tireless!\\n',
  "Pay careful attention to the scope of the user's request\\.\\n",
  'Reply in [^\\n]{1,60}\\.\\n*$',
];
// A run of line ends is examined once, from its start.
const reminder = new RegExp(`(?<!\\n)\\n{3,}(?!\\n)(?:${reminders.join('|')})`);

/** A kind of text that contains command output: its beginning, and the text after its end. */
type Layout = { readonly begins: RegExp; readonly speaker: RegExp; readonly ends: RegExp; readonly orAtEnd: boolean };

/** A user's turn: the whole text is one output, except for a reminder. */
const turn: Layout = { begins: /^I ran this command:\n\n/, speaker: /^/g, ends: reminder, orAtEnd: true };

/** The conversation as sent to a model that writes a commit message. */
const commitContext: Layout = {
  begins: /^\n(?:USER|ASSISTANT): /,
  speaker: /\nUSER: (?=I ran this command:\n\n)/g,
  ends: /\n\n\n(?:(?:USER|ASSISTANT): |# Diffs:\n)/,
  orAtEnd: false,
};

/** The conversation as sent to a model that summarises it. */
const summaryContext: Layout = {
  begins: /^# (?:USER|ASSISTANT)\n/,
  speaker: /(?:^|\n)# USER\n(?=I ran this command:\n\n)/g,
  ends: /\n# (?:USER|ASSISTANT)\n/,
  orAtEnd: true,
};

/**
 * Finds the output of commands in a user's text. The agent writes it by a fixed template, followed only by line ends
 * and sometimes a reminder: a region ends before these, so it is the same with and without them. The first apparent end
 * counts, even if the output contains more of them.
 */
export function findOutputs(text: string): readonly OutputRegion[] {
  if (!text.includes(opening)) return [];
  const layout = [turn, commitContext, summaryContext].find(({ begins }) => begins.test(text));
  if (layout === undefined) return [];
  const regions: OutputRegion[] = [];
  let searched = 0;
  for (const match of text.matchAll(layout.speaker)) {
    const start = match.index + match[0].length;
    if (start < searched) continue;
    const region = regionAt(text, start, layout);
    if (region === undefined) break; // then there is no end for later ones either
    if (region.end > region.start) regions.push(region);
    searched = region.end;
  }
  return regions;
}

function regionAt(text: string, opened: number, layout: Layout): OutputRegion | undefined {
  const commandEnd = text.indexOf(middle, opened + opening.length);
  if (commandEnd < 0) return undefined;
  const start = commandEnd + middle.length;
  const rest = text.slice(start);
  const found = rest.search(layout.ends);
  if (found < 0 && !(layout.orAtEnd && rest.endsWith('\n'))) return undefined;
  const end = withoutLineEnds(text, start, found < 0 ? text.length : start + found);
  return { start, end, command: text.slice(opened + opening.length, commandEnd) };
}

function withoutLineEnds(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && (text[last - 1] === '\n' || text[last - 1] === '\r')) last--;
  return last;
}
