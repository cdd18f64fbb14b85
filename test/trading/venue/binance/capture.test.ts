/** Recordings and their playback: what is whole, what is not, and where the venue's book stands. */
import { describe, expect, test } from "bun:test";
import {
  type Capture,
  hasSnapshot,
  parseCapture,
} from "../../../../src/trading/venue/binance/capture.ts";
import { Playback } from "../../../../src/trading/venue/binance/playback.ts";

const depth = (U: number, u: number, b: [string, string][] = []) =>
  JSON.stringify({
    stream: "btcusdt@depth@100ms",
    data: { e: "depthUpdate", E: 1, s: "BTCUSDT", U, u, b, a: [] },
  });
const snapshot = JSON.stringify({
  lastUpdateId: 10,
  bids: [["100.00", "1.0"]],
  asks: [["101.00", "2.0"]],
});

const LINES = [
  `1723161253999999999 ${depth(8, 9)}`,
  `1723161254000000001 ${snapshot}`,
  `1723161254500000000 ${depth(10, 12, [
    ["100.00", "0.0"],
    ["99.00", "3.0"],
  ])}`,
];

function capture(lines: readonly string[]): Capture {
  const parsed = parseCapture(new TextEncoder().encode(`${lines.join("\n")}\n`));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

const refusal = (text: string) => {
  const parsed = parseCapture(new TextEncoder().encode(text));
  return parsed.ok ? null : [parsed.failure.kind, parsed.failure.line];
};

describe("parseCapture", () => {
  test("times are exact nanoseconds from the first line, across a second", () => {
    expect(capture(LINES).lines.map(({ kind, atNs }) => [kind, atNs])).toEqual([
      ["DEPTH", 0],
      ["SNAPSHOT", 2],
      ["DEPTH", 500_000_001],
    ]);
  });

  test("the symbol is that of its streams", () => {
    expect(capture(LINES).symbol).toBe("BTCUSDT");
    expect(hasSnapshot(capture(LINES))).toBe(true);
    expect(hasSnapshot(capture(LINES.slice(2)))).toBe(false);
  });

  test.each([
    ["nothing", "", ["EMPTY", 0]],
    ["a last line without an end", LINES.join("\n"), ["TRUNCATED", 0]],
    ["a line that is cut", `${LINES[0]}\n${LINES[2]?.slice(0, 60)}\n`, ["BAD_LINE", 2]],
    ["a line without a time", `${depth(1, 2)}\n`, ["BAD_LINE", 1]],
    ["an unknown stream", `1723161254000000001 {"stream":"x@kline"}\n`, ["BAD_LINE", 1]],
  ])("%s is refused", (_name, text, expected) => {
    expect(refusal(text) as unknown).toEqual(expected);
  });
});

describe("Playback", () => {
  test("before the recorded snapshot the venue answers with it, later from its own book", () => {
    const playback = new Playback([capture(LINES)]);
    playback.next();
    expect(JSON.parse(playback.depthSnapshot("BTCUSDT", 5) ?? "").lastUpdateId).toBe(10);
    playback.next();
    expect(JSON.parse(playback.depthSnapshot("BTCUSDT", 5) ?? "")).toEqual({
      lastUpdateId: 12,
      bids: [["99.00", "3.0"]],
      asks: [["101.00", "2.0"]],
    });
    expect(playback.next()).toBeNull();
  });

  test("captures are joined in order, and their times go on", () => {
    const later = [`1723161264000000000 ${depth(13, 13)}`];
    const playback = new Playback([capture(LINES), capture(later)]);
    const times = [playback.next(), playback.next(), playback.next()].map((one) => one?.atNs);
    expect(times).toEqual([0, 500_000_001, 10_000_000_001]);
    expect(playback.next()).toBeNull();
  });

  test("a limit bounds both sides, and an unlisted symbol has no book", () => {
    const playback = new Playback([capture(LINES)]);
    expect(JSON.parse(playback.depthSnapshot("BTCUSDT", 0) ?? "").bids).toEqual([]);
    expect(playback.depthSnapshot("ETHUSDT", 5)).toBeNull();
  });
});
