const looksLikePage = /<(?:!doctype html|html|head|body)[\s>]/i;
const pageStart = 4000;
const hiddenElement = /<!--|<(?:script|style|template|noscript)(?=[\s>])/gi;

/**
 * A page without what nobody reads in it: scripts, styles, comments. Lines stay where they are. Other text comes back as it is.
 * Linear.
 */
export function withoutScripts(text: string): string {
  if (!looksLikePage.test(text.slice(0, pageStart))) return text;
  const lower = text.toLowerCase();
  const parts: string[] = [];
  let at = 0;
  hiddenElement.lastIndex = 0;
  for (let match = hiddenElement.exec(lower); match !== null; match = hiddenElement.exec(lower)) {
    const close = match[0] === '<!--' ? '-->' : `</${match[0].slice(1)}`;
    const found = lower.indexOf(close, match.index + match[0].length);
    const end = found < 0 ? text.length : found;
    parts.push(text.slice(at, match.index), text.slice(match.index, end).replace(/[^\n]+/g, ''));
    at = end;
    hiddenElement.lastIndex = end;
  }
  return parts.join('') + text.slice(at);
}

/**
 * Finds lines of markup in a form that shows their text without it: the words of the line, tags taken out, must stand in the
 * form in a row. The form is read at the first question.
 */
export function createTextLookup(form: string): (line: string) => boolean {
  let words: string | undefined;
  return (line) => {
    if (!/[<&]/.test(line)) return false;
    words ??= ` ${wordsOf(withoutMarkdown(form))} `;
    const wanted = wordsOf(textOf(line));
    return wanted !== '' && words.includes(` ${wanted} `);
  };
}

/** The text of a line of markup: its tags out, the rest of a tag at either end too. */
function textOf(line: string): string {
  const first = line.search(/[<>]/);
  const whole = line[first] === '>' ? line.slice(first + 1) : line;
  return whole.replace(/<[^<>]*(?:>|$)/g, '').replace(/&(?:#?\w{1,10});/g, ' ');
}

/** Text without signs that stand within words: those of code, links and raised numbers. */
function withoutMarkdown(form: string): string {
  return form.replace(/\]\([^()\s]*\)|[`[\]^\\]/g, '');
}

function wordsOf(text: string): string {
  return (text.match(/[A-Za-z0-9]+/g) ?? []).join(' ');
}
