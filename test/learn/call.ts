import { toolAction } from '../../providers/actions.ts';
import type { Json } from '../../src/model/json.ts';
import type { TranscriptCall } from '../../src/model/transcript.ts';

/** A failed call with what is not told left at what is usual. */
export function callOf(tool: string, input: Json, output: string, more: Partial<TranscriptCall> = {}): TranscriptCall {
  const told = { id: 'c', tool, input, action: toolAction(tool, input), output, outputLength: output.length };
  return { ...told, failed: true, folder: '/project', ...more };
}

/** A failed call of the shell. */
export function shellCall(command: string, output: string, more: Partial<TranscriptCall> = {}): TranscriptCall {
  return callOf('Bash', { command }, output, more);
}
