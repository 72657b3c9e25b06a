import { HeadroomError } from '../src/model/errors.ts';

/** Named classes of `grep` inside brackets, as JavaScript writes them there. */
const namedClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/**
 * Which lines match a pattern: a JavaScript regular expression, optionally with leading flags such as `(?i)` and the
 * named classes of `grep`. If a literal bar for `\|` matches no line, `a\|b` means either of the two, as in `grep`
 * without options.
 * @param lines their bytes, line ends included
 * @throws {HeadroomError} `usage` for an invalid pattern
 */
export function matchingLines(lines: readonly Buffer[], pattern: string): readonly boolean[] {
  const texts = lines.map((line) => line.toString('utf8').replace(/\r?\n$/, ''));
  const found = matching(texts, pattern);
  if (found.includes(true) || !pattern.includes('\\|')) return found;
  return matching(texts, pattern.replaceAll('\\|', '|'));
}

function matching(texts: readonly string[], pattern: string): readonly boolean[] {
  const expression = expressionOf(pattern);
  return texts.map((text) => expression.test(text));
}

function expressionOf(pattern: string): RegExp {
  const [front = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const rest = pattern
    .slice(front.length)
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) =>
      Object.hasOwn(namedClasses, name) ? (namedClasses[name] as string) : whole,
    );
  try {
    return expressionWith(rest, flags.includes('i') ? 'i' : '');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeadroomError('usage', `expected a regular expression, found ${JSON.stringify(pattern)}: ${reason}`);
  }
}

/** By code points if the pattern allows it: that mode is stricter about escapes. */
function expressionWith(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return new RegExp(source, flags);
  }
}
