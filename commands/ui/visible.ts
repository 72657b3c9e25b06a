/**
 * A text with its control characters shown: a shown text must not drive the terminal, nor change the order in which it is
 * read. C0 controls are in caret notation; C1 controls, marks of direction and separators of lines are by their number. A
 * tab and a line end stay.
 */
export function visible(text: string): string {
  return text.replaceAll(driving, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : `\\u{${code.toString(16)}}`;
  });
}

const driving = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
