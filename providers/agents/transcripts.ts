import type { TranscriptReader } from '../../src/model/transcript.ts';
import { aiderTranscripts } from './aider/transcript.ts';
import { claudeTranscripts } from './claude/transcript.ts';
import { codexTranscripts } from './codex/transcript.ts';
import { geminiTranscripts } from './gemini/transcript.ts';
import { opencodeTranscripts } from './opencode/transcript.ts';
import { piTranscripts } from './pi/transcript.ts';

/** Every agent whose transcripts can be read, in the order in which help lists them. */
export const transcriptReaders: readonly TranscriptReader[] = [
  claudeTranscripts,
  codexTranscripts,
  aiderTranscripts,
  opencodeTranscripts,
  geminiTranscripts,
  piTranscripts,
];
