/** Exit codes, the JSON document, and what people read. */
import { describe, expect, test } from "bun:test";
import { HIDDEN, keepSecret } from "../../../src/core/secret-words.ts";
import { ERROR_NAMES, EXIT } from "../../../src/desk/cli/exit-codes.ts";
import { Output } from "../../../src/desk/cli/output.ts";

function capture(json: boolean) {
  const said = { out: "", err: "" };
  const output = new Output("check", json, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { said, output };
}

describe("EXIT", () => {
  test("codes are never renumbered", () => {
    expect(EXIT).toEqual({
      OK: 0,
      ERROR: 1,
      USAGE: 2,
      CONFIG: 3,
      DATA: 4,
      NOT_RUNNING: 5,
      CHECK_FAILED: 6,
      VENUE: 7,
      HALTED: 8,
      TIMEOUT: 9,
      CONFLICT: 10,
      DEGRADED: 11,
      STUCK: 12,
      TORN: 13,
    });
    expect(Object.keys(ERROR_NAMES)).toHaveLength(13);
  });
});

describe("Output", () => {
  test("with json a success is one document, alone on stdout", () => {
    const { said, output } = capture(true);
    output.say("banner");
    output.note("progress");
    expect(output.succeed({ data: { a: 1 }, text: "unseen", warnings: ["w"] })).toBe(0);
    expect(JSON.parse(said.out)).toEqual({
      schema: "outcry.check/1",
      ok: true,
      data: { a: 1 },
      warnings: ["w"],
      next: [],
    });
    expect(said.err).toBe("banner\nprogress\n");
  });

  test("with json a failure is one document on stdout, with the exit code", () => {
    const { said, output } = capture(true);
    const exit = output.fail({
      exit: EXIT.CONFIG,
      message: "m",
      help: ["a", "b"],
      file: "f",
      line: 3,
    });
    expect(exit).toBe(3);
    expect(said.err).toBe("");
    expect(JSON.parse(said.out)).toEqual({
      schema: "outcry.check/1",
      ok: false,
      error: { code: "E_CONFIG", exit: 3, message: "m", file: "f", line: 3, help: "a; b" },
    });
  });

  test("without json the result is on stdout, warnings and what comes next on stderr", () => {
    const { said, output } = capture(false);
    output.succeed({ data: null, text: "result", warnings: ["w"], next: ["bun run start"] });
    expect(said).toEqual({ out: "result\n", err: "warning: w\nnext: bun run start\n" });
  });

  test("without json a failure is on stderr alone", () => {
    const { said, output } = capture(false);
    output.fail({
      exit: EXIT.USAGE,
      message: "unknown verb chek",
      help: ["did you mean `check`?"],
    });
    expect(said).toEqual({
      out: "",
      err: "error[E_USAGE]: unknown verb chek\n   = help: did you mean `check`?\n",
    });
  });

  test("lines of a stream leave in order, the last ones by a flush", () => {
    const { said, output } = capture(true);
    const lines = Array.from({ length: 3_000 }, (_, index) => String(index));
    for (const line of lines) output.line(line);
    output.flush();
    expect(said.out).toBe(`${lines.join("\n")}\n`);
  });
});

describe("a secret of this process", () => {
  const SECRET = "sekret-of-output";
  keepSecret(SECRET);

  test("is in nothing that a verb says, on either stream", () => {
    const { said, output } = capture(false);
    for (const say of ["say", "note", "status", "warn", "line"] as const)
      output[say](`a ${SECRET} b`);
    output.flush();
    output.fail({ exit: EXIT.ERROR, message: `c ${SECRET} d`, help: [SECRET] });
    expect(said.out + said.err).not.toContain(SECRET);
    expect(said.out).toContain(`a ${HIDDEN} b`);
    expect(said.err).toContain(`c ${HIDDEN} d`);
  });

  test("is in no document, which stays one", () => {
    const { said, output } = capture(true);
    output.succeed({ data: { [SECRET]: [`x${SECRET}`] }, text: "" });
    expect(JSON.parse(said.out)).toMatchObject({ data: { [HIDDEN]: [`x${HIDDEN}`] } });
  });
});
