/** Main's own topic and its readers, on real threads: main says balls, as ping does. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ActorInspection } from "../../../../src/runtime/actor/inspection.ts";
import { definePacked } from "../../../../src/runtime/codec/define-packed.ts";
import type { ActorSpec } from "../../../../src/runtime/supervisor/actor-spec.ts";
import {
  VOICE_NUMBER,
  type VoiceSpec,
} from "../../../../src/runtime/supervisor/voice/voice-spec.ts";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import { Ball } from "../../../kit/message.ts";
import { ledgerOf } from "../../../kit/swap-kit.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

/** Its ring holds about 200 balls. */
const VOICE: VoiceSpec = { name: "desk", kind: "desk", types: [Ball], topicBytes: 1 << 13 };

/** Of no actor of the kit. */
const Word = definePacked<{ readonly word: string }>("kit-word", 1);

const start = (specs: readonly ActorSpec[], voice = VOICE) => KitDesk.start(specs, { voice });

const pongOf = (changes: Parameters<typeof specOf>[1] = {}) =>
  specOf("pong", { reads: [reading("desk")], ...changes });

/** One that spins at ball 1 of its first life; it is not late before the test ends it. */
const stuckOf = (reads = [reading("desk")]) =>
  specOf("stuck", {
    reads,
    args: { deed: "SPIN", at: 1, start: "WELL", stop: "WELL" },
    child: { heartbeatWarnMs: 300_000, heartbeatLateMs: 600_000, stopDeadlineMs: 100 },
  });

/** Main says ball 1, and it sticks in its handler. */
async function sticks(desk: KitDesk): Promise<void> {
  say(desk, 1);
  await until("it sticks", () => desk.status("stuck").handler !== null);
}

/** Main says the balls `from` to `to`; returns what became of each. */
const say = ({ system }: KitDesk, from: number, to = from): boolean[] =>
  upTo(from, to).map((number) => system.say(Ball, { number }));

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const echoes = (tap: Tap) => tap.numbers("kit-echo");
const notices = (tap: Tap) => tap.heard("kit-notice").map(({ body }) => body.text);
const heard = (tap: Tap, number: number) =>
  until(`ball ${number}`, () => echoes(tap).at(-1) === number);

/** Main says balls until one is heard: who was cut off rejoins behind what was said by then. */
async function goesOn(desk: KitDesk, tap: Tap): Promise<void> {
  let number = 10_000;
  await until("a ball behind the gap", () => {
    number += 1;
    say(desk, number);
    return (echoes(tap).at(-1) ?? 0) > 10_000;
  });
}

/** As if it understood the next version of what main says. */
function newer(spec: ActorSpec): ActorSpec {
  const raise = (inspection: ActorInspection): ActorInspection => {
    const { ball } = inspection.in;
    if (ball === undefined) throw new Error("it hears balls");
    const schema = { ...ball.schema, version: 2 };
    return { ...inspection, in: { ...inspection.in, ball: { ...ball, schema } } };
  };
  return { ...spec, inspection: raise(spec.inspection) };
}

