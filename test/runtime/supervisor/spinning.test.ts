/**
 * Actors that spin when they have nothing, on real threads. Tokens and cores are the test's own, so
 * that a machine of two cores has spinners too.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { ControlBlock } from "../../../src/runtime/actor/control-block.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { isAwakeAt } from "../../../src/runtime/ring/doorbell.ts";
import { attachLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import {
  releaseSpinToken,
  setWorkerLives,
  takeSpinToken,
} from "../../../src/runtime/ring/spin-tokens.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, rootWith, specOf } from "../../kit/kit-spec.ts";
import { Newest } from "../../kit/message.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";

// Threads start slowly on a busy machine, and two that spin may share a core there.
setDefaultTimeout(60_000);

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Enough of both for everybody. */
const PLENTY = { cores: 64, tokens: 8 };
/** The bell line of a worker that is no thread. */
const PHANTOM = 100;

type Changes = NonNullable<Parameters<typeof specOf>[1]>;

const spinner = (name: string, changes: Changes = {}) =>
  specOf("pong", { name, idle: "spin", reads: [reading("ping")], ...changes });

const echoes = (tap: Tap) => tap.numbers("kit-echo").length;

async function echoesGrow(tap: Tap, by = 50): Promise<void> {
  const count = echoes(tap);
  await until("echoes", () => echoes(tap) >= count + by);
}

/** Two that keep a ball in the air, and how to look at them. */
async function bouncing(spin = PLENTY, beatMs = 0) {
  const desk = await KitDesk.start(
    [
      await specOf("bouncer", {
        name: "left",
        idle: "spin",
        args: { serves: 1, beatMs },
        ...hears("right"),
      }),
      await specOf("bouncer", {
        name: "right",
        idle: "spin",
        args: { serves: 0, beatMs },
        ...hears("left"),
      }),
    ],
    { spin },
  );
  const tap = new Tap(desk.system, "left");
  const words = attachLines(desk.system.lines);
  return {
    desk,
    tap,
    words,
    /** The ball has been hit another `by` times. */
    async goesOn(by = 100): Promise<void> {
      const last = tap.numbers("kit-ball").at(-1) ?? 0;
      await until("the ball", () => (tap.numbers("kit-ball").at(-1) ?? 0) >= last + by);
    },
    isAwake: (line: number) => isAwakeAt(words, bellIndex(line)),
  };
}

const hears = (writer: string) => ({ reads: [reading(writer)] });

/** How often the timer of the actor `left` went off. */
function timerBeats(desk: KitDesk): number {
  const memory = desk.system.boardOf("left", "newest");
  if (memory === null) return 0;
  const scratch = new DataView(new ArrayBuffer(64));
  const bytes = new BoardReader(memory).read(0, scratch);
  if (bytes < 0) return 0;
  const view = Newest.codec.createView();
  view.bind(scratch, 0, bytes);
  return view.number;
}

describe("actors that spin", () => {
  // rings case 42
  // S-60, S-61
  test("hold as many tokens as there are, and the surplus parks", async () => {
    const desk = await KitDesk.start(
      [await specOf("ping"), await spinner("one"), await spinner("two"), await spinner("three")],
      { spin: { cores: 64, tokens: 2 } },
    );
    const holders = () => desk.system.status().filter(({ holdsSpinToken }) => holdsSpinToken);
    await until("two spinners", () => holders().length === 2);
    const names = ["ping", "one", "two", "three"];
    const surplus = desk.system
      .status()
      .findIndex(({ idle, holdsSpinToken }) => idle === "spin" && !holdsSpinToken);
    const words = attachLines(desk.system.lines);
    const isAwake = (line: number) => isAwakeAt(words, bellIndex(line));
    await until("the surplus sleeps", () => !isAwake(surplus));
    for (const name of names.slice(1)) await echoesGrow(new Tap(desk.system, name));
    for (const { number } of holders()) expect(isAwake(number)).toBe(true);
    expect(holders()).toHaveLength(2);
  });

  // S-60
  test("go on with asks, sockets, timers and heartbeats, and never sleep", async () => {
    const { desk, goesOn, isAwake } = await bouncing(PLENTY, 10);
    const isSpinning = ({ holdsSpinToken }: { holdsSpinToken: boolean }) => holdsSpinToken;
    await until("both spin", () => desk.system.status().every(isSpinning));
    await goesOn();
    const block = new ControlBlock(desk.system.lines, 0);
    const before = block.heartbeat;
    const asked = await desk.system.ask("left", "port");
    const { port } = (asked.ok ? asked.value : { port: 0 }) as { readonly port: number };
    const url = `http://127.0.0.1:${port}/`;
    for (let round = 0; round < 20; round += 1) {
      expect(await desk.system.ask("left", "tally")).toMatchObject({ ok: true });
      expect(await (await fetch(url)).text()).toMatch(/^balls \d+$/);
      expect([isAwake(0), isAwake(1)]).toEqual([true, true]);
      await goesOn(20);
    }
    await until("heartbeats", () => block.heartbeat > before + 3);
    await until("beats of its timer", () => timerBeats(desk) > 3);
    expect(desk.deaths).toEqual([]);
  });

  // S-61
  test("park while there are more runnable workers than cores, with their tokens", async () => {
    const { desk, words, goesOn, isAwake } = await bouncing({ cores: 3, tokens: 2 });
    await until("both spin", () => desk.system.status().every((one) => one.holdsSpinToken));
    for (const line of [PHANTOM, PHANTOM + 1]) setWorkerLives(words, line, true);
    await until("one sleeps", () => !(isAwake(0) && isAwake(1)));
    await goesOn();
    expect(desk.system.status().map((one) => one.holdsSpinToken)).toEqual([true, true]);
  });
});

