/**
 * The venue's side of a replay: the frames of joined captures, and the book at its place in them.
 *
 * A symbol's book begins as its first recorded snapshot, is that until the frames have come to it,
 * and then follows the depth frames. Where they break, as between two sessions, the symbol's next
 * recorded snapshot takes over: that is what the venue's book was then.
 */
import { assert } from "../../../core/assert.ts";
import { type Capture, type CaptureLine, lineText, startsAfterNs } from "./capture.ts";
import type { FrameKind, FrameSource, SourceFrame } from "./frame-source.ts";
import { isRecord, parseJson } from "./json.ts";
import { type DepthBody, type DepthUpdate, VenueBook } from "./venue-book.ts";

/** Captures, to be played once from the first line to the last. */
export class Playback implements FrameSource {
  readonly counts: Record<FrameKind, number> = { DEPTH: 0, QUOTE: 0, TRADE: 0 };
  readonly #captures: readonly Capture[];
  readonly #books = new Map<string, VenueBook>();
  /** Place of the next line. */
  #capture = 0;
  #line = 0;
  #atNs = 0;

  /** @param captures In the order to play; the first of each symbol holds its snapshot. */
  constructor(captures: readonly Capture[]) {
    this.#captures = captures;
    for (const { symbol } of captures) {
      if (this.#books.has(symbol)) continue;
      const book = new VenueBook();
      const body = this.#nextSnapshot(symbol, 0, 0);
      assert(body !== null, `the captures of ${symbol} hold a depth snapshot`);
      book.replace(body);
      this.#books.set(symbol, book);
    }
  }

  next(): SourceFrame | null {
    for (;;) {
      const capture = this.#captures[this.#capture];
      if (capture === undefined) return null;
      const line = capture.lines[this.#line];
      this.#line += 1;
      if (line === undefined) {
        this.#capture += 1;
        this.#line = 0;
      } else if (line.kind !== "SNAPSHOT") {
        const text = lineText(capture, line);
        if (line.kind === "DEPTH") this.#follow(capture.symbol, text);
        this.counts[line.kind] += 1;
        return { kind: line.kind, text, atNs: this.#timeOf(capture, line) };
      }
    }
  }

  depthSnapshot(symbol: string, limit: number): string | null {
    const book = this.#books.get(symbol);
    return book === undefined ? null : JSON.stringify(book.snapshot(limit));
  }

  #timeOf(capture: Capture, line: CaptureLine): number {
    const [first = capture] = this.#captures;
    this.#atNs = Math.max(this.#atNs, startsAfterNs(first, capture) + line.atNs);
    return this.#atNs;
  }

  #follow(symbol: string, text: string): undefined {
    const book = this.#books.get(symbol);
    const frame = parseJson(text);
    const update = isRecord(frame) ? frame.data : undefined;
    if (book === undefined || !isDepthUpdate(update)) return;
    if (update.U > book.lastUpdateId + 1) {
      const body = this.#nextSnapshot(symbol, this.#capture, this.#line);
      if (body !== null) book.replace(body);
    }
    book.apply(update);
  }

  /** The first snapshot of a symbol from a place on, or null. */
  #nextSnapshot(symbol: string, fromCapture: number, fromLine: number): DepthBody | null {
    for (const [index, capture] of this.#captures.entries()) {
      if (index < fromCapture || capture.symbol !== symbol) continue;
      const lines = index === fromCapture ? capture.lines.slice(fromLine) : capture.lines;
      const line = lines.find(({ kind }) => kind === "SNAPSHOT");
      const body = line === undefined ? undefined : parseJson(lineText(capture, line));
      if (isDepthBody(body)) return body;
    }
    return null;
  }
}

function isDepthUpdate(value: unknown): value is DepthUpdate {
  if (!isRecord(value)) return false;
  const { U, u, b, a } = value;
  return typeof U === "number" && typeof u === "number" && Array.isArray(b) && Array.isArray(a);
}

function isDepthBody(value: unknown): value is DepthBody {
  if (!isRecord(value)) return false;
  const { lastUpdateId, bids, asks } = value;
  return typeof lastUpdateId === "number" && Array.isArray(bids) && Array.isArray(asks);
}
