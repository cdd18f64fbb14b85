/** Deadlines in main's own time. */
import { describe, expect, test } from "bun:test";
import { startDeadline } from "../../src/core/start-deadline.ts";

describe("startDeadline", () => {
  test("passes once its time is over, in one slice or in many", async () => {
    for (const ms of [1, 120]) {
      await new Promise<void>((resolve) => {
        startDeadline(ms, resolve);
      });
    }
  });

  test("passes although each turn of main takes longer than a slice", async () => {
    let hasPassed = false;
    startDeadline(120, () => {
      hasPassed = true;
    });
    for (let turn = 0; turn < 20 && !hasPassed; turn += 1) {
      const end = Date.now() + 110;
      while (Date.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    expect(hasPassed).toBe(true);
  });

  test("stands still while main is blocked: what came meanwhile is looked at first", async () => {
    const order: string[] = [];
    const passed = new Promise<void>((resolve) => {
      startDeadline(40, () => {
        order.push("deadline");
        resolve();
      });
    });
    // Comes behind the deadline's timer, as an answer does that arrives while main is blocked.
    setTimeout(() => order.push("answer"), 41);
    const end = Date.now() + 300;
    while (Date.now() < end);
    await passed;
    expect(order).toEqual(["answer", "deadline"]);
  });

  test("never passes once it is cancelled", async () => {
    let isPassed = false;
    const cancel = startDeadline(5, () => {
      isPassed = true;
    });
    cancel();
    await new Promise<void>((resolve) => {
      startDeadline(60, resolve);
    });
    expect(isPassed).toBe(false);
  });
});
