import { formatBytes } from './numbers.ts';

/** Shows on stderr that a long operation is running. */
export type Progress = {
  /** The current step, in a few words. */
  say(words: string): void;
  /** The progress of a file. */
  amount(file: string, bytes: number, total: number): void;
  done(line: string): void;
  failed(): void;
};

const width = 24;
/** Milliseconds between two drawings of the bar. */
const drawEveryMs = 80;

/** A spinner with a bar on a terminal; elsewhere one line for each step that begins. */
export async function showProgress(): Promise<Progress> {
  const { default: ora } = await import('ora');
  // On a terminal that reports zero columns the spinner would count endless lines.
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
