/** A strategy whose file does not load: it ends the start, but never a desk that runs. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { loadDesk } from "../../../src/desk/config/load-desk.ts";
import { inspect } from "../../../src/runtime/actor/inspector.ts";
import { until } from "../../kit/until.ts";
import { runStart } from "./kit/command.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { ofType } from "./kit/said.ts";

setDefaultTimeout(60_000);

/** Its third line has a comma too many. */
const BROKEN = `/** Written by a test. */
export default defineStrategy({
  on: {},,
});
`;

const MAKER = "strategy-market-maker";

function withBroken(): FaultFolder {
  const folder = new FaultFolder();
  folder.strategy("strategy/faulty", BROKEN);
  folder.edit(MAKER, ["strategy/market-maker", "strategy/faulty"]);
  return folder;
}

describe("a file that does not load", () => {
  test("is a mistake of the desk at its `use`, with the file's own line", async () => {
    const folder = withBroken();
    const loaded = await loadDesk(folder.desk, { inspect, root: folder.root });
    folder.remove();
    expect(loaded).toMatchObject({
      ok: false,
      failure: [
        {
          file: `desk/${MAKER}.toml`,
          line: 2,
          message: expect.stringMatching(/^use: cannot load actors\/strategy\/faulty\.ts: /),
          help: [expect.stringMatching(/^at actors\/strategy\/faulty\.ts:3(:\d+)?$/)],
        },
      ],
    });
  });

  test("ends `bun run start` with exit code 3, and its line is shown", async () => {
    const folder = withBroken();
    folder.becomeProject();
    const { exit, out, err } = await runStart(["desk", "--port", "0"], { root: folder.root });
    folder.remove();
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(err).toContain("use: cannot load actors/strategy/faulty.ts: ");
    expect(err).toMatch(/at actors\/strategy\/faulty\.ts:3\b/);
  });

  test("when its actor is restarted, quarantines it after backoff; the desk trades on", async () => {
    const folder = new FaultFolder();
    folder.variant("strategy/faulty", "strategy/market-maker", [
      [
        "on: {},",
        `on: {
    quote() {
      quotes += 1;
      if (quotes === 300) throw new RangeError("deed");
    },
  },`,
      ],
      ["export default", "let quotes = 0;\n\nexport default"],
    ]);
    folder.edit(MAKER, ["strategy/market-maker", "strategy/faulty"]);
    folder.edit("strategy-reversion", ["bandSigma = 2.0", "bandSigma = 0.5"]);
    const desk = await FaultDesk.start(folder);
    writeFileSync(folder.module("strategy/faulty"), BROKEN);
    expect(desk.status(MAKER)).toMatchObject({ phase: "READY", incarnation: 1 });

    await until("a quarantine", () => desk.status(MAKER).phase === "QUARANTINED");
    const deaths = desk.events.filter((event) => event.kind === "DIED");
    expect(deaths.map(({ reason }) => reason)).toEqual([
      "threw in on.quote: RangeError: deed",
      expect.stringMatching(/^start failed: /),
      expect.stringMatching(/^start failed: /),
    ]);
    expect(deaths[0]?.restartInMs).toBe(0);
    expect(Math.min(...deaths.slice(1).map(({ restartInMs }) => restartInMs))).toBeGreaterThan(0);
    await desk.trades("strategy-reversion", 2);
    desk.expectUntouched(MAKER);
    expect(await desk.actor(MAKER)).toMatchObject({
      phase: "QUARANTINED",
      restarts: 3,
      reason: expect.stringMatching(/^start failed: /),
    });
    const { status, text } = await desk.readyz();
    expect(status).toBe(200);
    expect(text).toContain(`${MAKER} is QUARANTINED: start failed: `);
    const log = await desk.judged();
    expect(ofType(log, "order-event", "SENT").length).toBeGreaterThan(0);
  });
});
