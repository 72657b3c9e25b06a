/** Lines of context around a change. */
const context = 3;

/**
 * The changes between two texts as a unified diff with one hunk, without the shared start and end. Empty if they are
 * the same.
 * @param before `undefined` if there was no file
 * @param after `undefined` if the file is removed
 */
export function unifiedDiff(name: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const old = linesOf(before ?? '');
  const now = linesOf(after ?? '');
  let top = 0;
  while (top < Math.min(old.length, now.length) && old[top] === now[top]) top += 1;
  let bottom = 0;
  while (bottom < Math.min(old.length, now.length) - top && old.at(-1 - bottom) === now.at(-1 - bottom)) bottom += 1;
  const from = Math.max(0, top - context);
  const tail = Math.max(0, bottom - context);
  const lines = [
    ...old.slice(from, top).map((line) => ` ${line}`),
    ...old.slice(top, old.length - bottom).map((line) => `-${line}`),
    ...now.slice(top, now.length - bottom).map((line) => `+${line}`),
    ...old.slice(old.length - bottom, old.length - tail).map((line) => ` ${line}`),
  ];
  const range = (list: readonly string[]) => `${list.length === 0 ? 0 : from + 1},${list.length - tail - from}`;
  const head = [
    before === undefined ? '--- /dev/null' : `--- a/${name}`,
    after === undefined ? '+++ /dev/null' : `+++ b/${name}`,
  ];
  return [...head, `@@ -${range(old)} +${range(now)} @@`, ...lines.map(withEnd)].join('\n');
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** Git's note for a line without a line end. */
function withEnd(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`;
}
