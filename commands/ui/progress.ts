import { formatBytes } from './numbers.ts';

/** Shows on stderr that something long is under way. */
export type Progress = {
  /** What is being done, in a few words. */
  say(words: string): void;
  /** How far a file has come. */
  amount(file: string, bytes: number, total: number): void;
  done(line: string): void;
  failed(): void;
};

const width = 24;
/** Milliseconds between two drawings of the bar. */
const drawEveryMs = 80;

/** A spinner with a bar where a person watches; where nobody does, one line for each thing that is begun. */
export async function showProgress(): Promise<Progress> {
  const { default: ora } = await import('ora');
  // On a terminal that says it has no columns the spinner would count endless lines.
  const isEnabled = process.stderr.columns === 0 ? false : undefined;
  const spinner = ora({ stream: process.stderr, discardStdin: false, isEnabled });
  let drawn = 0;
  return {
    say(words) {
      spinner.start(words);
    },
    amount(file, bytes, total) {
      const now = performance.now();
      if (!spinner.isSpinning || (bytes < total && now - drawn < drawEveryMs)) return;
      drawn = now;
      spinner.text = `${file} ${bar(bytes / (total || 1))} ${formatBytes(bytes)} of ${formatBytes(total)}`;
    },
    done(line) {
      spinner.succeed(line);
    },
    failed() {
      spinner.stop();
    },
  };
}

function bar(share: number): string {
  const full = Math.min(width, Math.round(share * width));
  return '█'.repeat(full) + '░'.repeat(width - full);
}
