/** The gateway that fails on the running desk: no order twice, no fill lost, trading goes on. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { until } from "../../kit/until.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { ofType } from "./kit/said.ts";

setDefaultTimeout(60_000);

describe("an execution that dies between two orders", () => {
  test("comes back from its boards, and every order is sent once and every fill counted", async () => {
    const folder = new FaultFolder();
    folder.variant("execution/faulty", "execution/paper", [
      [
        "    approved(state, approved, ctx) {",
        `    approved(state, approved, ctx) {
      if (approved.action === "NEW") orders += 1;
      if (orders === 20 && approved.action === "NEW" && ctx.self.incarnation === 1) {
        ctx.count("fault");
        throw new RangeError("deed");
      }`,
      ],
      ["export default", "let orders = 0;\n\nexport default"],
    ]);
    folder.edit("execution-paper", ['use = "execution/paper"', 'use = "execution/faulty"']);
    const desk = await FaultDesk.start(folder);
    await desk.recovers("execution-paper");
    await desk.trades("strategy-market-maker", 10);
    await desk.expectOnly("execution-paper", /^threw in on\.approved: RangeError: deed$/);
    await until("the order that died with it", () => desk.counter("risk", "risk:released") > 0);
    const log = await desk.judged();

    const sent = ofType(log, "order-event", "SENT").map(({ body }) => body.orderId);
    expect(sent.length).toBeGreaterThan(20);
    expect(new Set(sent).size).toBe(sent.length);
  });
});
