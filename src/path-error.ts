import { type ErrorCode, UsageError } from './errors.js';
import { diskError } from './write-file.js';

/** What the operating system says of a path, and what to do about it. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist; check the name',
  ENOTDIR: 'a part of it is a file, not a folder; check the name',
  EISDIR: 'it is a folder, and a file is needed',
  ENOTEMPTY: 'it is a folder that is not empty; name another one',
  EEXIST: 'it exists already; name another one',
  EACCES: 'this user may not; change its permissions or run as another user',
  EPERM: 'this user may not; change its permissions or run as another user',
  EROFS: 'its disk can only be read; name a place on another one',
  ELOOP: 'its symbolic links lead in a circle; mend them',
  ENAMETOOLONG: 'its name is too long; name another one',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  EINVAL: 'it is no path that can be used; check the name',
  EIO: 'its disk failed; check the disk',
};

/**
 * The error of a path that a user named: a UsageError that says what is wrong with it, or `disk_full`.
 * Any other error is returned as it is. Without `path` it is the one that the operating system names.
 */
export function pathError(error: unknown, path?: string, code: ErrorCode = 'file_unreadable'): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const named = path ?? ('path' in error && typeof error.path === 'string' ? error.path : undefined);
  const full = diskError(error, named ?? 'standard output');
  if (full !== error) return full;
  const reason = reasons[String(error.code)];
  if (named === undefined || reason === undefined) return error;
  return new UsageError(`${named} cannot be used: ${reason}.`, { code, cause: error });
}
