/** Joined sessions: the venue's book through a break between them, and times that only rise. */
import { describe, expect, test } from "bun:test";
import { type Capture, parseCapture } from "../../../../src/trading/venue/binance/capture.ts";
import { Playback } from "../../../../src/trading/venue/binance/playback.ts";

function session(startSeconds: number, bodies: readonly object[]): Capture {
  const lines = bodies.map((body, index) => {
    const nanos = `${index}`.padStart(9, "0");
    return `${startSeconds}${nanos} ${JSON.stringify(body)}\n`;
  });
  const parsed = parseCapture(new TextEncoder().encode(lines.join("")));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

const depth = (U: number, u: number, price: string) => ({
  stream: "btcusdt@depth@100ms",
  data: { e: "depthUpdate", E: 1, s: "BTCUSDT", U, u, b: [[price, "1.0"]], a: [] },
});
const snapshot = (lastUpdateId: number, price: string) => ({
  lastUpdateId,
  bids: [[price, "5.0"]],
  asks: [],
});
const bookOf = (playback: Playback) => {
  const { lastUpdateId, bids } = JSON.parse(playback.depthSnapshot("BTCUSDT", 10) ?? "");
  return [lastUpdateId, bids.map(([price]: readonly string[]) => price)];
};

describe("Playback", () => {
  const first = [snapshot(10, "100.00"), depth(11, 12, "101.00")];

  test("takes the next recorded snapshot where the depth breaks, and not before", () => {
    const second = [depth(50, 51, "49.00"), snapshot(51, "50.00"), depth(52, 52, "52.00")];
    const playback = new Playback([session(1_700_000_000, first), session(1_700_000_100, second)]);
    playback.next();
    expect(bookOf(playback)).toEqual([12, ["101.00", "100.00"]]);
    playback.next();
    expect(bookOf(playback)).toEqual([51, ["50.00"]]);
    playback.next();
    expect(bookOf(playback)).toEqual([52, ["52.00", "50.00"]]);
    expect([playback.next(), playback.counts.DEPTH]).toEqual([null, 3]);
  });

  test("goes on as well as it can where no snapshot follows a break", () => {
    const second = [depth(50, 51, "49.00")];
    const playback = new Playback([session(1_700_000_000, first), session(1_700_000_100, second)]);
    playback.next();
    playback.next();
    expect(bookOf(playback)).toEqual([51, ["101.00", "100.00", "49.00"]]);
  });

  test("never gives a time before an earlier one, whatever the captures say", () => {
    const second = [depth(13, 13, "99.00")];
    const playback = new Playback([session(1_700_000_100, first), session(1_700_000_000, second)]);
    const times = [playback.next(), playback.next()].map((frame) => frame?.atNs);
    expect(times).toEqual([1, 1]);
  });

  test("refuses captures of a symbol without any snapshot as a programmer error", () => {
    const only = session(1_700_000_000, [depth(1, 2, "1.00")]);
    expect(() => new Playback([only])).toThrow("Invariant: the captures of BTCUSDT hold");
  });
});
