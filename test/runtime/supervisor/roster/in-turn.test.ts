/** Work on one name never overlaps, work on two does, and a failure stops nobody. */
import { describe, expect, test } from "bun:test";
import { InTurn } from "../../../../src/runtime/supervisor/roster/in-turn.ts";

const pending = () => Promise.withResolvers<string>();

describe("InTurn", () => {
  test("begins what is asked of a name only when what was asked before has ended", async () => {
    const turns = new InTurn();
    const begun: string[] = [];
    const [first, second] = [pending(), pending()];
    const noted = (what: string, work: Promise<string>) => () => {
      begun.push(what);
      return work;
    };
    const one = turns.run("a", noted("one", first.promise));
    const two = turns.run("a", noted("two", second.promise));
    const other = turns.run("b", noted("other", Promise.resolve("other's")));
    expect(await other).toBe("other's");
    expect(begun).toEqual(["one", "other"]);
    first.resolve("one's");
    expect(await one).toBe("one's");
    await Promise.resolve();
    expect(begun).toEqual(["one", "other", "two"]);
    second.resolve("two's");
    expect(await two).toBe("two's");
  });

  test("goes on behind work that fails, and keeps nothing of what is over", async () => {
    const turns = new InTurn();
    const failing = turns.run("a", () => Promise.reject(new Error("no")));
    const next = turns.run("a", async () => 7);
    expect(failing).rejects.toThrow("no");
    expect(await next).toBe(7);
    await Promise.resolve();
    expect(turns.size).toBe(0);
  });
});
