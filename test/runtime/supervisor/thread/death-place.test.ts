/** The place of an error, from its stack. */
import { describe, expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { deathPlaceOf } from "../../../../src/runtime/supervisor/thread/death-place.ts";

const RUNTIME = resolve(import.meta.dir, "../../../../src/runtime");

const thrown = (...frames: readonly string[]) => ({
  name: "RangeError",
  message: "at /not/a/frame.ts:1:1 or so",
  stack: ["RangeError: deed", ...frames.map((frame) => `    at ${frame}`)].join("\n"),
});

// S-73
describe("the place of an error", () => {
  test("is its innermost frame, relative where people are", () => {
    const here = join(process.cwd(), "actors/strategy/maker.ts");
    const inside = thrown(`fail (${here}:31:9)`, "call (/else/where.ts:4:2)");
    expect(deathPlaceOf(inside)).toBe("actors/strategy/maker.ts:31:9");
    expect(deathPlaceOf(thrown("fail (/else/where.ts:4:2)"))).toBe("/else/where.ts:4:2");
    expect(deathPlaceOf(thrown("file:///else/where.ts:4:2"))).toBe("/else/where.ts:4:2");
  });

  test("is the author's line where the runtime or a package threw at what it did", () => {
    const own = "quote (/desk/maker.ts:7:3)";
    const packed = "pack (/desk/node_modules/msgpackr/pack.js:4:2)";
    expect(deathPlaceOf(thrown(`assert (${RUNTIME}/codec/refuse.ts:3:1)`, packed, own))).toBe(
      "/desk/maker.ts:7:3",
    );
    expect(deathPlaceOf(thrown(packed))).toBe("/desk/node_modules/msgpackr/pack.js:4:2");
  });

  test("is none where no frame names a file", () => {
    expect(deathPlaceOf(thrown("native", "next (native:1:11)"))).toBeNull();
    expect(deathPlaceOf({ name: "Error", message: "text", stack: "" })).toBeNull();
    expect(deathPlaceOf(null)).toBeNull();
  });
});
