/**
 * The demo desk on real threads while a random actor is killed every second: judged by what all of
 * its actors said. 10 s; `OUTCRY_CHAOS=60s` or `10m` as asked; `SEED` repeats the choice of victims.
 *
 * What is printed is not asserted: how long a restart takes, beside a bare worker's start in the
 * same run.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Worker } from "node:worker_threads";
import { startChaos } from "../../../src/desk/run/chaos.ts";
import { FaultDesk } from "../../desk/faults/kit/fault-desk.ts";
import { approvals, byOrder, numberOf, ofType, type Said } from "../../desk/faults/kit/said.ts";
import { until } from "../../kit/until.ts";
import { CHAOS_MS, patientFolder } from "./patient-desk.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const KILL_EVERY_MS = 1_000;

setDefaultTimeout(CHAOS_MS + 120_000);

/** Milliseconds from the call to the worker's first word. */
async function bareWorkerMs(): Promise<number> {
  const startedAt = performance.now();
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage(1)', {
    eval: true,
  });
  await new Promise((resolve) => worker.once("message", resolve));
  const ms = performance.now() - startedAt;
  await worker.terminate();
  return ms;
}

type Kill = { readonly name: string; readonly atMs: number; readonly life: number };

/** Collects, for each kill, when the actor's next life was ready. */
function watchRestarts(desk: FaultDesk) {
  const kills: Kill[] = [];
  const restartMs: number[] = [];
  const readyBefore = new Set<string>();
  const look = () => {
    for (const { name, atMs, life } of kills) {
      const key = `${name} ${life}`;
      if (readyBefore.has(key)) continue;
      const { phase, incarnation } = desk.status(name);
      if (phase !== "READY" || incarnation <= life) continue;
      readyBefore.add(key);
      restartMs.push(performance.now() - atMs);
    }
  };
  const timer = setInterval(look, 1);
  return {
    kills,
    restartMs,
    killed: (name: string) =>
      kills.push({ name, atMs: performance.now(), life: desk.status(name).incarnation }),
    isSettled: () => readyBefore.size === kills.length,
    end: () => clearInterval(timer),
  };
}

test(`a desk trades on while a random actor is killed every second (SEED=${SEED})`, async () => {
  const desk = await FaultDesk.start(patientFolder());
  await desk.trades("strategy-market-maker", 1);
  const restarts = watchRestarts(desk);
  const bareMs: number[] = [];
  const startedAt = performance.now();
  const endChaos = startChaos(
    { status: () => desk.system.status(), kill: (name, reason) => desk.system.kill(name, reason) },
    { everyMs: KILL_EVERY_MS, seed: SEED, onKill: restarts.killed },
  );
  while (performance.now() - startedAt < CHAOS_MS) {
    bareMs.push(await bareWorkerMs());
    await Bun.sleep(KILL_EVERY_MS);
  }
  endChaos();
  await until("every killed actor is back", restarts.isSettled);
  restarts.end();
  // It trades on: orders are decided, approved and sent under the last lives of all.
  await desk.trades("strategy-market-maker", 2);
  const said = await desk.judgedByTaps();

  expect(restarts.kills.length).toBeGreaterThan(CHAOS_MS / KILL_EVERY_MS / 2);
  expectOncePerLife(said, restarts.kills);
  process.stdout.write(`${reportOf(restarts, bareMs, said)}\n`);
});

/**
 * At most the batch that its reader was handling when it was killed stays without an answer, and
 * answers keep the order of what they answer.
 */
function expectOncePerLife(said: readonly Said[], kills: readonly Kill[]): undefined {
  const intents = ofType(said, "intent").filter(({ body }) => body.action === "NEW");
  const refused = ofType(said, "refused").filter(({ body }) => body.action === "NEW");
  const answers = byOrder([...approvals(said), ...refused]);
  for (const actor of new Set(intents.map((one) => one.actor))) {
    const places = intents
      .filter((one) => one.actor === actor)
      .flatMap(({ body }) => answers.get(String(body.orderId)) ?? []);
    const sequences = places.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((left, right) => left - right));
  }
  const unanswered = intents.filter(({ body }) => !answers.has(String(body.orderId)));
  const riskKills = kills.filter(({ name }) => name === "risk").length;
  expect(unanswered.length).toBeLessThanOrEqual(riskKills);
  const events = new Set(ofType(said, "order-event").map(({ body }) => String(body.orderId)));
  const unheard = approvals(said).filter(({ body }) => !events.has(String(body.orderId)));
  const executionKills = kills.filter(({ name }) => name === "execution-paper").length;
  expect(unheard.length).toBeLessThanOrEqual(executionKills);
  expect(new Set(intents.map(({ body }) => body.orderId)).size).toBe(intents.length);
  for (const event of ofType(said, "order-event"))
    expect(numberOf(event, "cumLots")).toBeGreaterThanOrEqual(0);
}

function reportOf(
  { kills, restartMs }: { kills: readonly Kill[]; restartMs: readonly number[] },
  bareMs: readonly number[],
  said: readonly Said[],
): string {
  const at = (values: readonly number[], fraction: number) =>
    (
      values.toSorted((a, b) => a - b)[Math.floor(fraction * (values.length - 1))] ?? Number.NaN
    ).toFixed(1);
  const restart = `restart to ready p50 ${at(restartMs, 0.5)} ms, p99 ${at(restartMs, 0.99)} ms`;
  const bare = `bare worker p50 ${at(bareMs, 0.5)} ms, p99 ${at(bareMs, 0.99)} ms`;
  return `chaos: ${kills.length} kills, ${said.length} messages, ${restart}; ${bare}`;
}
