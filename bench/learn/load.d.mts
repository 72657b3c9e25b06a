import type { Json } from '../../src/model/json.ts';
import type { Session, ToolAction, TranscriptCall, TranscriptEvent } from '../../src/model/transcript.ts';

type ActionOf = (tool: string, input: Json) => ToolAction;

export type LoadedSession = {
  readonly session: Session;
  readonly source: string;
  readonly events: readonly TranscriptEvent[];
};

export type LabelledCall = {
  readonly number: number;
  readonly call: TranscriptCall;
  readonly label: string;
  readonly agentsMistake: boolean;
  readonly recovered: boolean | null;
  readonly recoveredBy: { readonly call: string; readonly distance: number } | null;
};

export function readSessions(file: string, toolAction: ActionOf): AsyncGenerator<LoadedSession>;
export function readLabelled(file: string, toolAction: ActionOf): Promise<readonly LabelledCall[]>;
