/** One number for what an actor sends out of the process: equal ones stand for equal effects. */

/** CRC-32 of a frame, or of bytes for a file. */
export function crcOf(sent: string | Uint8Array): number {
  return Bun.hash.crc32(sent);
}

/** CRC-32 of what is called with plain data: a request, an answer, a close. */
export function crcOfCall(...parts: readonly unknown[]): number {
  return Bun.hash.crc32(JSON.stringify(parts));
}

/** What of a request is known at once. */
export function crcOfRequest({ method, url, headers }: Request): number {
  return crcOfCall(method, url, [...headers]);
}

/**
 * CRC-32 of a request's body, read from a copy. Null of one that has none.
 *
 * @returns once the copy was read; what cannot be read counts as empty
 */
export function crcOfBody(request: Request): Promise<number> | null {
  // Without a look at `body`: that would turn a text into a stream.
  if (request.method === "GET" || request.method === "HEAD") return null;
  return request
    .clone()
    .bytes()
    .then(crcOf, () => crcOf(""));
}
