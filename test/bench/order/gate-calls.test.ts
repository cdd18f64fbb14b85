/** What the order bench times: the gate's own work, the same each time, and frames that a venue reads. */
import { describe, expect, test } from "bun:test";
import { frameOf, timeFrames, timeWrites } from "../../../bench/order/frame-calls.ts";
import { makeGateCalls, timeGateCalls } from "../../../bench/order/gate-calls.ts";

describe("the gate's calls", () => {
  test("are the same for a seed, and a mixture of orders, cancels and what is refused", () => {
    const calls = makeGateCalls(2_000, 1);
    expect(makeGateCalls(2_000, 1)).toEqual(calls);
    const cancels = calls.filter(({ look }) => look.intent.action === "CANCEL").length;
    const refused = calls.filter(({ isApproved }) => !isApproved).length;
    expect([Math.round(cancels / 100), Math.round(refused / 100)]).toEqual([3, 2]);
  });

  test("are timed each, and a verdict that is another ends the bench", () => {
    const calls = makeGateCalls(300, 2);
    const times = timeGateCalls(calls);
    for (const each of Object.values(times)) {
      expect(each).toHaveLength(300);
      expect(Math.min(...each)).toBeGreaterThanOrEqual(0);
    }
    const wrong = calls.map((call, index) => (index === 7 ? { ...call, isApproved: false } : call));
    const isCancel = calls[7]?.look.intent.action;
    expect(isCancel).toBeDefined();
    expect(() => timeGateCalls(wrong)).toThrow("1 verdicts of the gate are wrong");
  });
});

describe("frames", () => {
  test("are orders, signed as they say", () => {
    const read = (key: "SESSION" | "HMAC" | "ED25519") =>
      JSON.parse(frameOf(4, key)) as { method: string; params: Record<string, string> };
    const [session, hmac, ed25519] = [read("SESSION"), read("HMAC"), read("ED25519")];
    expect(session.method).toBe("order.place");
    expect(session.params.signature).toBeUndefined();
    expect(hmac.params.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(ed25519.params.signature ?? "", "base64")).toHaveLength(64);
    expect(frameOf(5, "SESSION")).not.toBe(frameOf(4, "SESSION"));
  });

  test("are timed each, and all arrive", async () => {
    expect(timeFrames(20, "HMAC")).toHaveLength(20);
    expect(await timeWrites(20)).toHaveLength(20);
  });
});
