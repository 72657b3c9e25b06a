/** Whether a character code is that of a digit. */
export const isDigit = (code: number) => code >= 48 && code <= 57;

/**
 * A plain number with or without a unit. `98,765` is one number: the part after the comma is not a number of its own.
 */
export function numberAt(line: string, start: number, end: number): number | undefined {
  const first = line.charCodeAt(start);
  if (first < 48 || first > 57 || isGroupTail(line, start, end)) return undefined;
  return end - start <= 3 && isGroup(line, end) ? grouped(line, start, end) : plain(line, start, end);
}

/** Digits, a fraction and a unit of letters; `undefined` for dates, addresses and ids. */
function plain(text: string, start: number, end: number): number | undefined {
  let index = start;
  let value = 0;
  while (index < end && isDigit(text.charCodeAt(index))) value = value * 10 + text.charCodeAt(index++) - 48;
  if (index < end && text.charCodeAt(index) === 46) {
    index++;
    for (let scale = 10; index < end && isDigit(text.charCodeAt(index)); scale *= 10) {
      value += (text.charCodeAt(index++) - 48) / scale;
    }
  }
  if (index - start > 15) return undefined;
  for (; index < end; index++) {
    const code = text.charCodeAt(index);
    if (isDigit(code) || code === 45 || code === 46 || code === 95) return undefined;
  }
  return value;
}

function grouped(line: string, start: number, end: number): number {
  let last = end;
  while (isGroup(line, last)) last += 4;
  return Number(line.slice(start, last).replaceAll(',', ''));
}

/** Whether a comma and exactly three digits are at an offset. */
function isGroup(line: string, at: number): boolean {
  return (
    line.charCodeAt(at) === 44 &&
    isDigit(line.charCodeAt(at + 1)) &&
    isDigit(line.charCodeAt(at + 2)) &&
    isDigit(line.charCodeAt(at + 3)) &&
    !isDigit(line.charCodeAt(at + 4))
  );
}

function isGroupTail(line: string, start: number, end: number): boolean {
  return end - start >= 3 && isGroup(line, start - 1) && isDigit(line.charCodeAt(start - 2));
}
