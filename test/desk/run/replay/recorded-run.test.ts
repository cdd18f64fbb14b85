/**
 * A run of the demo desk on real threads, with actors that are killed and a socket that is cut, is run
 * again: every message of every actor is the one that it sent. 5 s and two deaths; `OUTCRY_REPLAY=60s`
 * has five.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { parseDuration } from "../../../../src/desk/cli/duration.ts";
import { documentOf, verdictOf } from "../../../../src/desk/cli/replay-report.ts";
import { Endpoint } from "../../../../src/desk/message/endpoint.ts";
import { replayRun } from "../../../../src/desk/run/replay/replay-run.ts";
import { until } from "../../../kit/until.ts";
import { FaultDesk } from "../../faults/kit/fault-desk.ts";
import { FaultFolder } from "../../faults/kit/fault-folder.ts";
import { VenueProxy } from "../../faults/kit/venue-proxy.ts";

const RUN_MS = parseDuration(process.env.OUTCRY_REPLAY ?? "5s") ?? Number.NaN;
const FEED = "feed-binance";
/** Main, and who keeps files of its own. */
const NOT_RUN_AGAIN: ReadonlySet<string> = new Set(["desk", "journal", "audit"]);
/** In the order of their deaths; a short run has two. */
const VICTIMS = ["risk", FEED, "strategy-market-maker", "execution-paper", "strategy-reversion"];
const DEATHS = RUN_MS < 30_000 ? 2 : VICTIMS.length;

setDefaultTimeout(RUN_MS + 120_000);

async function start(): Promise<{ readonly desk: FaultDesk; readonly proxy: VenueProxy }> {
  const proxy = await VenueProxy.start();
  const folder = new FaultFolder();
  folder.edit(FEED, ['endpoint = "actor:venue-replay"', `endpoint = "${proxy.url}"`]);
  folder.edit("strategy-reversion", ["bandSigma = 2.0", "bandSigma = 0.5"]);
  const desk = await FaultDesk.start(folder, true);
  const venue = desk.board({ actor: "venue-replay", board: "endpoint", slot: 0 }, Endpoint);
  proxy.reach(venue?.url ?? "");
  await until("a ready desk", async () => (await desk.readyz()).status === 200);
  return { desk, proxy };
}

/** Cuts the socket, then kills the victims one after the other, spread over the run. */
async function trouble(desk: FaultDesk, proxy: VenueProxy): Promise<undefined> {
  const endsAt = performance.now() + RUN_MS;
  // First: a thread that is killed leaves its connection to the proxy as it is.
  proxy.cut();
  await until("another connection", () => desk.counter(FEED, "feed:reconnects") > 0);
  for (const [index, name] of VICTIMS.slice(0, DEATHS).entries()) {
    const dueAt = endsAt - RUN_MS + ((index + 0.5) * RUN_MS) / (DEATHS + 1);
    await until(`the time of ${name}`, () => performance.now() >= dueAt, RUN_MS);
    desk.system.kill(name, "killed by the test");
    await until(`${name} back`, () => {
      const { phase, incarnation } = desk.status(name);
      return phase === "READY" && incarnation === 2;
    });
  }
  await until("the end of the run", () => performance.now() >= endsAt, RUN_MS + 20_000);
  return;
}

describe("a recorded run with deaths and a cut", () => {
  test(`of ${RUN_MS / 1_000} s and ${DEATHS} deaths is run again, every message equal`, async () => {
    const { desk, proxy } = await start();
    await trouble(desk, proxy);
    await desk.stop();
    const log = desk.log();
    const startedAt = performance.now();
    const reports = await replayRun({
      folder: desk.folder.run,
      actor: null,
      until: null,
      breakAt: null,
      sources: null,
    });
    const ms = performance.now() - startedAt;
    await proxy.stop();
    const { lives, handlers, equal, unseen, unkept } = documentOf("", reports);
    process.stdout.write(
      `replay: ${reports.length} actors, ${lives} lives, ${handlers} handlers, ${equal} messages equal, ${unseen} unseen, ${unkept} not kept, in ${ms.toFixed(0)} ms\n`,
    );
    expect(verdictOf(reports, { breakAt: null, wasCutOff: false })).toMatchObject({ exit: 0 });
    for (const { lives: all } of reports) {
      for (const { end } of all) expect(["EQUAL", "OWN_FILES"]).toContain(end.kind);
    }
    expect(reports.map(({ actor }) => actor)).toEqual(
      desk.desk.plan.actors.map(({ name }) => name).sort(),
    );
    expect(lives).toBe(reports.length + DEATHS);
    // Nothing stands in the message log that was not said again, but of those who are not run again.
    expect(equal).toBe(log.filter(({ actor }) => !NOT_RUN_AGAIN.has(actor)).length);
    const others = reports.filter(({ actor }) => actor !== "message-log");
    expect(others.flatMap(({ lives: all }) => all).map((life) => life.unkept)).not.toContain(1);
    expect(log.length).toBeGreaterThan(RUN_MS / 10);
  });
});
