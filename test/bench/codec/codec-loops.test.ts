/** The codec bench's loops: each does its work, for every message, and wrong work is told. */
import { describe, expect, test } from "bun:test";
import {
  BODIES,
  bodiesOf,
  loopOf,
  READS,
  type Variant,
  WRITES,
} from "../../../bench/codec/codec-loops.ts";
import { codecSection } from "../../../bench/codec/codec-page.ts";
import { type AnyBody, HOT_MESSAGES } from "../../../bench/codec/hot-messages.ts";
import { SPECIAL_WRITES, SPECIALS, specialLoop } from "../../../bench/codec/special-loops.ts";
import { rowOf } from "../../../bench/kit/report.ts";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import { filesOf, textOf } from "../../project.ts";

const VARIANTS: readonly Variant[] = [
  ...WRITES.map((way) => `write ${way}` as const),
  ...READS.map((way) => `read ${way}` as const),
];
const quote = HOT_MESSAGES.get("quote") as MessageType<AnyBody>;

test("the hot messages are all of the catalogue that have a layout", async () => {
  const paths = await filesOf("src/desk/message/*.ts");
  const texts = await Promise.all(paths.map(textOf));
  const names = texts.flatMap((text) => [...text.matchAll(/defineMessage\(\s*"([a-z0-9-]+)"/g)]);
  expect([...HOT_MESSAGES.keys()].sort()).toEqual(names.map(([, name]) => name ?? "").sort());
});

describe("loopOf", () => {
  test.each([...HOT_MESSAGES.keys()])("every variant of %p does its work", (name) => {
    const type = HOT_MESSAGES.get(name) as MessageType<AnyBody>;
    for (const variant of VARIANTS) {
      const { run, isRight } = loopOf(variant, type);
      expect([variant, isRight(2 * BODIES, run(2 * BODIES))]).toEqual([variant, true]);
    }
  });

  test("every number differs from that of the message before", () => {
    const [first, second] = bodiesOf(quote);
    for (const { name } of quote.schema.fields) expect(first?.[name]).not.toBe(second?.[name]);
  });

  test.each(VARIANTS)("%p that misses a message, or does none, is told", (variant) => {
    const { run, isRight } = loopOf(variant, quote);
    const given = run(2 * BODIES - 1);
    // A compiled write is judged by its memory, where nothing has the layout.
    if (variant === "write compiled") {
      expect(() => loopOf(variant, quote).isRight(BODIES, undefined)).toThrow("layout of quote");
    } else {
      expect(isRight(2 * BODIES, given)).toBe(false);
    }
  });
});

describe("specialLoop", () => {
  test.each(SPECIALS)("every variant of %p does its work", (name) => {
    for (const variant of SPECIAL_WRITES) {
      const loop = specialLoop(name, variant);
      expect(loop?.isRight(BODIES, loop.run(BODIES))).toBe(true);
    }
  });

  test("a message has no special", () => {
    expect(specialLoop("quote", "write compiled")).toBeUndefined();
  });
});

test("the page has a line a message, and a blank where nothing was measured", () => {
  const report = {
    bench: "codec",
    machine: { cpu: "a processor", cores: 2, load: 0, bun: "1.0.0" },
    rows: [rowOf("quote: write compiled", "ns", [8]), rowOf("quote: read object", "ns", [6])],
    ratios: { encodeOverCopy: 1.2, encodeOverCopyWorst: 3 },
  };
  const lines = codecSection(report, ["quote", "trade"]).split("\n");
  expect(lines).toContain("| quote |  |  | 8 |  |  |");
  expect(lines).toContain("| quote | 6 |  |  |  |  |");
  expect(lines.filter((line) => line.startsWith("| trade"))).toEqual([]);
  expect(lines).toContain("| `encodeOverCopy` | 1.2 | 3 |");
});
