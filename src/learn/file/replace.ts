import { type BigIntStats, constants } from 'node:fs';
import { access, type FileHandle, link, open, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { HeadroomError } from '../../model/errors.ts';
import { fileFailure, isCode } from './failure.ts';
import { clearLeftovers, temporaryName } from './leftovers.ts';

/** What a write did to a file. */
export type Outcome = 'unchanged' | 'written' | 'created' | 'deleted';

/** How often a file that changes meanwhile is read again. */
const mostTries = 5;
/** In bytes; no instruction file is that large, and an agent would not read it. */
const largest = 16 * 2 ** 20;

type Reading = { readonly bytes: Buffer | undefined; readonly stats: BigIntStats | undefined };

/**
 * Changes a file so that, whatever happens meanwhile, it exists either as before or as intended: the new content is
 * written beside it, synced to disk, and renamed into place. The mode is kept, and the owner if that is allowed. A file
 * that others changed between reading and renaming is read and changed again. If nothing changes, nothing is written.
 * @param file a real path: a link there would be replaced
 * @param change returns the new content for the current one; `undefined` means no file. Called once per reading
 * @returns what was done, and the last answer of `change`
 * @throws {HeadroomError} `file`, in one line, if it cannot be read or written; whatever `change` throws
 */
export async function replaceFile<Change extends { readonly bytes: Buffer | undefined }>(
  file: string,
  change: (bytes: Buffer | undefined) => Change,
): Promise<{ readonly outcome: Outcome; readonly change: Change }> {
  await clearLeftovers(file);
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await read(file);
    const wanted = change(before.bytes);
    if (isSame(before.bytes, wanted.bytes)) return { outcome: 'unchanged', change: wanted };
    const outcome = await put(file, before, wanted.bytes).catch((cause: unknown) => {
      throw fileFailure(cause, file, 'written');
    });
    if (outcome !== undefined) return { outcome, change: wanted };
  }
  throw new HeadroomError(
    'file',
    `expected ${file} to stay as it is for a moment, found it changed ${mostTries} times`,
    {
      hint: 'close the program that writes it, and try again',
    },
  );
}

function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}

async function read(file: string): Promise<Reading> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile())
        throw new HeadroomError('file', `expected a file at ${file}, found none; nothing was written`);
      if (stats.size > largest) throw tooLarge(file, stats.size);
      return { bytes: await handle.readFile(), stats };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return { bytes: undefined, stats: undefined };
    throw fileFailure(cause, file, 'read');
  }
}

function tooLarge(file: string, size: bigint): HeadroomError {
  return new HeadroomError('file', `expected at most ${largest} bytes in ${file}, found ${size}; it is unchanged`);
}

/** @returns `undefined` where the file is no longer what was read */
async function put(file: string, before: Reading, bytes: Buffer | undefined): Promise<Outcome | undefined> {
  if (!(await isUntouched(file, before))) return undefined;
  if (before.stats !== undefined) await access(file, constants.W_OK);
  if (bytes === undefined) {
    await unlink(file);
    await syncFolder(file);
    return 'deleted';
  }
  const temporary = temporaryName(file);
  try {
    await writeWhole(temporary, bytes, before.stats);
    if (!(await isUntouched(file, before))) return undefined;
    if (before.stats !== undefined) await rename(temporary, file);
    else if (!(await putNew(temporary, file))) return undefined;
    await syncFolder(file);
    return before.stats === undefined ? 'created' : 'written';
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined); // the next run clears it
  }
}

/** Writes a new file, and waits until it is on the disk. */
async function writeWhole(temporary: string, bytes: Buffer, like: BigIntStats | undefined): Promise<void> {
  const handle = await open(temporary, 'wx', 0o666); // a new file gets the mode that the user's umask gives
  try {
    await handle.writeFile(bytes);
    if (like !== undefined) await takeAfter(handle, like);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function takeAfter(handle: FileHandle, { uid, gid, mode }: BigIntStats): Promise<void> {
  const own = await handle.stat({ bigint: true });
  if (own.uid !== uid || own.gid !== gid) {
    await handle.chown(Number(uid), Number(gid)).catch(() => undefined); // only root may change a file's owner
  }
  await handle.chmod(Number(mode) & 0o7777);
}

/**
 * Whether the file is unchanged since it was read. Its bytes are compared, since clocks of file systems tick too slowly
 * to tell.
 */
async function isUntouched(file: string, before: Reading): Promise<boolean> {
  const now = await read(file);
  if (!isSame(now.bytes, before.bytes)) return false;
  return (['dev', 'ino', 'mode', 'uid', 'gid'] as const).every((key) => now.stats?.[key] === before.stats?.[key]);
}

/** Gives a new file its name unless another has it. A link does that in one step; not every file system has links. */
async function putNew(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) return false;
    if (!isCode(cause, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw cause;
    await rename(temporary, file);
    return true;
  }
}

/** Makes the new name last. Some systems cannot do that to a folder; the name is in place in any case. */
async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(file), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
