/** What an actor is told when several want something of it. */
import { describe, expect, test } from "bun:test";
import { ControlBlock } from "../../../../src/runtime/actor/control-block.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";
import { MainWord } from "../../../../src/runtime/supervisor/roster/main-word.ts";

type Step = (word: MainWord) => unknown;

const hold: Step = (word) => word.hold("HOLD");
const cancel: Step = (word) => word.hold("CANCEL");
const suspend: Step = (word) => word.suspend();
const resume: Step = (word) => word.resume();
const swap: Step = (word) => word.holdForSwap(true);
const endSwap: Step = (word) => word.holdForSwap(false);
const beginLife: Step = (word) => word.beginLife();

describe("MainWord", () => {
  const cases: readonly (readonly [string, readonly Step[], string])[] = [
    ["nobody wants anything", [], "RUN"],
    ["a hold", [hold], "HOLD"],
    ["a hold behind a cancel", [cancel, hold], "CANCEL"],
    ["a cancel behind a hold", [hold, cancel], "CANCEL"],
    ["a hold that is resumed", [cancel, resume], "RUN"],
    ["a suspension", [suspend], "SUSPEND"],
    ["a suspension that ends", [suspend, resume], "RUN"],
    ["a suspension over a cancel that ends", [cancel, suspend, resume], "CANCEL"],
    ["both ended", [cancel, suspend, resume, resume], "RUN"],
    ["a cancel during a suspension: it must be handled", [suspend, cancel], "CANCEL"],
    ["a new life of a suspended one", [suspend, beginLife], "RUN"],
    ["a new life of a held one", [hold, beginLife], "HOLD"],
    ["a new life of one that is to cancel", [cancel, beginLife], "CANCEL"],
    ["a new life of one that is suspended and to cancel", [cancel, suspend, beginLife], "CANCEL"],
    ["a swap", [swap], "HOLD"],
    ["a swap that ends", [swap, endSwap], "RUN"],
    ["a swap that ends below a hold", [swap, hold, endSwap], "HOLD"],
    ["a swap that ends below a cancel", [cancel, swap, endSwap], "CANCEL"],
    ["a hold that is resumed during a swap", [hold, swap, resume], "HOLD"],
  ];
  // S-63
  test.each(cases)("%s", (_what, steps, command) => {
    const block = new ControlBlock(allocateLines(), 3);
    const word = new MainWord(block);
    for (const step of steps) step(word);
    expect(block.command).toBe(command as ControlBlock["command"]);
  });

  test("says whether there was something to resume", () => {
    const word = new MainWord(new ControlBlock(allocateLines(), 3));
    expect(word.resume()).toBe(false);
    word.hold("HOLD");
    expect([word.resume(), word.resume()]).toEqual([true, false]);
  });
});
