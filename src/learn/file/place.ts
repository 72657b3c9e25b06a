import { lstat, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { HeadroomError } from '../../model/errors.ts';

/** As many links as Linux follows in one path. */
const mostLinks = 40;
const targetHint = 'name a Markdown file of the project with --target';

/**
 * The real file that a path of a project names, whether or not it exists yet; links are followed, but not out of the
 * project.
 * @param project the project's folder
 * @param file absolute, or relative to the project
 * @param hint what the user can do if it is refused
 * @throws {HeadroomError} `usage`, in one line, for a path outside the project or in its `.git`, for a folder or
 * device,
 *   and where the folder does not exist
 */
export async function resolvePlace(project: string, file: string, hint = targetHint): Promise<string> {
  const refused = refusal(file, hint);
  const root = await realpath(project);
  let place = path.resolve(root, file);
  for (let links = 0; ; links++) {
    const folder = await realpath(path.dirname(place)).catch(() => undefined);
    if (folder === undefined) throw refused(`a file in a folder that exists, found no ${path.dirname(place)}`);
    place = path.join(folder, path.basename(place));
    const found = await lstat(place).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      if (links === mostLinks) throw refused(`a file, found more than ${mostLinks} links one after the other`);
      place = path.resolve(folder, await readlink(place));
      continue;
    }
    assertInside(root, place, refused);
    if (found === undefined || found.isFile()) return place;
    throw refused(`a file, found ${found.isDirectory() ? 'a folder' : 'a device, a pipe or a socket'}`);
  }
}

/**
 * The file that `--target` names.
 * @throws {HeadroomError} `usage` as `resolvePlace` does, and where the name does not end in `.md`
 */
export async function resolveTarget(project: string, target: string): Promise<string> {
  const refused = refusal(target, targetHint);
  if (!/[^/\\]\.md$/i.test(target)) throw refused('a Markdown file, whose name ends in .md');
  if (/\p{Cc}/u.test(target)) throw refused('a name without control characters');
  return resolvePlace(project, target);
}

function assertInside(root: string, place: string, refused: ReturnType<typeof refusal>): void {
  const relative = path.relative(root, place);
  const steps = relative.split(path.sep);
  if (steps[0] === '..' || path.isAbsolute(relative) || relative === '') {
    throw refused(`a file inside the project ${root}, found ${place}`);
  }
  if (steps.some((step) => step.toLowerCase() === '.git')) throw refused("a file outside of git's own folder");
}

function refusal(file: string, hint: string): (expected: string) => HeadroomError {
  return (expected) =>
    new HeadroomError('usage', `${JSON.stringify(file)}: expected ${expected}; nothing was written`, { hint });
}
