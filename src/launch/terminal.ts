/** Modes that agents switch on by number (`CSI ? NUMBER h`), and that a shell expects to be off. */
const privateModes = [
  2026, // synchronized output: first, so that the rest is drawn
  1, // application cursor keys
  1000, // mouse: clicks,
  1002, // drags,
  1003, // all movements,
  1005, // and their encodings
  1006,
  1015,
  1016,
  1004, // focus reports
  2004, // bracketed paste
  2031, // colour-scheme reports
  2048, // reports of the window's size
] as const;

/** Ends every keyboard protocol of kitty on the current screen: clears its stack, and whatever is set without it. */
const plainKeys = '\u001b[<99u\u001b[=0u';

/**
 * Resets a terminal to what a shell expects. The keyboard protocol is kept for each screen on its own, so it is ended
 * before and after the alternate screen is left. Sources: xterm's control sequences; the keyboard protocol of kitty;
 * the terminal-wg's notes on modes 2026, 2031 and 2048.
 */
const resetTerminal = [
  ...privateModes.map((mode) => `\u001b[?${mode}l`),
  plainKeys,
  '\u001b[?1049l', // leaves the alternate screen
  plainKeys,
  '\u001b[>4m', // modifyOtherKeys as the terminal had it at first
  '\u001b>', // numeric keypad
  '\u001b[?25h', // shows the cursor,
  '\u001b[0 q', // in its usual shape
  '\u001b[0m', // drops colours
].join('');

/** Resets a terminal that a child left in another state, as one does that dies from a signal. */
export function restoreTerminal(): void {
  const terminal = [process.stdout, process.stderr].find((stream) => stream.isTTY);
  terminal?.write(resetTerminal);
}
