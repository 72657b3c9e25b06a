// What an agent left in its home folder, in a form in which two runs can be compared.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Parts of a path that differ from run to run: identifiers, times, counters. */
const volatile =
  /(?<=tool-results\/)[^/]+|[0-9a-f]{8}-[0-9a-f-]{27}|(ses|msg|prt|prj|tool)_[0-9A-Za-z]+|[0-9a-f]{7,}|\d+/g;

/** Files below a home, git's own objects excluded: their paths with volatile parts blanked out. */
export function pathsIn(home) {
  const files = readdirSync(home, { recursive: true, withFileTypes: true });
  return new Set(
    files
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(home, path.join(entry.parentPath ?? entry.path, entry.name)))
      .filter((file) => !file.includes('.git/') && !/-(shm|wal)$/.test(file)) // open databases, deleted or not by chance
      .map((file) => file.replaceAll(volatile, '#')),
  );
}

/** Hashes of the files that the user owns: the repository's, and the settings that existed before the run. */
export function ownFiles(home, settings) {
  const project = path.join(home, 'acme-stock');
  const inProject = readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/\/(\.git|__pycache__|\.pytest_cache)\/|\/\.aider/.test(file));
  const own = [...inProject, ...settings.map((file) => path.join(home, file))];
  return Object.fromEntries(own.sort().map((file) => [path.relative(home, file), digest(file)]));
}

/** Every file below a home with its size, mode, time and hash, by its path. */
export function treeOf(home) {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      return [path.relative(home, file), stateOf(file)];
    }),
  );
}

function stateOf(file) {
  try {
    const found = lstatSync(file);
    const content = found.isSymbolicLink() ? readlinkSync(file) : digest(file);
    return [found.size, found.mode, found.mtimeMs, content].join();
  } catch {
    return 'gone meanwhile';
  }
}

/** Paths at which two trees differ, with volatile parts blanked out. */
export function changedPaths(before, after) {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  return new Set(paths.map((file) => file.replaceAll(volatile, '#')));
}

function digest(file) {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return 'missing';
  }
}
