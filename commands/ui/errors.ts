import { CommanderError } from 'commander';
import { HeadroomError } from '../../src/model/errors.ts';
import { colorsFor } from './colors.ts';
import { usageLine } from './usage.ts';
import { visible } from './visible.ts';

/** How an error ends the program: what is printed, if anything, and the exit code. */
export type ErrorReport = { readonly line?: string; readonly exitCode: number };

/** Turns whatever was thrown into one line and an exit code: 1 failed, 2 wrong usage. */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { exitCode: 0 };
    if (error.code === 'commander.help') return { exitCode: 2 }; // Help in place of a missing verb has been printed.
    return { line: oneLine(usageLine(error.message)), exitCode: 2 };
  }
  if (error instanceof HeadroomError) {
    const hint = error.hint === undefined ? '' : `; ${error.hint}`;
    return { line: oneLine(error.message + hint), exitCode: error.exitCode };
  }
  const message = error instanceof Error ? error.message || error.name : String(error);
  return { line: oneLine(`expected no error, found ${message}`), exitCode: 1 };
}

/** Shows an error on stderr and returns the exit code. Nothing else prints errors. */
export function showError(error: unknown): number {
  const { line, exitCode } = reportError(error);
  if (line !== undefined) process.stderr.write(`${colorsFor(process.stderr).red('headroom:')} ${line}\n`);
  return exitCode;
}

/** Shows notices that do not end the program, one line each, on stderr. */
export function showNotices(notices: readonly string[]): void {
  for (const notice of notices)
    process.stderr.write(`${colorsFor(process.stderr).yellow('headroom:')} ${oneLine(notice)}\n`);
}

function oneLine(text: string): string {
  return visible(text.trim().replaceAll(/\s*[\r\n]+\s*/g, ' '));
}
