/** A report that is older than the gateway's life is late: it tells nothing of what came since. */
import { describe, expect, test } from "bun:test";
import { noReply } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import { bySymbol } from "../../../../../src/trading/venue/binance/endpoints.ts";
import { GatewayCore } from "../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type { OrderReport } from "../../../../../src/trading/venue/binance/private/private-event.ts";
import { INSTRUMENTS } from "./kit/spot-venue.ts";

const BORN_NS = 1e9;
/** What the venue's clock says at that moment. */
const BORN_MS = 1_700_000_000_000;

/** A gateway whose last life told of an order's end, and that knows the venue's time. */
function nextLife() {
  const core = new GatewayCore({
    ...{
      instruments: bySymbol(INSTRUMENTS),
      recvWindowMs: 1_000,
      isLogonKey: false,
      firstRunEpoch: 7,
    },
    ...{ prefersRest: false, asksPermissions: false, isOwn: () => true },
    ...{ strategyOf: () => 1, epochOf: () => 7 },
  });
  const told = [{ instrument: 0, orderId: "a", tradeId: "5", lots: 10 }];
  core.begin({ orders: [], told, isToldWhole: true, hasHistory: true }, BORN_NS);
  core.linkUp(BORN_NS);
  for (const output of core.take(() => null, BORN_NS)) {
    if (output.kind !== "SEND" || output.call.method !== "time") continue;
    const result = { serverTime: BORN_MS };
    core.answered(output.key, { ...noReply(""), status: 200, result }, BORN_NS);
  }
  core.take(() => null, BORN_NS);
  return core;
}

function reportAt(timeUs: number): OrderReport {
  const [instrument] = INSTRUMENTS;
  if (instrument === undefined) throw new Error("there is an instrument");
  return {
    ...{ kind: "ORDER", execution: "NEW", executionText: "NEW", instrument, id: "a" },
    ...{ requestId: "", venueOrderId: "9", side: "BUY", status: "NEW", statusText: "NEW" },
    ...{ priceTicks: 100, orderLots: 10, cumLots: 0, preventedLots: 0, fill: null },
    ...{ isOnBook: true, reason: "", timeUs, drift: [] },
  } as OrderReport;
}

describe("a report of an order of ours that nobody here knows", () => {
  test("brings no order back that ended in the life before, when it is older than this one", () => {
    const core = nextLife();
    core.heard(reportAt((BORN_MS - 5) * 1_000), BORN_NS);
    expect(core.live()).toEqual([]);
    expect(core.take(() => null, BORN_NS).filter(({ kind }) => kind === "SAY")).toEqual([]);
  });

  test("is of an order that has only now come to the venue, when it is newer", () => {
    const core = nextLife();
    core.heard(reportAt((BORN_MS + 5) * 1_000), BORN_NS);
    expect(core.live().map(({ id }) => id)).toEqual(["a"]);
    expect(core.live()[0]?.isCancelWanted).toBeTrue();
  });
});
