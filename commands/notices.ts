/** Lines that are remembered as told. */
const maxTold = 100;

/**
 * Passes lines on that tell something new: a store that fails does so with every request, for the blocks and for the
 * ledger alike, and says what follows from it in one of the two places only. All of them stand in the log.
 */
export function withoutRepeats(tell: (line: string) => void): (line: string) => void {
  const told: string[] = [];
  return (line) => {
    const trouble = line.replace(/^[a-z]+: /, '');
    if (told.some((earlier) => earlier.includes(trouble) || trouble.startsWith(`${earlier}; `))) return;
    told.push(trouble);
    if (told.length > maxTold) told.shift();
    tell(line);
  };
}