describe("a reader of main's topic", () => {
  test("meets it as a peer and gets all that was said, also before it started", async () => {
    const taps: Tap[] = [];
    const desk = await KitDesk.start([await pongOf()], {
      voice: VOICE,
      onWired(system) {
        taps.push(new Tap(system, "pong"));
        system.say(Ball, { number: 1 });
      },
    });
    const [tap] = taps;
    if (tap === undefined) throw new Error("the desk is wired before it starts");
    say(desk, 2, 5);
    await heard(tap, 5);
    expect(echoes(tap)).toEqual([1, 2, 3, 4, 5]);
    expect(tap.heard()[0]?.body).toEqual({ text: "desk ATTACHED 1" });
    expect(tap.heard("kit-echo")[0]?.body.from).toBe("desk");
  });

  // S-11
  test("that is killed and restarted misses nothing and hears nothing twice", async () => {
    const desk = await start([await pongOf()]);
    const tap = new Tap(desk.system, "pong");
    say(desk, 1, 20);
    await heard(tap, 20);
    for (const [deaths, last] of [
      [1, 40],
      [2, 60],
    ] as const) {
      expect(desk.system.kill("pong", "the test says so")).toBe(true);
      await until("its death", () => desk.deaths.length === deaths);
      // Said while nobody is there, or only just again.
      expect(say(desk, last - 19, last)).not.toContain(false);
      await heard(tap, last);
    }
    expect(echoes(tap)).toEqual(upTo(1, 60));
    // Its first life was told before the tap came.
    expect(notices(tap)).toEqual(["desk ATTACHED 1", "desk ATTACHED 1"]);
    expect(desk.system.lags()).toEqual([{ reader: "pong", ring: "desk", records: 0 }]);
  });

  test("that gates and is stuck makes say false, and main goes on; later it gets the rest", async () => {
    const desk = await start([await stuckOf()]);
    const tap = new Tap(desk.system, "stuck");
    await sticks(desk);
    const said = say(desk, 2, 1_000);
    const last = said.lastIndexOf(true) + 2;
    expect(last).toBeGreaterThan(100);
    // Nothing is freed, so nothing behind the first refusal was said.
    expect(said.indexOf(false) + 1).toBe(last);
    desk.system.kill("stuck", "the test says so");
    await heard(tap, last);
    // The ball of its deed is not handed to its next life.
    expect(echoes(tap)).toEqual(upTo(2, last));
    await until("room", () => desk.system.say(Ball, { number: 2_000 }));
    await heard(tap, 2_000);
  });

  // S-47
  test("that gates and is stuck makes main keep what it says, in order, until there is room", async () => {
    const desk = await start([await stuckOf()]);
    const tap = new Tap(desk.system, "stuck");
    let told = 0;
    const onFull = () => {
      told += 1;
    };
    const queue = desk.system.voice?.queue({ messagesMax: 100, onFull });
    if (queue === undefined) throw new Error("main has a topic");
    await sticks(desk);
    const kept = upTo(2, 1_000).filter((number) => queue.say(Ball, { number }));
    expect([queue.waiting, queue.dropped, told]).toEqual([100, 999 - kept.length, 1]);
    expect(kept).toEqual(upTo(2, kept.length + 1));
    desk.system.kill("stuck", "the test says so");
    await heard(tap, kept.length + 1);
    expect(echoes(tap)).toEqual(kept);
    expect(queue.waiting).toBe(0);
  });

  // S-43
  test("that gates and is suspended is not waited for, and hears of its gap", async () => {
    const desk = await start([await pongOf()]);
    const tap = new Tap(desk.system, "pong");
    say(desk, 1, 3);
    await heard(tap, 3);
    expect(await desk.system.suspend("pong")).toBe(true);
    expect(say(desk, 4, 1_000)).not.toContain(false);
    expect(desk.system.resume("pong")).toBe(true);
    await goesOn(desk, tap);
    expect(notices(tap)).toEqual(["gap of desk"]);
    expect(echoes(tap)).not.toContain(4);
  });

  // S-12
  test("that may be cut off is, and hears of its gap", async () => {
    const reads = [reading("desk", "EVICT")];
    const desk = await start([await pongOf({ reads }), await stuckOf(reads)]);
    const tap = new Tap(desk.system, "pong");
    await sticks(desk);
    expect(await desk.system.suspend("pong")).toBe(true);
    // The stuck one holds nobody up, and is no reason to refuse.
    expect(say(desk, 2, 1_000)).not.toContain(false);
    expect(desk.system.resume("pong")).toBe(true);
    await goesOn(desk, tap);
    expect(notices(tap)).toEqual(["gap of desk"]);
  });

  // S-16
  test("that comes to the running desk reads from there on", async () => {
    const desk = await start([await pongOf()]);
    const first = new Tap(desk.system, "pong");
    say(desk, 1, 5);
    await heard(first, 5);
    const later = await pongOf({ name: "later" });
    expect((await desk.system.add(later, [])).ok).toBe(true);
    const tap = new Tap(desk.system, "later");
    say(desk, 6, 9);
    await heard(tap, 9);
    expect(echoes(tap)).toEqual([6, 7, 8, 9]);
    await heard(first, 9);
    expect(echoes(first)).toEqual(upTo(1, 9));
    expect(desk.status("pong").incarnation).toBe(1);
  });

  test("that is removed frees its place: main is refused for it no more", async () => {
    const desk = await start([await stuckOf()]);
    await sticks(desk);
    expect(say(desk, 2, 1_000)).toContain(false);
    expect((await desk.system.remove("stuck", "not needed")).ok).toBe(true);
    expect(say(desk, 1, 1_000)).not.toContain(false);
    expect(desk.system.lags()).toEqual([]);
  });

  test("becomes one by its next life, and is one no more by another", async () => {
    const desk = await start([await specOf("pong")]);
    const tap = new Tap(desk.system, "pong");
    expect((await desk.system.replace("pong", await pongOf())).ok).toBe(true);
    say(desk, 1, 3);
    await heard(tap, 3);
    expect((await desk.system.replace("pong", await specOf("pong"))).ok).toBe(true);
    expect(desk.system.lags()).toEqual([]);
    // Nobody gates any more.
    expect(say(desk, 1, 1_000)).not.toContain(false);
  });

  // S-90
  test("that is swapped loses and repeats nothing of it", async () => {
    const desk = await start([await ledgerOf({}, { reads: [reading("desk")] })], {
      ...VOICE,
      topicBytes: 1 << 16,
    });
    const tap = new Tap(desk.system, "ledger");
    say(desk, 1, 50);
    const swapping = desk.system.swap("ledger", await ledgerOf());
    say(desk, 51, 100);
    expect((await swapping).ok).toBe(true);
    say(desk, 101, 150);
    const entries = () => tap.heard("kit-entry");
    await until("entries", () => entries().length >= 150);
    expect(entries().map(({ body }) => body.number)).toEqual(upTo(1, 150));
    expect(entries().map(({ body }) => body.count)).toEqual(upTo(1, 150));
    expect(entries().at(-1)?.body.life).toBe(2);
  });

  test("is told by ctx.lag how far its readers are, and never that main is ready", async () => {
    const gauge = await specOf("gauge", { reads: [reading("desk")], args: { of: "desk" } });
    const desk = await start([gauge]);
    const tap = new Tap(desk.system, "gauge");
    say(desk, 1);
    await until("a notice", () => notices(tap).length > 0);
    expect(notices(tap)).toEqual([`${1 << 13} bytes, not ready`]);
  });
});

