/** What is known about a text that is rendered. */
export type RenderPolicy = {
  /** Programs show lines of files in it: carriage returns inside lines are content. */
  readonly keepsReturns: boolean;
  /** Blanks and carriage returns at line ends are content. */
  readonly keepsLineEnds: boolean;
  /** It is a comparison of files, whether or not headers say so. */
  readonly comparison: boolean;
  /** Colours say more than the text; `false` if they mark kinds of files, parts of code or what a search found. */
  readonly tellsByColour: boolean;
  /** The 0-based line from which on it is a program's own output. */
  readonly firstLine: number;
  /** Which of several texts report a failure; of those with the same wording the last represents all. */
  readonly failuresAmong: (texts: readonly string[]) => readonly boolean[];
};
