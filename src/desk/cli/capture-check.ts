/** Looks at the recordings that a desk is to replay before anything starts. */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { Result } from "../../core/result.ts";
import { failWith, succeed } from "../../core/result.ts";
import { type Capture, hasSnapshot, parseCapture } from "../../trading/venue/binance/capture.ts";

/** Largest capture, unpacked. Bytes. */
export const CAPTURE_BYTES_MAX = 2 ** 30;

/**
 * Returns nothing when every file is a whole capture and the first of each symbol holds a depth
 * snapshot; else one sentence that names the file and what to do.
 */
export async function checkCaptures(paths: readonly string[]): Promise<Result<null, string>> {
  const known = new Set<string>();
  for (const path of paths) {
    const capture = await readCapture(path);
    if (!capture.ok) return failWith(`capture ${path} cannot be used: ${capture.failure}`);
    const { symbol } = capture.value;
    if (!known.has(symbol) && !hasSnapshot(capture.value)) {
      return failWith(
        `capture ${path} cannot be the first of ${symbol}: it holds no depth snapshot; name the capture that does before it`,
      );
    }
    known.add(symbol);
  }
  return succeed(null);
}

async function readCapture(path: string): Promise<Result<Capture, string>> {
  let packed: Uint8Array;
  try {
    packed = await readFile(path);
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    return failWith(code === "ENOENT" ? "there is no such file" : String(thrown));
  }
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(packed, { maxOutputLength: CAPTURE_BYTES_MAX });
  } catch (thrown) {
    return failWith(gunzipSentence(thrown));
  }
  const capture = parseCapture(bytes);
  if (capture.ok) return capture;
  const { kind, line, message } = capture.failure;
  return failWith(line === 0 ? `${kind}: ${message}` : `${kind} at line ${line}: ${message}`);
}

function gunzipSentence(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string };
  if (code === "Z_BUF_ERROR") return "it is truncated: its gzip data ends too early";
  if (code === "Z_DATA_ERROR") return "it is not gzip, or is damaged";
  return message ?? String(thrown);
}
