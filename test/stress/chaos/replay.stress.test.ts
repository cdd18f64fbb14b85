/**
 * Random actors of the demo desk are killed several times a second, wherever they are; then every life
 * of every actor is run again, and says what it said. 10 s, or as long as `OUTCRY_CHAOS` asks from five
 * minutes on; `SEED` repeats the choice of victims.
 *
 * The message log is left alone: what it had in its hands when it is killed is kept by nobody.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { documentOf } from "../../../src/desk/cli/replay-report.ts";
import { startChaos } from "../../../src/desk/run/chaos.ts";
import { replayRun } from "../../../src/desk/run/replay/replay-run.ts";
import { FaultDesk } from "../../desk/faults/kit/fault-desk.ts";
import { until } from "../../kit/until.ts";
import { patientFolder, SIDE_RUN_MS } from "./patient-desk.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const KILL_EVERY_MS = 150;
/** Main, and who keeps files of its own. */
const NOT_RUN_AGAIN: ReadonlySet<string> = new Set(["desk", "journal", "audit"]);

setDefaultTimeout(SIDE_RUN_MS + 120_000);

test(`every life of actors that are killed at random is run again (SEED=${SEED})`, async () => {
  const desk = await FaultDesk.start(patientFolder(), true);
  let kills = 0;
  const endsAt = performance.now() + SIDE_RUN_MS;
  const endChaos = startChaos(
    {
      status: () => desk.system.status().filter(({ name }) => name !== "message-log"),
      kill: (name, reason) => desk.system.kill(name, reason),
    },
    { everyMs: KILL_EVERY_MS, seed: SEED, onKill: () => (kills += 1) },
  );
  await until("the end of chaos", () => performance.now() > endsAt, SIDE_RUN_MS + 10_000);
  endChaos();
  await desk.stop();
  const log = desk.log();
  const whole = { actor: null, until: null, breakAt: null, sources: null };
  const reports = await replayRun({ ...whole, folder: desk.folder.run });
  const others = reports.flatMap(({ actor, lives: all }) =>
    all.flatMap((life) => (life.end.kind === "EQUAL" ? [] : [{ actor, ...life }])),
  );
  const isOwn = (actor: string, kind: string) => kind === "OWN_FILES" && NOT_RUN_AGAIN.has(actor);
  expect(others.filter(({ actor, end }) => !isOwn(actor, end.kind))).toEqual([]);
  const { lives, handlers, equal, unseen, unkept } = documentOf("", reports);
  process.stdout.write(
    `replay: ${kills} kills, ${lives} lives, ${handlers} handlers, ${equal} messages equal, ${unseen} unseen, ${unkept} not kept\n`,
  );
  // The log may end before the last words, which are said while it stops; it has nothing else.
  expect(equal).toBe(log.filter(({ actor }) => !NOT_RUN_AGAIN.has(actor)).length);
  expect(kills).toBeGreaterThan(SIDE_RUN_MS / KILL_EVERY_MS / 3);
});
