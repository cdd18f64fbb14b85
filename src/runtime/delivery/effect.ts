/** One number for what an actor sends out of the process: equal ones stand for equal effects. */

/** CRC-32 of a frame, or of bytes for a file. */
export function crcOf(sent: string | Uint8Array): number {
  return Bun.hash.crc32(sent);
}

/** CRC-32 of what is called with plain data: a request, an answer, a close. */
export function crcOfCall(...parts: readonly unknown[]): number {
  return Bun.hash.crc32(JSON.stringify(parts));
}

/** What of a request is sent at once. Bias: its body is not compared, which is read as it leaves. */
export function crcOfRequest({ method, url, headers }: Request): number {
  return crcOfCall(method, url, [...headers]);
}
