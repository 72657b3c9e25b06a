const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Whether a part of a line opens a bracket, a call or a quote that it does not close. The separator after it is then
 * inside of that: the line is a device path, a call or a statement, and not a row of fields.
 */
export function isUnclosed(part: string): boolean {
  if (!/["'([{]/.test(part)) return false;
  const expected: string[] = [];
  for (let at = 0; at < part.length; at++) {
    const sign = part[at] as string;
    if (sign === '"' || (sign === "'" && opensQuote(part, at))) {
      const end = part.indexOf(sign, at + 1);
      if (end < 0) return true;
      at = end;
    } else if (closers[sign] !== undefined) expected.push(closers[sign]);
    else if (sign === expected.at(-1)) expected.pop();
  }
  return expected.length > 0;
}

/** An apostrophe is a quote only if no word precedes it. */
function opensQuote(part: string, at: number): boolean {
  return at === 0 || /[\s([{=]/.test(part[at - 1] as string);
}
