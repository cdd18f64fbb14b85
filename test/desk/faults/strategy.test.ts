/** A strategy that fails on the running desk: it alone is restarted, and nothing is done twice. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { FaultDesk } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { ofType } from "./kit/said.ts";

setDefaultTimeout(60_000);

/** The market maker, which does `deed` at its two hundredth quote, in its first life only. */
function withDeed(deed: string): FaultFolder {
  const folder = new FaultFolder();
  folder.variant("strategy/faulty", "strategy/market-maker", [
    [
      "on: {},",
      `on: {
    quote(_state, _quote, ctx) {
      quotes += 1;
      if (quotes !== 200 || ctx.self.incarnation > 1) return;
      ctx.count("fault");
      ${deed}
    },
  },`,
    ],
    ["export default", "let quotes = 0;\n\nexport default"],
  ]);
  folder.edit("strategy-market-maker", ["strategy/market-maker", "strategy/faulty"]);
  folder.edit("strategy-reversion", ["bandSigma = 2.0", "bandSigma = 0.5"]);
  return folder;
}

describe("a strategy on the running desk", () => {
  test.each([
    ["throws", 'throw new RangeError("deed");', /^threw in on\.quote: RangeError: deed$/],
    ["rejects", 'void Promise.reject(new RangeError("deed"));', /^threw: RangeError: deed$/],
    [
      "throws and does not go",
      'process.exit = () => { for (;;); }; throw new RangeError("deed");',
      /^threw in on\.quote: RangeError: deed$/,
    ],
    ["spins for ever", "for (;;);", /^stuck in on\.quote for \d\.\d s$/],
  ])("that %s is restarted alone, and trades again beside the other", async (_, deed, reason) => {
    const desk = await FaultDesk.start(withDeed(deed));
    await desk.recovers("strategy-market-maker");
    await desk.expectOnly("strategy-market-maker", reason);
    await desk.trades("strategy-market-maker", 3);
    await desk.trades("strategy-reversion");
    desk.expectUntouched("strategy-market-maker");
    const log = await desk.judged();
    expect(ofType(log, "order-event", "FILL").length).toBeGreaterThan(0);
  });
});
