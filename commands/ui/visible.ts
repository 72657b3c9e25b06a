/** Control characters in caret notation: a shown text must not drive the terminal. */
export function visible(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (control) => {
    return `^${String.fromCharCode(control.charCodeAt(0) ^ 0x40)}`;
  });
}
