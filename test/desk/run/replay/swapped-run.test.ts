/** Lives that took the place of a running one are run again, also one that was rehearsed. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { documentOf } from "../../../../src/desk/cli/replay-report.ts";
import { specsOf } from "../../../../src/desk/run/desk-specs.ts";
import { replayRun } from "../../../../src/desk/run/replay/replay-run.ts";
import { until } from "../../../kit/until.ts";
import { FaultDesk } from "../../faults/kit/fault-desk.ts";
import { FaultFolder } from "../../faults/kit/fault-folder.ts";

setDefaultTimeout(60_000);

const FEED = "feed-binance";
const MAKER = "strategy-market-maker";
/** They keep files of their own, and are not run again. */
const KEEPERS: ReadonlySet<string> = new Set(["journal", "audit"]);

describe("a run in which actors were swapped", () => {
  test("is run again: of a rehearsal nothing is compared, and all of the life that enters", async () => {
    const desk = await FaultDesk.start(new FaultFolder(), true);
    await until("a ready desk", async () => (await desk.readyz()).status === 200);
    await desk.trades(MAKER, 3);
    for (const name of [FEED, MAKER]) {
      const spec = specsOf(desk.desk.plan).find((one) => one.name === name);
      if (spec === undefined) throw new Error(`no ${name}`);
      const swapped = await desk.system.swap(name, spec, { deadlineMs: 10_000, holdMs: 5_000 });
      expect(swapped).toMatchObject({ ok: true, value: { incarnation: 2 } });
      await desk.trades(MAKER, 3);
    }
    await desk.stop();
    const log = desk.log();
    const whole = { actor: null, until: null, breakAt: null, sources: null };
    const reports = await replayRun({ ...whole, folder: desk.folder.run });
    for (const { actor, lives } of reports) {
      const incarnations = lives.map(({ incarnation, end }) => ({
        incarnation,
        end: end.kind,
      }));
      const expected = [FEED, MAKER].includes(actor) ? [1, 2] : [1];
      const wanted = KEEPERS.has(actor) ? "OWN_FILES" : "EQUAL";
      expect(incarnations).toEqual(expected.map((incarnation) => ({ incarnation, end: wanted })));
    }
    const again = log.filter(({ actor }) => actor !== "desk" && !KEEPERS.has(actor));
    expect(documentOf("", reports).equal).toBe(again.length);
  });
});
