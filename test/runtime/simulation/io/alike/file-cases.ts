/** Files to read, each told once for both worlds. */

const TEXT = new TextEncoder().encode("forty-two times forty-two ".repeat(100));
const GZIP = Bun.gzipSync(TEXT);

/** Each a file, how it is read, and so what comes of it. */
export const FILE_CASES: Readonly<
  Record<
    string,
    { readonly bytes: Uint8Array | null; readonly bytesMax: number; readonly gunzip: boolean }
  >
> = {
  "a file of exactly the bound": { bytes: TEXT, bytesMax: TEXT.length, gunzip: false },
  "a file of one byte more": { bytes: TEXT, bytesMax: TEXT.length - 1, gunzip: false },
  "no file": { bytes: null, bytesMax: 10, gunzip: false },
  "an empty file": { bytes: new Uint8Array(0), bytesMax: 10, gunzip: false },
  "gzip of exactly the bound": { bytes: GZIP, bytesMax: TEXT.length, gunzip: true },
  "gzip of one byte more": { bytes: GZIP, bytesMax: TEXT.length - 1, gunzip: true },
  "gzip that is itself larger than the bound": { bytes: GZIP, bytesMax: 10, gunzip: true },
  "gzip that is cut": { bytes: GZIP.slice(0, -5), bytesMax: TEXT.length, gunzip: true },
  "gzip with a wrong checksum": { bytes: spoilt(), bytesMax: TEXT.length, gunzip: true },
  "no gzip": { bytes: TEXT, bytesMax: TEXT.length, gunzip: true },
  "one byte": { bytes: new Uint8Array([31]), bytesMax: 10, gunzip: true },
};

function spoilt(): Uint8Array {
  const bytes = GZIP.slice();
  bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 1;
  return bytes;
}
