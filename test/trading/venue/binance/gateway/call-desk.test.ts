/** With which stamp a call leaves, and how long it is remembered. */
import { describe, expect, test } from "bun:test";
import { noReply } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import {
  CallDesk,
  TIME_UNSURE,
  type WantedCall,
} from "../../../../../src/trading/venue/binance/gateway/call-desk.ts";
import {
  cancelCall,
  placeCall,
} from "../../../../../src/trading/venue/binance/requests/order-calls.ts";
import { timeCall } from "../../../../../src/trading/venue/binance/requests/query-calls.ts";
import type { VenueCall } from "../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { INSTRUMENTS } from "./kit/spot-venue.ts";

const NOW = 10e9;
const VENUE_MS = 1_700_000_000_000;
const WAYS = { isFrameOpen: true, prefersRest: false };
const [instrument] = INSTRUMENTS;
if (instrument === undefined) throw new Error("there is an instrument");
const id = "o000070300100001";
const NEW = placeCall({ id, instrument, side: "BUY", priceTicks: 3_000_000, lots: 10 });
const CANCEL = cancelCall({ instrument, id });

const wanted = (call: VenueCall): WantedCall => ({
  ...{ call, purpose: { kind: "TIME" }, name: call.method, validUntilNs: Number.POSITIVE_INFINITY },
});

/** A desk that asked for the venue's time, and got it so much later. Window: one second. */
function deskWith(roundTripMs: number): CallDesk {
  const desk = new CallDesk(1_000, NOW - 60e9);
  const sentNs = NOW - roundTripMs * 1e6;
  desk.learnTime({ sentNs, receivedNs: NOW, venueMs: VENUE_MS });
  return desk;
}

function write(desk: CallDesk, call: VenueCall, now = NOW) {
  desk.want(wanted(call), now);
  const { go } = desk.next(now);
  return go === null ? null : desk.sent(go, WAYS, now);
}

describe("while no stamp is sure to pass", () => {
  test("no new order leaves, and it is said why", () => {
    const desk = deskWith(2_400);
    expect(desk.hasStamp(NOW)).toBeFalse();
    expect(desk.refusalOf(NEW, NOW)).toBe(TIME_UNSURE);
    expect(write(desk, NEW)).toBeNull();
  });

  test("a cancel and a question leave", () => {
    const desk = deskWith(2_400);
    expect(write(desk, CANCEL)?.call).toEqual(CANCEL);
    expect(write(desk, timeCall())?.call).toEqual(timeCall());
  });
});

test("a new order leaves with a stamp that surely passes", () => {
  const desk = deskWith(20);
  const sent = write(desk, NEW);
  // Within the range of what the venue's clock may say, of 20 ms.
  expect(sent?.stamp.timestampMs).toBe(VENUE_MS + 10);
});

describe("a call that nobody answers", () => {
  test("is told as overdue once, and its answer is understood for two minutes, and no longer", () => {
    const desk = deskWith(20);
    const [early, never] = [write(desk, timeCall()), write(desk, CANCEL)];
    expect(desk.overdue(NOW + 3e9)).toHaveLength(2);
    expect(desk.overdue(NOW + 119e9)).toEqual([]);
    const reply = { ...noReply(""), status: 200 };
    expect(desk.answered(early?.key ?? "", reply, NOW + 119e9)?.isLate).toBeTrue();
    desk.overdue(NOW + 120e9);
    expect(desk.answered(never?.key ?? "", reply, NOW + 120e9)).toBeNull();
  });
});
