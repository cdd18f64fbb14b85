/** Why bytes are not gunzipped: before it is tried, and from what zlib throws. */
import { FileRefusal, fileFailure } from "./file-failure.ts";

const GZIP_MAGIC = [0x1f, 0x8b] as const;

const CODE_OF_ZLIB: ReadonlyMap<string, string> = new Map([
  ["ERR_BUFFER_TOO_LARGE", "TOO_LARGE"],
  ["Z_BUF_ERROR", "TRUNCATED"],
  ["Z_DATA_ERROR", "CORRUPT"],
]);

/** @throws {FileRefusal} When the bytes do not begin as gzip does. */
export function needGzip(bytes: Uint8Array): undefined {
  if (bytes.length < GZIP_MAGIC.length) {
    throw new FileRefusal("TRUNCATED", "the file ends before its gzip header");
  }
  if (GZIP_MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new FileRefusal("NOT_GZIP", "the file does not begin as gzip does");
  }
}

/** What zlib threw, in the words of `io.ts`. */
export function gzipRefusal(error: unknown): FileRefusal {
  const { code, message } = fileFailure(error);
  return new FileRefusal(CODE_OF_ZLIB.get(code) ?? code, message);
}
