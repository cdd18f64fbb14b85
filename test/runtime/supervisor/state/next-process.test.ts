/** A system of actors that goes on from the files of another one, on real threads. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { FileStateStore } from "../../../../src/runtime/supervisor/state/file-store.ts";
import {
  firstSequenceOf,
  LIVES_MAX,
} from "../../../../src/runtime/supervisor/state/process-life.ts";
import { recoverState } from "../../../../src/runtime/supervisor/state/recovered-state.ts";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import { until } from "../../../kit/until.ts";
import { folderOf } from "./state-kit.ts";

setDefaultTimeout(60_000);

const SPECS = [
  await specOf("pong", { reads: [reading("ping")] }),
  await specOf("leaky", { reads: [reading("ping")], snapshotEveryMs: 20 }),
  await specOf("watcher"),
  await specOf("ping"),
];

async function start(folder: string, life: number) {
  const store = new FileStateStore(folder);
  const wanted = { specs: SPECS, numbered: [], mayBeEmpty: false };
  const recovered = life === 1 ? null : recoverState(store, wanted);
  const failures: (string | null)[] = [];
  const names = SPECS.map(({ name }) => name);
  const { desk, taps } = await KitDesk.startTapped(SPECS, names, {
    state: { store, life, recovered, numbered: [], onFailure: (why) => failures.push(why) },
  });
  const heard = (actor: string, type: string) => taps[actor]?.heard(type) ?? [];
  const notices = (actor: string) => heard(actor, "kit-notice").map(({ body }) => body.text);
  return { desk, recovered, heard, notices, failures };
}

/** Balls that leaky has counted in all its lives. */
async function ballsOf({ desk }: Awaited<ReturnType<typeof start>>): Promise<number> {
  const answer = await desk.system.ask("leaky", "tally");
  return answer.ok ? (answer.value as { balls: number }).balls : 0;
}

describe("the next process of a desk", () => {
  test("has lives, snapshots and durable boards of the last one, and sequences above its own", async () => {
    const folder = folderOf();
    const first = await start(folder, 1);
    await until("balls", async () => (await ballsOf(first)) > 50);
    expect(await first.desk.system.restart("ping", "a second life")).toBe(true);
    await first.desk.ready("ping", 2);
    const wanted = { specs: SPECS, numbered: [], mayBeEmpty: false };
    const kept = () => recoverState(new FileStateStore(folder), wanted).livesOf("ping");
    await until("its board", () => first.notices("watcher").at(-1) === "ping in life 2");
    await until("the restart is kept", () => kept().restarts === 1);
    await first.desk.system.stop("end of the first life");
    const balls = first.heard("ping", "kit-ball").length;
    expect(first.failures).toEqual([]);

    const second = await start(folder, 2);
    expect(second.recovered?.refused).toEqual([]);
    expect(second.desk.status("ping")).toMatchObject({ incarnation: 3, restarts: 1 });
    expect(second.desk.status("pong")).toMatchObject({ incarnation: 2, restarts: 0 });
    await until("balls", () => second.heard("ping", "kit-ball").length > 0);
    expect(second.heard("ping", "kit-ball")[0]?.sequence).toBe(2 ** 40 + 1);
    // The watcher was ready before ping was: what it saw first is what the last process left.
    await until("both lives on the board", () => new Set(second.notices("watcher")).size > 1);
    expect(second.notices("watcher")[0]).toBe("ping in life 2");
    expect(second.notices("watcher").at(-1)).toBe("ping in life 3");
    expect(second.notices("pong").filter((text) => text !== "ping ATTACHED 3")).toEqual([]);
    // Its snapshot counts what was handled up to the stop, and this life goes on from there.
    expect(await ballsOf(second)).toBeGreaterThanOrEqual(balls);
  });

  test("has sequences below 2^53 in every life that it may have", () => {
    expect([firstSequenceOf(1), firstSequenceOf(2)]).toEqual([1, 2 ** 40 + 1]);
    expect(firstSequenceOf(LIVES_MAX) + 2 ** 40).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    expect(() => firstSequenceOf(LIVES_MAX + 1)).toThrow("a desk has 1 to 8191 lives");
    expect(() => firstSequenceOf(0)).toThrow("a desk has 1 to 8191 lives");
  });
});
