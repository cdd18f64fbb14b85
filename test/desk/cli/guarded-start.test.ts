/** What the guard gives each life of a desk on its command line. */
import { describe, expect, test } from "bun:test";
import { argumentsOf } from "../../../src/desk/cli/guarded-start.ts";

describe("argumentsOf", () => {
  test("the first life gets what was given", () => {
    expect(argumentsOf(["--resume", "run/a", "--port", "0"], null)).toEqual([
      "--resume",
      "run/a",
      "--port",
      "0",
    ]);
  });

  test.each([
    [
      ["config/x", "--port", "0"],
      ["config/x", "--port", "0"],
    ],
    [["--resume", "run/a", "config/x"], ["config/x"]],
    [["--resume=run/a", "--json"], ["--json"]],
  ])("a later life of %j resumes the run's folder, and no other", (given, kept) => {
    expect(argumentsOf(given, "/run/b")).toEqual([...kept, "--resume", "/run/b", "--again"]);
  });
});
