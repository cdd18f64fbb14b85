/** What a replay server plays: frames with their times, and the books at its place among them. */

/** Which stream a frame is of. */
export type FrameKind = "DEPTH" | "QUOTE" | "TRADE";

/** One frame, and when to send it. */
export type SourceFrame = {
  readonly kind: FrameKind;
  /** A combined-stream text frame. */
  readonly text: string;
  /** When to send it, after the first of all; never before an earlier one. Nanoseconds. */
  readonly atNs: number;
};

/** A recording or a generator, to be played once. */
export type FrameSource = {
  /** How many frames of each kind {@link next} has given. */
  readonly counts: Readonly<Record<FrameKind, number>>;
  /** The next frame, or null at the end. */
  next(): SourceFrame | null;
  /**
   * Body of a depth snapshot as of the frames given so far, at most `limit` levels a side; null for
   * a symbol that is not played.
   */
  depthSnapshot(symbol: string, limit: number): string | null;
};
