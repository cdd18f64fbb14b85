/** The words that main and an actor share: what a new life finds of the last one. */
import { describe, expect, test } from "bun:test";
import { type Command, ControlBlock } from "../../../src/runtime/actor/control-block.ts";
import { DeskBoards } from "../../../src/runtime/actor/desk-boards.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";

const ACTOR = 3;

function start() {
  const lines = allocateLines();
  const block = new ControlBlock(lines, ACTOR);
  block.reset(1);
  block.state = "READY";
  return { block, desk: new DeskBoards(lines, {}, { peer: ACTOR }) };
}

describe("ControlBlock.reset", () => {
  // What main wants of the next life is said by its own word: see `main-word.test.ts`.
  test.each(["RUN", "SUSPEND", "HOLD", "CANCEL"] satisfies Command[])(
    "leaves nothing of the last life but what main wants: %s",
    (command) => {
      const { block } = start();
      block.command = command;
      block.farewell = "CRASHED";
      block.reset(2);
      expect(block).toMatchObject({ command, state: "NONE", farewell: "NONE" });
    },
  );
});

describe("DeskBoards.ready", () => {
  test.each([
    ["RUN", true],
    ["SUSPEND", false],
    ["HOLD", false],
    ["CANCEL", false],
  ] satisfies [Command, boolean][])("of a ready actor under %s is %p", (command, ready) => {
    const { block, desk } = start();
    block.command = command;
    expect(desk.ready("peer")).toBe(ready);
  });

  test("is true from the moment a suspension ends: its loop follows", () => {
    const { block, desk } = start();
    block.state = "SUSPENDED";
    expect(desk.ready("peer")).toBe(true);
  });

  test.each(["NONE", "STARTING", "STOPPING", "STOPPED", "FAILED"] as const)(
    "is false in state %s, and for an actor that nobody knows",
    (state) => {
      const { block, desk } = start();
      block.state = state;
      expect(desk.ready("peer")).toBe(false);
      expect(desk.ready("nobody")).toBe(false);
    },
  );
});

describe("DeskBoards.takeNews", () => {
  test("is true once for each change of an answer that was given", () => {
    const { block, desk } = start();
    desk.ready("peer");
    expect([desk.hasNews(), desk.takeNews()]).toEqual([false, false]);
    block.state = "FAILED";
    expect([desk.hasNews(), desk.takeNews(), desk.takeNews()]).toEqual([true, true, false]);
    block.state = "READY";
    expect([desk.hasNews(), desk.takeNews(), desk.hasNews()]).toEqual([true, true, false]);
  });

  test("does not tell of a peer that nobody asked for", () => {
    const { block, desk } = start();
    block.state = "FAILED";
    expect([desk.hasNews(), desk.takeNews()]).toEqual([false, false]);
  });
});
