/** A paragraph with line ends at blanks, so that no line is longer than `columns` where its words allow that. */
export function wrapWords(text: string, columns: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || longer.length <= columns) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line].join('\n');
}

/** A text, its end replaced by an ellipsis where it is longer than so many characters. */
export function shorten(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const characters = Array.from(text.slice(0, 2 * columns + 2));
  return characters.length > columns ? `${characters.slice(0, Math.max(columns - 1, 0)).join('')}…` : text;
}

/** Words with a capital at their beginning and a full stop. */
export function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
