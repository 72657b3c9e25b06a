import type { TranscriptCall } from '../model/transcript.ts';

/** Marks that are put around an output for the model. */
const marks = /<\/?(?:tool_use_error|untrusted_context|system-error|error)>/g;
/** Lines that say how a command ended; they are not part of its output. */
const ending =
  /^(?:(?:Error: )?(?:Exit code|Command exited with code|Process exited with code|Exit Code)[: ] ?-?\d+|Chunk ID: \w+|Wall time: .*|Original token count: \d+|Process Group PGID: \d+|(?:Stdout|Stderr|Error|Signal|Background PIDs): \(?(?:none|empty)\)?|Output:|\(no output\)|(?:Output: )?\(empty\))$/;
const before = /^(?:Output|Stdout|Stderr): (?=\S)/;
/** The head that some harnesses put before an output, up to the line after which it begins. */
const head =
  /^(?:Command|Chunk ID): [^\n]*\n(?:[A-Z][\w ]{1,30}: ?[^\n]*\n|Process exited with code \d+\n){0,8}Output:\n/;
const exitCode =
  /^(?:Error: )?(?:Exit code|Command exited with code|Process exited with code|Exit Code)[: ] ?(\d+)\s*$/im;
const maxLines = 300;

/** The lines that a call printed, without what its harness added; of very many the first and the last. */
export function printedLines({ output }: TranscriptCall): readonly string[] {
  const lines = output
    .replace(marks, '')
    .replace(head, '')
    .split(/\r\n|\n|\r/);
  const kept = lines.length <= 2 * maxLines ? lines : [...lines.slice(0, maxLines), ...lines.slice(-maxLines)];
  return kept
    .map((line) => line.replace(before, ''))
    .filter((line) => line.trim() !== '' && !ending.test(line.trimEnd()));
}

/** The exit code of a command: what the transcript has, else what its output says. */
export function exitCodeOf(call: TranscriptCall): number | undefined {
  if (call.exitCode !== undefined) return call.exitCode;
  const said = exitCode.exec(call.output.slice(0, 2000)) ?? exitCode.exec(call.output.slice(-500));
  return said === null ? undefined : Number(said[1]);
}
