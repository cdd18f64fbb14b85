/** How the gateway says that it takes no orders: on its board, for health, and in the log, with its end. */
import { describe, expect, test } from "bun:test";
import { API_KEY, SpotDesk } from "../kit/spot-desk.ts";

function standing(desk: SpotDesk): unknown {
  return desk.world.on("gateway", 0);
}

function warnings(desk: SpotDesk): readonly string[] {
  return desk.world.logs.filter((line) => line.startsWith("warn"));
}

function settled(options = {}): SpotDesk {
  const desk = new SpotDesk(options);
  desk.pass(4);
  return desk;
}

describe("binance-spot: how it stands", () => {
  test("it takes none until it has reconciled, and says so once", () => {
    const desk = new SpotDesk();
    expect(standing(desk)).toMatchObject({ takesOrders: false, forS: 0 });
    desk.pass(0.3);
    expect(standing(desk)).toMatchObject({ takesOrders: false, reason: "reconciling" });
    desk.pass(4);
    expect(standing(desk)).toMatchObject({ takesOrders: true, reason: "", forS: 0 });
    const said = desk.world.logs.filter((line) => line.includes("takes orders: "));
    expect(said).toEqual(["info takes orders: connected and reconciled"]);
    expect(warnings(desk)).toEqual([]);
  });

  test("a key that the venue refuses is named with the venue's own words, and for how long", () => {
    const desk = new SpotDesk();
    desk.venue.keys.remove(API_KEY);
    desk.pass(8.2);
    expect(standing(desk)).toMatchObject({
      takesOrders: false,
      reason: expect.stringContaining("-2015 Invalid API-key"),
      forS: 8,
    });
    expect(warnings(desk)).toContainEqual(expect.stringContaining("takes no new orders: "));
  });

  test("a key that is refused behind a loss of the connection is named, too", () => {
    const desk = settled();
    desk.venue.keys.remove(API_KEY);
    desk.hangUp();
    for (let turn = 0; turn < 4; turn += 1) {
      desk.pass(1);
      desk.world.fire();
    }
    expect(standing(desk)).toMatchObject({
      takesOrders: false,
      reason: expect.stringContaining("-2015 Invalid API-key"),
    });
  });

  test("a ban is named", () => {
    const desk = settled();
    desk.venue.addresses.ban("127.0.0.1", desk.at + 600e6, desk.at);
    desk.pass(20);
    expect(standing(desk)).toMatchObject({ takesOrders: false, reason: "venue limit: BANNED" });
  });

  test("a lost connection and its end are said alike", () => {
    const desk = settled();
    desk.hangUp();
    desk.pass(0.1);
    expect(standing(desk)).toMatchObject({ takesOrders: false, reason: "not connected" });
    desk.world.fire();
    desk.pass(4);
    expect(standing(desk)).toMatchObject({ takesOrders: true });
    expect(warnings(desk)).toMatchObject([
      expect.stringMatching(/^warn lost the connection to /),
      "warn takes no new orders: not connected",
      expect.stringMatching(/^warn connected again to /),
      expect.stringMatching(/^warn takes orders again, after \d+ s: connected and reconciled$/),
    ]);
  });

  test("what a next life takes is said as loudly as the end of the last", () => {
    const desk = settled();
    desk.restart();
    desk.pass(6);
    expect(warnings(desk)).toEqual(["warn takes orders: connected and reconciled"]);
  });
});
