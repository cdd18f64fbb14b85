/** A desk has the same instance in each of its runs, and another desk has another. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deskInstance } from "../../../../src/desk/run/files/desk-instance.ts";

const DESK = "/desks/demo";

let runs: string;

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "outcry-instance-"));
});

afterEach(() => rmSync(runs, { recursive: true }));

/** Its runs are kept at a place of that number. */
function instanceAt(place: number): string {
  const folder = join(runs, `${place}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "instance"), `${place.toString(16).padStart(32, "0")}\n`);
  return deskInstance(folder, DESK);
}

describe("deskInstance", () => {
  test("a desk has the same in each of its runs: two letters or digits", () => {
    const first = deskInstance(runs, DESK);
    expect(first).toMatch(/^[0-9A-Za-z]{2}$/);
    expect(deskInstance(runs, DESK)).toBe(first);
  });

  test("what it comes from is on the disk, and nothing else is left there", () => {
    deskInstance(join(runs, "new"), DESK);
    expect(readFileSync(join(runs, "new/instance"), "utf8")).toMatch(/^[0-9a-f]{32}\n$/);
    expect(readdirSync(join(runs, "new"))).toEqual(["instance"]);
  });

  test("one desk at two places, and two desks of one place, have others", () => {
    const [here, there] = [instanceAt(1), instanceAt(2)];
    expect(here).not.toBe(there);
    expect(deskInstance(join(runs, "1"), "/desks/other")).not.toBe(here);
    expect(deskInstance(join(runs, "1"), DESK)).toBe(here);
  });

  test.each(["", "12", "no hex digits at all, and of 32 ", "0".repeat(33)])(
    "a file that holds something else stops the start: %p",
    (text) => {
      writeFileSync(join(runs, "instance"), text);
      expect(() => deskInstance(runs, DESK)).toThrow("holds 32 hex digits");
    },
  );
});
