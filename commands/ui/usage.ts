/** Messages of the argument parser, and their equivalents in the style of this program's own errors. */
const wordings: readonly (readonly [pattern: RegExp, line: (...groups: readonly string[]) => string])[] = [
  [/^unknown command '(.*)'/s, (found) => `expected a known command, found '${found}'`],
  [/^unknown option '(.*)'/s, (found) => `expected a known option, found '${found}'`],
  [/^option '(.*)' argument missing$/s, (option) => `expected a value for ${option}, found none`],
  [/^missing required argument '(.*)'$/s, (name) => `expected <${name}>, found nothing`],
  [
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/s,
    (command, expected, found) => `${command}: expected ${counted(Number(expected))}, found ${found}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '.*'\. Allowed choices are (.*)\.$/s,
    (found, choices) => `expected ${alternatives((choices ?? '').split(', '))}, found '${found}'`,
  ],
];

/** The argument parser's objection, as what was expected and what was found, with its suggestion if it has one. */
export function usageLine(message: string): string {
  const text = message.replace(/^error: /, '').trim();
  const suggestion = /\s*\((Did you mean .*\?)\)$/s.exec(text);
  const complaint = suggestion === null ? text : text.slice(0, suggestion.index);
  const advice = suggestion === null ? '' : ` (d${(suggestion[1] ?? '').slice(1)})`;
  for (const [pattern, line] of wordings) {
    const found = pattern.exec(complaint);
    if (found !== null) return line(...found.slice(1).map((group) => group ?? 'headroom')) + advice;
  }
  return complaint + advice;
}

/** Words with commas between, and `or` before the last. */
export function alternatives(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' or ');
}

function counted(count: number): string {
  if (count === 0) return 'no argument';
  return `at most ${count} argument${count === 1 ? '' : 's'}`;
}
