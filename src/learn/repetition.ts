import { createHash } from 'node:crypto';
import type { TranscriptCall } from '../model/transcript.ts';

/** Counts repetitions within one session; only the counts are kept. */
export class RepetitionCounter {
  repeatedCalls = 0;
  rereads = 0;
  corrections = 0;
  private readonly calls = new Set<string>();
  private readonly read = new Set<string>();

  /** Adds a call. */
  addCall({ tool, input, action }: TranscriptCall): void {
    const name = createHash('sha256')
      .update(`${tool}\0${JSON.stringify(input)}`)
      .digest('base64');
    if (this.calls.has(name)) this.repeatedCalls += 1;
    this.calls.add(name);
    if (action.kind === 'edit' || action.kind === 'write') this.read.delete(action.path);
    if (action.kind !== 'read') return;
    if (this.read.has(action.path)) this.rereads += 1;
    this.read.add(action.path);
  }

  /** Adds a person's input. */
  addTurn(text: string): void {
    if (text.length < 200 && correction.test(text)) this.corrections += 1;
  }
}

/** The beginnings of short turns that correct an earlier one. */
const correction =
  /^\s*(?:no[,. !]|nope\b|don['’]?t\b|do not\b|stop\b|wrong\b|that['’]?s (?:wrong|not)\b|not that\b|undo\b|revert\b|why did you\b|i (?:said|told you)\b|actually,)/i;
