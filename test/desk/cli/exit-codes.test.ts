/** The table of `docs/operations.md` is that of the code. */
import { expect, test } from "bun:test";
import { EXIT, FINAL_EXITS, haltExitOf } from "../../../src/desk/cli/exit-codes.ts";
import { textOf } from "../../project.ts";

const ROW = /^\| (\d+) \| ([A-Z_]+) \| [^|]+ \| (yes|no) \|$/gm;

test("docs/operations.md has each exit code, its name, and whether the guard starts it again", async () => {
  const rows = [...(await textOf("docs/operations.md")).matchAll(ROW)].map(
    ([, code, name, again]) => ({ name, code: Number(code), again: again === "yes" }),
  );
  const codes = Object.entries(EXIT).map(([name, code]) => {
    return { name, code, again: !FINAL_EXITS.includes(code) };
  });
  expect(rows).toEqual(codes);
});

test("S-80: what is wrong in files, arguments and data, a conflict and a halt are final", () => {
  expect(FINAL_EXITS).toEqual([0, 2, 3, 4, 8, 10]);
});

test.each([
  [false, false, true, EXIT.STUCK, "is started again"],
  [true, false, false, EXIT.HALTED, "is not"],
  [true, false, true, EXIT.HALTED, "is not: a thread that sticks meanwhile changes nothing"],
  [false, true, false, EXIT.HALTED, "is not"],
  [false, true, true, EXIT.HALTED, "is not: nor does it here"],
] as const)(
  "a desk given up: %p, with its journal halted: %p, with a stuck thread: %p, ends with %p, and %s",
  (hasGivenUp, isJournalHalted, hasStuckThread, exit) => {
    expect(haltExitOf({ hasGivenUp, isJournalHalted, hasStuckThread })).toBe(exit);
    expect(FINAL_EXITS.includes(exit)).toBe(hasGivenUp || isJournalHalted);
  },
);
