/**
 * Reads one regular file whole, bounded before and after gunzip.
 *
 * Codes beside the system's own: TOO_LARGE, NOT_A_FILE, and, with `gunzip`, NOT_GZIP, TRUNCATED and
 * CORRUPT.
 */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { gunzip } from "node:zlib";
import type { FileRead, ReadOptions } from "../io.ts";
import type { IoScope } from "../io-scope.ts";
import { FileRefusal, fileFailure } from "./file-failure.ts";
import { gzipRefusal, needGzip } from "./gzip-refusal.ts";

const CHUNK_BYTES = 2 ** 18;
export type ReadCall = {
  readonly scope: IoScope;
  readonly path: string;
  readonly then: (read: FileRead) => undefined;
};

/** `then` is called exactly once, unless the incarnation ends first. */
export function readWholeFile({ scope, path, then }: ReadCall, options: ReadOptions): undefined {
  const finish = (read: FileRead) => scope.complete(() => then(read));
  readThrough(scope, path, options).then(
    (bytes) => finish({ ok: true, bytes }),
    (error) => finish({ ok: false, failure: fileFailure(error) }),
  );
}

async function readThrough(
  scope: IoScope,
  path: string,
  options: ReadOptions,
): Promise<Uint8Array> {
  // A pipe is opened without waiting for its other end, and refused.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new FileRefusal("NOT_A_FILE", `not a file: ${path}`);
    const bytes = await readBounded(scope, file, options.bytesMax);
    return options.gunzip === true ? await inflate(bytes, options.bytesMax) : bytes;
  } finally {
    await file.close();
  }
}

/** The size is found by reading: the file may be growing. */
async function readBounded(
  scope: IoScope,
  file: FileHandle,
  bytesMax: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (!scope.closed) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES);
    if (bytesRead === 0) break;
    bytes += bytesRead;
    if (bytes > bytesMax) {
      throw new FileRefusal("TOO_LARGE", `file must be <= ${bytesMax} bytes: it is larger`);
    }
    chunks.push(buffer.subarray(0, bytesRead));
  }
  return new Uint8Array(Buffer.concat(chunks, bytes));
}

async function inflate(bytes: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  needGzip(bytes);
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: bytesMax }, (error, inflated) => {
      if (error === null) resolve(new Uint8Array(inflated));
      else reject(gzipRefusal(error));
    });
  });
}
