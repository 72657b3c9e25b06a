import { isJsonObject, type Json } from '../../../src/model/json.ts';
import { textParts } from '../transcript-values.ts';

/** The result of a call, with the tool's output separated from the agent's words. */
export type CodexOutput = {
  /** The tool's output, as far as the model got it. */
  readonly text: string;
  readonly exitCode?: number;
  /** Name of the process or script that still runs, which later calls ask for. */
  readonly running?: string;
  /** Whether the agent says that it did not run, or broke off. */
  readonly refused: boolean;
};

/** The line after which the agent puts the tool's output. */
const label = 'Output:\n';
/** The beginnings of the lines before it (0.118 to 0.169): a command's, an older command's, a script's. */
const header = /^(?:Command: |Chunk ID: |Wall time: |Exit code: |Script (?:completed|failed|running))/;
const exited = /^(?:Process exited with code |Exit code: )(-?\d{1,10})$/m;
const goesOn = /^(?:Process|Script) running with (?:session|cell) ID (\S{1,80})/m;
const scriptFailed = /^Script failed/;
/** The beginnings of results that the agent wrote in place of the tool. */
const refusal =
  /^(?:(?:exec_command|write_stdin|exec) failed\b|apply_patch verification failed|failed to parse function arguments|unsupported (?:custom tool )?call|execution error|(?:exec command|patch) rejected|aborted(?: by user| after|$))/;

/** Parses a result. */
export function readOutput(output: Json | undefined): CodexOutput {
  const parts = textParts(output);
  const whole = unwrapped(parts.join(''));
  const { text, exitCode } = typeof whole === 'string' ? { text: whole, exitCode: undefined } : whole;
  const end = header.test(text) ? headerEnd(text) : -1;
  if (end === -1) return { text, refused: refusal.test(text), ...(exitCode === undefined ? {} : { exitCode }) };
  const head = text.slice(0, end);
  const code = exited.exec(head)?.[1];
  const running = goesOn.exec(head)?.[1];
  return {
    text: text.slice(end),
    refused: scriptFailed.test(head),
    ...(code === undefined ? {} : { exitCode: Number(code) }),
    ...(running === undefined ? {} : { running }),
  };
}

function headerEnd(text: string): number {
  const at = text.indexOf(`\n${label}`);
  return at === -1 ? -1 : at + 1 + label.length;
}

/** Older results are JSON with the exit code beside the text. */
function unwrapped(text: string): string | { readonly text: string; readonly exitCode?: number } {
  if (!text.startsWith('{"output":')) return text;
  try {
    const value: Json = JSON.parse(text);
    if (!isJsonObject(value) || typeof value.output !== 'string') return text;
    const code = isJsonObject(value.metadata) ? value.metadata.exit_code : undefined;
    return { text: value.output, ...(typeof code === 'number' ? { exitCode: code } : {}) };
  } catch {
    return text;
  }
}
