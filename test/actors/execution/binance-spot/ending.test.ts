/** Orders that were to be gone when the gateway died: they stand on a board, and its next life ends them. */
import { expect, test } from "bun:test";
import { venueError } from "../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { order } from "../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { SpotDesk } from "../kit/spot-desk.ts";

const FIRST = "o000070300100001";
const SECOND = "o000070300100002";
const ORPHAN = "orphan: nobody here sent it";

const open = ({ venue }: SpotDesk) =>
  venue.exchange.openOrders(0, null).map(({ clientOrderId }) => clientOrderId);

/** Settled, at a venue that takes no cancel until a test says so. */
function deaf() {
  const desk = new SpotDesk();
  desk.pass(4);
  const state = { isDeaf: true };
  const refused = { kind: "ERROR", isDone: false, error: venueError(-1_001, "busy") } as const;
  desk.venue.faults = {
    verdict: ({ name }) => (state.isDeaf && name === "order.cancel" ? refused : { kind: "NONE" }),
  };
  const hear = () => {
    state.isDeaf = false;
  };
  return { desk, hear };
}

function rows({ world }: SpotDesk): readonly string[] {
  const slots = [...(world.boards.get("ending")?.values() ?? [])];
  return slots.map(({ orderId, reason }) => `${orderId} ${reason}`.trim());
}

test("an orphan that stands on the board when the gateway dies is cancelled by its next life", () => {
  const { desk, hear } = deaf();
  const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const;
  desk.venue.exchange.place(
    0,
    order({ ...limit, priceTicks: 100, lots: 3, clientOrderId: FIRST }),
    desk.at,
  );
  desk.pass(1);
  expect(desk.world.on("openOrder", 0)).toMatchObject({ orderId: FIRST, state: "WORKING" });
  expect([open(desk), rows(desk)]).toEqual([[FIRST], [`${FIRST} ${ORPHAN}`]]);
  desk.restart();
  hear();
  desk.pass(10);
  expect([open(desk), rows(desk)]).toEqual([[], [""]]);
  expect(desk.world.heard("event").at(-1)).toMatchObject({ kind: "CANCELED", reason: ORPHAN });
});

test("what is over, or was never to be gone, leaves no row that a next life would end it by", () => {
  const { desk, hear } = deaf();
  desk.approve(FIRST);
  desk.approve(SECOND);
  desk.pass(0.2);
  desk.approve(FIRST, { action: "CANCEL" });
  desk.pass(0.2);
  expect(rows(desk)).toEqual([FIRST]);
  hear();
  desk.pass(20);
  expect([open(desk), rows(desk)]).toEqual([[SECOND], [""]]);
  desk.restart();
  desk.pass(10);
  expect(open(desk)).toEqual([SECOND]);
  desk.approve(SECOND, { action: "CANCEL" });
  expect(rows(desk)).toEqual([SECOND]);
});

test("a slot that is free is used again, and one whose order is no more is freed by the next life", () => {
  const { desk, hear } = deaf();
  desk.approve(FIRST);
  desk.approve(SECOND);
  desk.pass(0.2);
  desk.approve(FIRST, { action: "CANCEL" });
  desk.approve(SECOND, { action: "CANCEL" });
  desk.pass(0.2);
  expect(rows(desk)).toEqual([FIRST, SECOND]);
  hear();
  desk.pass(20);
  desk.approve("o000070300100003");
  desk.pass(0.2);
  desk.approve("o000070300100003", { action: "CANCEL" });
  expect(rows(desk).toSorted()).toEqual(["", "o000070300100003"]);
  desk.world.show("ending", 2, { orderId: "o000070300100009", reason: "" });
  desk.restart();
  expect(rows(desk).toSorted()).toEqual(["", "", "o000070300100003"]);
});
