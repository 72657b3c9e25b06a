/** Paths of a message or an argument: words with a slash or a dot that are not flags. */
const pathWord = /[^\s'"`‘’:()<>,]{1,400}/g;

/**
 * Whether a path that was not found shows a wrong folder: it begins with the name of a folder that the call was made
 * in, as `src/a.ts` does in `/project/src`.
 * @param folder absolute
 */
export function repeatsFolder(path: string, folder: string): boolean {
  const inside = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  if (inside.startsWith('/') || inside.startsWith('~') || inside.startsWith('..')) return false;
  const [first] = inside.replace(/^\.\//, '').split('/');
  return first !== undefined && first.length > 1 && folder.split('/').includes(first);
}

/** Whether a message has a path that shows a wrong folder. */
export function namesWrongFolder(line: string, folder: string | undefined): boolean {
  if (folder === undefined) return false;
  const words = line.slice(0, 1000).match(pathWord) ?? [];
  return words.some((word) => /[/.]/.test(word) && repeatsFolder(word.replace(/[.;]+$/, ''), folder));
}

/** Whether a message of a shell says that a `cd` to a relative path failed. */
export function isFailedChange(line: string): boolean {
  const [, path] = /\bcd:(?:\d+:)? ?(?:no such file or directory: |can't cd to )?([^:\s]{1,400})/i.exec(line) ?? [];
  return path !== undefined && !/^[/~$]/.test(path);
}