describe("main's topic", () => {
  test("is no actor: it is not listed, and nothing that is asked of one is done to it", async () => {
    const desk = await start([await pongOf()]);
    const { system } = desk;
    expect(system.status().map(({ name }) => name)).toEqual(["pong"]);
    expect(system.topicOf("desk")).not.toBeNull();
    expect(system.telemetryOf("desk")).toBeNull();
    expect(system.hold("desk")).toBe(false);
    expect(await system.suspend("desk")).toBe(false);
    expect(await system.restart("desk", "no")).toBe(false);
    expect((await system.remove("desk", "no")).ok).toBe(false);
    await system.stopActors(["desk"], "no");
    expect(desk.status("pong").phase).toBe("READY");
  });

  test("says types that no actor names, and numbers them with all others", async () => {
    const desk = await start([await specOf("ping")], { ...VOICE, types: [Word, Ball] });
    const names = desk.system.types.map(({ name }) => name);
    expect(names).toContain("kit-word");
    expect(new Set(desk.system.types.map(({ number }) => number)).size).toBe(names.length);
    const tap = new Tap(desk.system, "desk");
    expect(desk.system.say(Word, { word: "main" })).toBe(true);
    expect(tap.heard("kit-word").map(({ body }) => body)).toEqual([{ word: "main" }]);
  });

  test("is not there unless it is asked for, and then nothing is said", async () => {
    const desk = await KitDesk.start([await specOf("pong")]);
    expect(desk.system.voice).toBeNull();
    expect(desk.system.say(Ball, { number: 1 })).toBe(false);
    expect(desk.system.topicOf("desk")).toBeNull();
  });

  test("gives its name to no actor, at the start or later", async () => {
    const actor = await specOf("pong", { name: "desk" });
    const reason = "this is the name of the topic of main";
    const { failure } = await KitDesk.tryStart([actor], { voice: VOICE });
    expect(failure).toEqual({ actor: "desk", reason });
    const desk = await start([await pongOf()]);
    expect(await desk.system.add(actor, [])).toEqual({
      ok: false,
      failure: { actor: "desk", reason },
    });
  });

  test("has the last number, which is left to it by one actor fewer", async () => {
    const spec = await specOf("pong");
    const specs = upTo(0, VOICE_NUMBER).map((number) => ({ ...spec, name: `pong-${number}` }));
    const { failure, events } = await KitDesk.tryStart(specs);
    expect(failure?.reason).toBe("a desk has at most 127 actors in its life");
    expect(events).toEqual([]);
  });

  test("has no reader of another version, at the start, later, or by a swap", async () => {
    const reason = "pong reads kit-ball version 2, and desk says version 1";
    const spec = newer(await pongOf());
    const { failure } = await KitDesk.tryStart([spec], { voice: VOICE });
    expect(failure?.reason).toBe(reason);
    const desk = await start([await pongOf()]);
    const later = { ...spec, name: "later" };
    expect(await desk.system.add(later, [])).toMatchObject({
      failure: { reason: reason.replace("pong", "later") },
    });
    expect(await desk.system.replace("pong", spec)).toEqual({ ok: false, failure: reason });
    expect(await desk.system.swap("pong", spec)).toEqual({
      ok: false,
      failure: "the new pong reads kit-ball version 2, and desk says version 1",
    });
    expect(desk.status("pong").incarnation).toBe(1);
  });
});
