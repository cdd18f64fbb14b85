/** Numbers of actors through the lives of a desk's process. */
import { describe, expect, test } from "bun:test";
import {
  type LifeEntry,
  livesOf,
  livesPart,
  numberActors,
} from "../../../../src/runtime/supervisor/state/lives.ts";

const entry = (name: string, number: number): LifeEntry => ({
  name,
  number,
  incarnation: 1,
  restarts: 0,
  parts: [],
});

describe("numberActors", () => {
  test("numbers those of a first life in their order", () => {
    expect([...numberActors(["risk", "feed"], new Map())]).toEqual([
      ["risk", 0],
      ["feed", 1],
    ]);
  });

  test("leaves each its number, wherever it stands now, and gives no number twice", () => {
    const had = new Map([
      ["risk", 0],
      ["gone", 1],
      ["feed", 2],
    ]);
    expect([...numberActors(["a-new-one", "feed", "risk", "z-new-one"], had)]).toEqual([
      ["a-new-one", 3],
      ["feed", 2],
      ["risk", 0],
      ["z-new-one", 4],
    ]);
  });
});

describe("livesPart", () => {
  test("keeps each actor under its number, with holes for nobody", () => {
    const lives = { actors: [entry("feed", 5), entry("risk", 0)], numbered: ["BTC-USDT"] };
    expect(livesOf(livesPart(lives))).toEqual(lives);
  });
});
