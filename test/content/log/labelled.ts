/** A text with the command that printed it, for telling logs from everything else. */
export type Labelled = { readonly name: string; readonly text: string; readonly command?: string };

/** Lines made from their number. */
export const repeat = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
/** Words that lines vary by. */
export const names = ['core', 'auth', 'billing', 'search', 'mail', 'queue', 'admin', 'web'];
/** One of them, by number. */
export const name = (index: number) => names[index % names.length] as string;
