/** A session of the WebSocket API: by whose clock it is judged, and which methods are its own. */
import { describe, expect, test } from "bun:test";
import { SESSION_METHODS } from "../../../../../../src/trading/venue/simulated/wire/ws-api/session-endpoints.ts";
import { ApiDesk } from "../kit/api-desk.ts";

const SECOND = 1_000_000;

describe("a clock of the venue that is wrong", () => {
  test.each([-30, 30])("judges what is signed and what a session asks alike: %i s", (seconds) => {
    const desk = new ApiDesk();
    const client = desk.connect();
    expect(client.signed(desk.ed25519, "session.logon").status).toBe(200);
    desk.venue.clockAt = (at) => at + seconds * SECOND;
    const shown = client.ask("time").result.serverTime;
    const asked = (timestamp: number) => client.ask("openOrders.status", { timestamp });
    expect(asked(shown)).toMatchObject({ status: 200 });
    expect(asked(shown - seconds * 1_000)).toMatchObject({ error: { code: -1021 } });
    expect(client.signed(desk.hmac, "openOrders.status").error.code).toBe(-1021);
  });
});

test("the names of a session's methods are those that it answers", () => {
  const client = new ApiDesk().connect();
  for (const method of SESSION_METHODS) {
    expect(client.ask(method).error?.code).not.toBe(client.ask("none").error.code);
  }
});
