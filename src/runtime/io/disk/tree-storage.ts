/**
 * A folder with all that is below it, in which each call is durable by itself. This is a seam: a test
 * can fail each call, and the simulation has a disk of its own behind it.
 */

/** Paths are relative to the folder. Each call throws when it fails; nothing is retried. */
export type TreeStorage = {
  /** The whole file, or null when there is none. */
  read(path: string): Uint8Array | null;
  /** Puts a whole file in the place of `path`, durably: all of it or none. Makes its folders. */
  replace(path: string, bytes: Uint8Array): undefined;
  /** Adds to the end of a file that exists, durably. A crash may leave a part of it. */
  append(path: string, bytes: Uint8Array): undefined;
  /** Cuts a file to `bytes`, durably. */
  truncate(path: string, bytes: number): undefined;
  /** Names in a folder; none when it is not there. */
  list(folder: string): readonly string[];
  /** Whether nobody but the file's owner may read or write it. Throws when there is no such file. */
  isPrivate(path: string): boolean;
  /** Deletes a file, or a folder with all that is in it. It may be gone already. */
  remove(path: string): undefined;
};
