import { HeadroomError } from '../../model/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'no space is left in the quota',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ELOOP: 'it became a link',
  ENOENT: 'it is gone, or its folder is',
};

/** Whether an error of the system has one of these codes. */
export function isCode(cause: unknown, ...codes: readonly string[]): boolean {
  return cause instanceof Error && 'code' in cause && codes.includes(String(cause.code));
}

/** One line about a file that could not be read or written; our own errors are passed through. */
export function fileFailure(cause: unknown, file: string, done: 'read' | 'written'): HeadroomError {
  if (cause instanceof HeadroomError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const reason = code === undefined ? String(cause) : (reasons[code] ?? code);
  return new HeadroomError('file', `${file} cannot be ${done}: ${reason}; it is unchanged`, { cause });
}
