import { typedText } from './agents/claude/typed-text.ts';

/** The beginnings of texts that agents write in the name of the user. */
const beginnings = [
  '# AGENTS.md instructions',
  'This is the Gemini CLI.',
  'I have *added these files to the chat*',
  'I am not sharing any files that you can edit yet.',
  'Here are summaries of some files present in my git repository.',
  'Here are some READ ONLY files',
  'CRITICAL: Respond with TEXT ONLY',
  'You are performing a CONTEXT CHECKPOINT COMPACTION',
  'I ran this command:',
  'I switched to a new code base.',
];
/** The line after which an editor's extension puts the person's words. */
const editorsRequest = '## My request for Codex:';
/** An element around a whole text or its start, such as `<environment_context>`. */
const element = /^<([a-z][a-z_-]{2,40})>/;
/** A text in quotes as a whole: `opencode run` puts them around its argument. */
const quoted = /^"([^"]*)"$/;

/** The part of a user message's text that a person typed, whichever agent sent it; empty if none of it is theirs. */
export function typedByPerson(text: string): string {
  const behindRequest = text.split(editorsRequest)[1];
  let rest = typedText(behindRequest ?? text);
  for (let name = element.exec(rest)?.[1]; name !== undefined; name = element.exec(rest)?.[1]) {
    const close = `</${name}>`;
    const end = rest.indexOf(close);
    rest = end < 0 ? '' : rest.slice(end + close.length).trim();
  }
  return beginnings.some((beginning) => rest.startsWith(beginning)) ? '' : rest.replace(quoted, '$1');
}
