import type { TranscriptCall } from '../model/transcript.ts';
import { type Failure, type FailureClass, isAgentsMistake } from './failure.ts';

/** Why a call failed; nothing where it did not fail. */
export function classify(call: TranscriptCall): Failure | undefined {
  if (!call.failed) return undefined;
  const line = call.output.split('\n', 1)[0] ?? '';
  return failure('unknown', line);
}

function failure(name: FailureClass, line: string): Failure {
  return { class: name, agentsMistake: isAgentsMistake(name), masked: false, line };
}
