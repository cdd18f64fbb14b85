/** What main keeps when it is refused: order, bound, and who is told. Without threads or a clock. */
import { describe, expect, test } from "bun:test";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { VoiceQueue } from "../../../../src/runtime/supervisor/voice/voice-queue.ts";
import { Ball, Bye, Tally } from "../../../kit/message.ts";

/** A voice that has room for as many messages as the test says, and a tick that the test gives. */
function stage(messagesMax: number) {
  const said: unknown[] = [];
  let room = Number.POSITIVE_INFINITY;
  let tick: (() => void) | null = null;
  let told = 0;
  const voice = {
    check<Body>(type: MessageType<Body>, body: Body): undefined {
      if (type.name === Bye.name) throw new Error("none of its types");
      type.of(body);
    },
    say<Body>(_type: MessageType<Body>, body: Body): boolean {
      if (said.length >= room) return false;
      said.push(structuredClone(body));
      return true;
    },
  };
  const time = {
    every(_ms: number, run: () => void) {
      tick = run;
      return () => {
        tick = null;
      };
    },
  };
  const onFull = () => {
    told += 1;
  };
  const queue = new VoiceQueue({ voice, time, messagesMax, onFull });
  return {
    queue,
    numbers: () => said.map((body) => (body as { number: number }).number),
    roomFor(messages: number) {
      room = messages;
    },
    tick: () => tick?.(),
    isTicking: () => tick !== null,
    told: () => told,
    say: (number: number) => queue.say(Ball, { number }),
    said,
  };
}

describe("VoiceQueue", () => {
  test("says at once what is not refused, and never ticks for it", () => {
    const { say, numbers, queue, isTicking } = stage(2);
    expect([say(1), say(2)]).toEqual([true, true]);
    expect(numbers()).toEqual([1, 2]);
    expect([queue.waiting, isTicking()]).toEqual([0, false]);
  });

  test("keeps what is refused and says it in order on a tick, as far as there is room", () => {
    const { say, numbers, roomFor, tick, queue, isTicking } = stage(4);
    roomFor(1);
    for (const number of [1, 2, 3, 4]) expect(say(number)).toBe(true);
    expect([numbers(), queue.waiting]).toEqual([[1], 3]);
    tick();
    expect(queue.waiting).toBe(3);
    roomFor(3);
    tick();
    expect([numbers(), queue.waiting, isTicking()]).toEqual([[1, 2, 3], 1, true]);
    roomFor(9);
    tick();
    expect([numbers(), queue.waiting, isTicking()]).toEqual([[1, 2, 3, 4], 0, false]);
  });

  test("says nothing before what waits, also when there is room again", () => {
    const { say, numbers, roomFor } = stage(4);
    roomFor(0);
    say(1);
    say(2);
    roomFor(1);
    say(3);
    expect(numbers()).toEqual([1]);
    roomFor(9);
    say(4);
    expect(numbers()).toEqual([1, 2, 3, 4]);
  });

  test("loses what comes beyond its bound, counts it, and tells once until nothing waits", () => {
    const { say, numbers, roomFor, told, queue, tick } = stage(2);
    roomFor(0);
    expect([1, 2, 3, 4].map(say)).toEqual([true, true, false, false]);
    expect([queue.dropped, queue.waiting, told()]).toEqual([2, 2, 1]);
    roomFor(1);
    tick();
    expect([say(5), say(6), told()]).toEqual([true, false, 1]);
    roomFor(9);
    tick();
    expect([numbers(), queue.dropped]).toEqual([[1, 2, 5], 3]);
    roomFor(3);
    expect([7, 8, 9].map(say)).toEqual([true, true, false]);
    expect([told(), queue.dropped]).toEqual([2, 4]);
  });

  test("keeps a body as it was, whatever its maker does with it", () => {
    const { queue, said, roomFor, tick } = stage(2);
    const body = { balls: 1 };
    roomFor(0);
    queue.say(Tally, body);
    body.balls = 2;
    roomFor(9);
    tick();
    expect(said).toEqual([{ balls: 1 }]);
  });

  test("refuses by a throw what could never be said, so that nothing waits behind it", () => {
    const { queue, roomFor } = stage(2);
    roomFor(0);
    expect(() => queue.say(Ball, { number: "1" as never })).toThrow("number");
    expect(() => queue.say(Bye, { from: "main" })).toThrow("none of its types");
    expect(queue.waiting).toBe(0);
  });

  test("ends its ticks when it is closed", () => {
    const { say, roomFor, isTicking, queue } = stage(2);
    roomFor(0);
    say(1);
    expect(isTicking()).toBe(true);
    queue.close();
    expect(isTicking()).toBe(false);
  });

  test.each([0, Number.NaN])("has room for one message or more: not %d", (messagesMax) => {
    expect(() => stage(messagesMax)).toThrow("1 message or more");
  });
});
