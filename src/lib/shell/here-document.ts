/** A here-document that a line began and whose body follows the line. */
export type PendingDocument = {
  /** The line that ends it. */
  readonly end: string;
  /** Tabs before that line are ignored. */
  readonly tabs: boolean;
  /** Receives the body. */
  readonly bodies: string[];
};

/**
 * Reads the bodies of here-documents, which follow one another. One without an end extends to the end of the text.
 * @param at the beginning of the line after the one that began them
 * @returns the place after the last of them
 */
export function readHereDocuments(text: string, at: number, documents: readonly PendingDocument[]): number {
  let next = at;
  for (const { end, tabs, bodies } of documents) {
    const start = next;
    let bodyEnd = text.length;
    while (next < text.length) {
      const lineStart = next;
      const feed = text.indexOf('\n', next);
      const lineEnd = feed < 0 ? text.length : feed;
      const line = text.slice(lineStart, lineEnd).trimEnd();
      next = Math.min(lineEnd + 1, text.length);
      if ((tabs ? line.trimStart() : line) === end) {
        bodyEnd = lineStart;
        break;
      }
    }
    bodies.push(text.slice(start, bodyEnd));
  }
  return next;
}
