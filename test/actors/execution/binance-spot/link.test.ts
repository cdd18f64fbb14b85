/** A connection that takes nothing any more: nothing is in doubt for it. */
import { expect, test } from "bun:test";
import { SpotDesk } from "../kit/spot-desk.ts";

const [X, Y] = ["o000070300100001", "o000070300100002"];

function settled(): SpotDesk {
  const desk = new SpotDesk();
  desk.pass(4);
  return desk;
}

test("an order that the connection does not take never left, and is not in doubt", () => {
  const desk = settled();
  desk.isDeaf = true;
  desk.approve(X);
  desk.pass(0.1);
  expect(desk.world.heard("event")).toMatchObject([
    { kind: "SENT" },
    { kind: "REJECTED", reason: "not connected" },
  ]);
  desk.approve(Y);
  desk.pass(0.1);
  expect(desk.kinds()).toEqual(["SENT", "REJECTED", "REJECTED"]);
  expect(desk.ordersWritten).toBe(0);
  expect(desk.world.logs.join("\n")).toContain("the connection takes nothing any more");
});

test("a cancel that the connection does not take goes by REST in the same turn", () => {
  const desk = settled();
  desk.approve(X);
  desk.pass(0.1);
  desk.isDeaf = true;
  const before = desk.written.length;
  desk.approve(X, { action: "CANCEL" });
  expect(desk.written.slice(before).map((each) => new URL(each).pathname)).toEqual([
    "/api/v3/order",
  ]);
  desk.pass(0.1);
  expect(desk.kinds()).toEqual(["SENT", "ACK", "CANCELED"]);
});
