/** What an incarnation counts and times by itself. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { TelemetryReader } from "../../../src/runtime/telemetry/telemetry-reader.ts";
import { Ball } from "../../kit/message.ts";
import { CellKit } from "./kit/cell-kit.ts";

const all = [Ball] as never;

const listener = defineActor({
  in: { ball: Ball },
  out: {},
  start: () => ({}),
  on: { ball: () => undefined },
});

describe("ActorCell", () => {
  test("times one message of the first chunk in sixteen, and no look that found nothing", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const cell = await kit.run(listener, { reads: [feed.wire()] });
    const timed: number[] = [];
    kit.stepNs = 5;
    for (let chunk = 1; chunk <= 33; chunk += 1) {
      feed.put(Ball, { number: chunk });
      feed.put(Ball, { number: chunk });
      feed.writer.publish();
      kit.loop.turn();
      kit.loop.turn();
      timed.push(new TelemetryReader(cell.start.telemetry).summary("handle:on.ball")?.count ?? 0);
    }
    const ones = Array.from({ length: 16 }, () => 1);
    expect(timed).toEqual([...ones, ...ones.map(() => 2), 3]);
  });

  test("shows the counters that it declares from the start, at 0", async () => {
    const kit = new CellKit(all);
    const counting = { in: {}, out: {}, counters: ["odd"], start: () => ({}), on: {} };
    expect((await kit.run(defineActor(counting))).counters()).toEqual({ "dropped:log": 0, odd: 0 });
  });

  // S-25
  test("a completion that waits when its life ends is counted, and stays counted in the next", async () => {
    const kit = new CellKit(all);
    const cell = await kit.run(defineActor({ in: {}, out: {}, start: () => ({}), on: {} }));
    const { block } = cell.cell;
    cell.cell.onCompletion = () => undefined;
    cell.io.complete(() => undefined);
    cell.close();
    expect(block.lateCompletions).toBe(1);
    block.reset(2);
    expect(block.lateCompletions).toBe(1);
  });
});
