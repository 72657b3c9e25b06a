import { shareOf } from './sample.ts';

const patchHeader = /^diff (?:--git|--cc|--combined|-[a-zA-Z]*[ur])/;
const patchLine =
  /^(?:[-+ @\\\t]|diff |index |commit |(?:Author|Date|Merge|Commit\w*):|(?:new|old|deleted|similarity|rename|copy|Binary|GIT|Index:|literal|={20,}))/;
const patchShare = 0.5;
const mailedPatch = /^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001/;

/** Whether a text is a patch: a file header, hunks, or a commit sent by mail. */
export function isDiff(lines: readonly string[]): boolean {
  const head = lines.slice(0, 60);
  if (mailedPatch.test(head[0] ?? '')) return true;
  // Other output after a patch can be most of the text.
  if (head.some((line) => patchHeader.test(line))) return shareOf(lines, (line) => patchLine.test(line)) >= patchShare;
  const old = head.slice(0, 8).findIndex((line) => /^(?:--- |Index: )/.test(line));
  return old >= 0 && head.slice(old, old + 6).some((line) => line.startsWith('@@ -'));
}

/** Whether every file of a patch is new: it then shows whole files. */
export function isNewFiles(text: string): boolean {
  const files = count(text, /^diff --git /gm);
  return files > 0 && count(text, /^new file mode \d/gm) === files;
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  while (pattern.exec(text) !== null) found++;
  return found;
}
