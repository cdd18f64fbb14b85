/** Start order within a supervisor. */
import { describe, expect, test } from "bun:test";
import { planOf } from "../desk-kit.ts";

const children = (line: string) => (text: string) =>
  text.replace(/children = \["venue.*/, `children = ${line}`);

describe("placeActors", () => {
  test("children start in the order of the list, the actors of one pattern by name", async () => {
    const maker = await Bun.file(`${import.meta.dir}/../desks/paper/strategy-maker.toml`).text();
    const plan = await planOf({
      "desk.toml": children(
        '["strategy-second", "strategy-*", "feed-*", "message-log", "venue-*"]',
      ),
      "strategy-alpha.toml": maker,
      "strategy-second.toml": maker,
    });
    expect(plan.actors.map(({ name }) => name)).toEqual([
      "risk",
      "execution-paper",
      "strategy-second",
      "strategy-alpha",
      "strategy-maker",
      "feed-binance",
      "message-log",
      "venue-replay",
    ]);
  });

  test("a pattern may match nobody yet", async () => {
    const plan = await planOf({
      "desk.toml": children('["venue-*", "feed-*", "message-log", "strategy-*", "sink-*"]'),
    });
    expect(plan.supervisors.at(-1)?.patterns).toContain("sink-*");
  });
});