describe("a spin token", () => {
  // S-62
  test("of a spinner that is killed is free again", async () => {
    // It beats once, so the watchdog takes it for stuck while it does nothing but spin.
    const child = { heartbeatMs: 60_000, heartbeatLateMs: 3_000 };
    const desk = await KitDesk.start(
      [await specOf("ping"), await spinner("doomed", { child }), await spinner("heir")],
      { spin: { cores: 64, tokens: 1 }, supervisors: rootWith({ restartsMax: 0 }) },
    );
    expect(desk.status("doomed").holdsSpinToken).toBe(true);
    await until("its end", () => desk.status("doomed").phase === "QUARANTINED");
    await until("the heir spins", () => desk.status("heir").holdsSpinToken);
    expect(desk.status("doomed").holdsSpinToken).toBe(false);
    expect(desk.events.map(({ kind }) => kind)).not.toContain("UNKILLABLE");
    await echoesGrow(new Tap(desk.system, "heir"));
  });

  // S-62
  test("of one that is suspended or stopped is free again, and it parks meanwhile", async () => {
    const desk = await KitDesk.start(
      [await specOf("ping"), await spinner("first"), await spinner("second")],
      { spin: { cores: 64, tokens: 1 } },
    );
    const holders = () => desk.system.status().map(({ holdsSpinToken }) => holdsSpinToken);
    expect(holders()).toEqual([false, true, false]);
    expect(await desk.system.suspend("first")).toBe(true);
    const words = attachLines(desk.system.lines);
    await until("it sleeps", () => !isAwakeAt(words, bellIndex(1)));
    await until("the second spins", () => desk.status("second").holdsSpinToken);
    expect(desk.system.resume("first")).toBe(true);
    await echoesGrow(new Tap(desk.system, "first"));
    expect(holders()).toEqual([false, false, true]);
    await desk.system.stop("the test says so");
    expect(holders()).toEqual([false, false, false]);
  });
});

describe("waiting that changes", () => {
  // rings cases 33, 38 and 42
  // S-19
  test(`loses no wake-up, however spinners are made to park and to spin (SEED=${seed})`, async () => {
    const { desk, words, goesOn } = await bouncing({ cores: 3, tokens: 2 });
    const prng = new Prng(seed);
    for (let step = 0; step < 40; step += 1) {
      const line = prng.between(0, 1);
      const phantom = PHANTOM + prng.between(0, 2);
      const name = prng.pick(["left", "right"]);
      const moves = {
        take: () => releaseSpinToken(words, line) && takeSpinToken(words, phantom),
        give: () => releaseSpinToken(words, phantom),
        crowd: () => setWorkerLives(words, phantom, true),
        clear: () => setWorkerLives(words, phantom, false),
        suspend: async () => {
          expect(await desk.system.suspend(name)).toBe(true);
          expect(desk.system.resume(name)).toBe(true);
        },
        ask: async () => expect((await desk.system.ask(name, "tally")).ok).toBe(true),
      };
      await moves[prng.pick(["take", "give", "crowd", "clear", "suspend", "ask"] as const)]();
      await goesOn(prng.between(1, 100));
    }
    expect(desk.deaths).toEqual([]);
  });
});
