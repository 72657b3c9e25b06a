/** One text; cases of the same seed and number are the same text. */
export function codecCase(seed: number, number: number): string;
