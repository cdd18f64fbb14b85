/**
 * A recorded session of one symbol: one line a frame, `<receive time, ns since the epoch> <raw
 * JSON>`, and the session's REST snapshot as a line like the others, its body bare.
 *
 * The bytes are kept as they are, with the place of each line: 58,000 lines are 15 MB, not a heap
 * of strings. Of a frame only the name of its stream is looked at here.
 */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { FrameKind } from "./frame-source.ts";

/** One line: what it is, when it came, and where its JSON lies. */
export type CaptureLine = {
  readonly kind: FrameKind | "SNAPSHOT";
  /** When it was received, after the first line. Nanoseconds. */
  readonly atNs: number;
  /** Place of its JSON. Bytes. */
  readonly start: number;
  readonly end: number;
};

/** A whole recording, read once. */
export type Capture = {
  readonly bytes: Uint8Array;
  readonly lines: readonly CaptureLine[];
  /** As payloads write it: "BTCUSDT". */
  readonly symbol: string;
  /** When the first line was received: two exact halves of nanoseconds since the epoch. */
  readonly startSeconds: number;
  readonly startNanos: number;
};

/** Why a recording cannot be used. */
export type CaptureFailure = {
  readonly kind: "EMPTY" | "TRUNCATED" | "BAD_LINE";
  /** From 1; 0 where it is no line's. */
  readonly line: number;
  readonly message: string;
};

type ReadLine = CaptureLine & {
  readonly symbol: string;
  readonly seconds: number;
  readonly nanos: number;
};

const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
/** Digits of a time that are nanoseconds of its second. */
const NANO_DIGITS = 9;
const TIME_DIGITS_MAX = 20;
/** Bytes of a line's JSON that are sure to hold the name of its stream. */
const HEAD_BYTES = 64;
const SNAPSHOT_HEAD = '{"lastUpdateId":';
const FRAME_HEAD = /^\{"stream":"([a-z0-9]+)@(depth|bookTicker|trade)(?:@100ms)?",/;
const KINDS: Readonly<Record<string, FrameKind>> = {
  depth: "DEPTH",
  bookTicker: "QUOTE",
  trade: "TRADE",
};

const decoder = new TextDecoder();

/** Reads a capture's text. Every line must be whole; the first that is not is named. */
export function parseCapture(bytes: Uint8Array): Result<Capture, CaptureFailure> {
  if (bytes.length === 0) return fail("EMPTY", 0, "it holds nothing");
  if (bytes.at(-1) !== NEWLINE) return fail("TRUNCATED", 0, "its last line has no end");
  const lines: CaptureLine[] = [];
  let first: ReadLine | null = null;
  let symbol = "";
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const number = lines.length + 1;
    const read = readLine(bytes, start, end);
    if (typeof read === "string") return fail("BAD_LINE", number, read);
    if (symbol !== "" && read.symbol !== "" && read.symbol !== symbol) {
      return fail("BAD_LINE", number, `a capture is of one symbol: found ${read.symbol}`);
    }
    first ??= read;
    symbol ||= read.symbol;
    const atNs = (read.seconds - first.seconds) * 1e9 + read.nanos - first.nanos;
    lines.push({ kind: read.kind, atNs, start: read.start, end: read.end });
    start = end + 1;
  }
  const { seconds: startSeconds = 0, nanos: startNanos = 0 } = first ?? {};
  return succeed({ bytes, lines, symbol, startSeconds, startNanos });
}

/** Whether a capture can begin a replay: it holds a depth snapshot to begin the book with. */
export function hasSnapshot(capture: Capture): boolean {
  return capture.lines.some((line) => line.kind === "SNAPSHOT");
}

/** The JSON of a line. */
export function lineText(capture: Capture, line: CaptureLine): string {
  return decoder.decode(capture.bytes.subarray(line.start, line.end));
}

/** How long after the start of `earlier` a capture begins. Exact. Nanoseconds. */
export function startsAfterNs(earlier: Capture, capture: Capture): number {
  const seconds = capture.startSeconds - earlier.startSeconds;
  return seconds * 1e9 + capture.startNanos - earlier.startNanos;
}

/** Reads a line, or says what is wrong with it. Its time is read in two exact halves. */
function readLine(bytes: Uint8Array, lineStart: number, end: number): ReadLine | string {
  const space = bytes.indexOf(SPACE, lineStart);
  const digits = space - lineStart;
  if (!(digits > NANO_DIGITS && digits <= TIME_DIGITS_MAX && space < end)) {
    return "a line begins with its time in nanoseconds and a space";
  }
  const seconds = readDigits(bytes, lineStart, space - NANO_DIGITS);
  const nanos = readDigits(bytes, space - NANO_DIGITS, space);
  if (Number.isNaN(seconds + nanos)) return "a line's time is digits";
  const start = space + 1;
  const head = decoder.decode(bytes.subarray(start, Math.min(end, start + HEAD_BYTES)));
  const tail = decoder.decode(bytes.subarray(Math.max(start, end - 2), end));
  const line = { atNs: 0, start, end, seconds, nanos };
  if (head.startsWith(SNAPSHOT_HEAD)) {
    return tail === "]}" ? { ...line, kind: "SNAPSHOT", symbol: "" } : "a snapshot ends with ]}";
  }
  const [, symbol = "", stream = ""] = FRAME_HEAD.exec(head) ?? [];
  const kind = KINDS[stream];
  if (kind === undefined) return "a frame is of a depth, bookTicker or trade stream";
  return tail === "}}" ? { ...line, kind, symbol: symbol.toUpperCase() } : "a frame ends with }}";
}

function readDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function fail(
  kind: CaptureFailure["kind"],
  line: number,
  message: string,
): Result<never, CaptureFailure> {
  return failWith({ kind, line, message });
}
