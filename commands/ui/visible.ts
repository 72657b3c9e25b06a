import { shorten } from './wrap.ts';

/** Characters of a name in a line at most. */
const longestName = 60;

/**
 * Invisible characters that could control a terminal or change how a text reads: controls except tab and line feed,
 * separators of lines, and those that Unicode calls default ignorable, which are the marks of direction and of no
 * width. Two of these are writing and are kept: the choice of an emoji's looks, and a joiner after a letter or mark of
 * a script that may need it, or an emoji.
 */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|(?<=^|[A-Za-z]|[^\p{L}\p{M}\p{Emoji_Modifier}\p{Extended_Pictographic}])(?:\u200c|\u200d)/gu;

/**
 * A text with such characters shown: a shown text must not control the terminal, nor change the order in which it is
 * read. C0 controls are in caret notation, others by their number. Tabs and line ends are kept.
 */
export function visible(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const code = character.codePointAt(0) as number;
    return code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : `\\u{${code.toString(16)}}`;
  });
}

/** JSON with the same characters escaped as JSON does it, so that it reads the same. */
export function visibleJson(json: string): string {
  return json.replaceAll(unseen, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** A name from a request, short and on one line, without controlling the terminal. */
export function visibleName(name: string): string {
  return shorten(visible(name.replaceAll(/\s+/g, ' ')), longestName);
}
