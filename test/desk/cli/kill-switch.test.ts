/** A core that gives up: the command line cancels everything, halts, and says so by its exit code. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openLog, recordsOf } from "../../../src/desk/cli/record-lines.ts";
import { findJournals } from "../../../src/desk/journal-view/find-journal.ts";
import { readHistory } from "../../../src/desk/uptime/desk-history.ts";
import { SecondLine } from "../../../src/desk/uptime/second-line.ts";
import { uptimeReport } from "../../../src/desk/uptime/uptime-report.ts";
import { type Change, FaultFolder } from "../faults/kit/fault-folder.ts";
import { putPatient } from "../faults/kit/patient.ts";
import { ofType, type Said } from "../faults/kit/said.ts";
import { ChildDesk } from "./kit/child-desk.ts";

setDefaultTimeout(120_000);

const ORDERS = 3;

type Mortal = {
  readonly actor: string;
  readonly use: string;
  readonly mortal: string;
  readonly deed: Change;
};

const RISK: Mortal = {
  actor: "risk",
  use: "risk",
  mortal: "risk/mortal",
  deed: [
    "    event(state, event, ctx) {",
    `    event(state, event, ctx) {
      ctx.acks = (ctx.acks ?? 0) + (event.kind === "ACK" ? 1 : 0);
      if (ctx.acks === ${ORDERS}) throw new RangeError("deed");`,
  ],
};
const GATEWAY: Mortal = {
  actor: "execution-paper",
  use: "execution/paper",
  mortal: "execution/mortal",
  deed: [
    "  settle(state, ctx) {",
    `  settle(state, ctx) {
    const resting = state.ledger.all().filter((order) => order.isResting);
    if (resting.length === ${ORDERS} && ctx.self.incarnation === 1) throw new RangeError("deed");`,
  ],
};

/** A desk whose core has no budget, and of which one actor dies once all orders rest. */
function withMortal({ actor, use, mortal, deed }: Mortal): FaultFolder {
  const folder = new FaultFolder();
  folder.variant(mortal, use, [deed]);
  folder.edit(actor, [`use = "${use}"`, `use = "${mortal}"`]);
  folder.edit("desk", ["restartsMax = 5", "restartsMax = 0"]);
  putPatient(folder, ORDERS);
  folder.becomeProject();
  return folder;
}

function logOf(folder: FaultFolder): readonly Said[] {
  const log = openLog(readFileSync(join(folder.run, "messages.log")));
  return [...recordsOf(log)].map((record) => ({ ...record, body: record.body ?? {} }));
}

/** Up to so many seconds behind the last record. */
function uptimeOf(run: string, seconds: number) {
  const found = findJournals([run]);
  if (!found.ok) throw new Error(found.failure);
  const history = readHistory(found.value, () => {});
  const micros = history.runs.map(({ startMicros, lastMicros }) => [startMicros, lastMicros]);
  const second = (one: number) => Math.floor(one / 1e6);
  const from = second(Math.min(...micros.flat()));
  const to = second(Math.max(...micros.flat())) + seconds;
  return uptimeReport(history, new SecondLine(history, { from, to }), 0.999);
}

// S-68
test.each([RISK, GATEWAY])(
  "when $actor is given up, all is cancelled, and the desk ends with 8",
  async (mortal) => {
    const folder = withMortal(mortal);
    const desk = new ChildDesk(
      [folder.desk, "--port", "0", "--data", folder.run],
      ":",
      folder.root,
    );
    try {
      const { exit, err } = await desk.ended;
      expect(err).toMatch(/RangeError: deed/);
      expect(exit, err).toBe(8);
      const log = logOf(folder);
      const sent = ofType(log, "order-event", "SENT").map(({ body }) => body.orderId);
      expect(sent).toHaveLength(ORDERS);
      const canceled = ofType(log, "order-event", "CANCELED");
      expect(canceled.map(({ body }) => body.orderId).toSorted()).toEqual(sent.toSorted());
      const reasons = new Set(canceled.map(({ body }) => body.reason));
      expect(reasons).toEqual(new Set(["told to cancel"]));
      const { runs, seconds } = uptimeOf(folder.run, 20);
      expect(runs.at(-1)).toMatchObject({ ended: "ENDED", stop: { by: "desk" } });
      expect(seconds.PLANNED).toBe(0);
      expect(seconds.DARK).toBeGreaterThanOrEqual(19);
    } finally {
      await desk.end();
      folder.remove();
    }
  },
);
