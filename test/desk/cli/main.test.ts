/** The command line as its own process: verbs, exit codes, and what goes to which stream. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { RecordFrames } from "../../../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR, TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";
import { MAIN, ROOT, runVerb } from "./kit/verb.ts";

const DESK = join(ROOT, "test/desk/config/desks/paper");

let folder: string;
let log: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-cli-"));
  log = join(folder, "messages.log");
  writeFileSync(log, logBytes());
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("main", () => {
  test("an unknown verb exits 2 with the nearest one", async () => {
    const { exit, out, err } = await runVerb("chek");
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain("did you mean `check`?");
  });

  test("an unknown flag exits 2, and with json says so in a document", async () => {
    const { exit, out } = await runVerb("check", "--jsn", "--json");
    expect(exit).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      schema: "outcry.check/1",
      ok: false,
      error: { code: "E_USAGE", exit: 2, help: "did you mean --json?" },
    });
  });

  test("a speed is refused by a desk whose exchange follows the wall's clock", async () => {
    const given = ["config/demo", "--no-guard", "--port", "0", "--for", "1s"];
    const { exit, out, err } = await runVerb("start", ...given, "--speed", "max");
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain("--speed needs a desk that plays recorded frames");
    expect(err).toContain("bun run start config/playback --speed max");
  });

  test("help lists the verbs on stdout", async () => {
    const { exit, out } = await runVerb("--help");
    expect(exit).toBe(0);
    expect(out).toContain("bun run check [desk]");
    expect(out).toContain("[--resume RUN]");
    expect(out).toContain("bun run actors ask <name> <answer>");
  });

  test("--version tells the version of this project and of Bun, with a verb or without", async () => {
    const { version } = await Bun.file(join(ROOT, "package.json")).json();
    for (const given of [["--version"], ["start", "--version"]]) {
      const { exit, out } = await runVerb(...given);
      expect({ exit, out }).toEqual({ exit: 0, out: `Outcry ${version}, Bun ${Bun.version}\n` });
    }
  });
});

describe("check", () => {
  test("a desk with mistakes exits 3 and shows each at its place", async () => {
    const { exit, out, err } = await runVerb("check", DESK);
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(err).toContain("use: there is no file actors/strategy/maker.ts");
    expect(err).toContain("--> test/desk/config/desks/paper/strategy-maker.toml:1:7");
  });

  test("with json all mistakes are in one document on stdout", async () => {
    const { exit, out, err } = await runVerb("check", DESK, "--json");
    expect({ exit, err }).toEqual({ exit: 3, err: "" });
    const { ok, data } = JSON.parse(out) as { ok: boolean; data: { mistakes: unknown[] } };
    expect(ok).toBe(false);
    expect(data.mistakes.length).toBeGreaterThan(0);
  });

  test("a desk that is not there exits 3 and is said once, with the desks that there are", async () => {
    const { exit, err } = await runVerb("check", "config/nowhere");
    expect(exit).toBe(3);
    expect(err).toContain("no such desk: there is no folder config/nowhere\n");
    expect(err).toContain("--> config/nowhere/desk.toml:1:1");
    expect(err).toContain(
      "help: one of `config/binance-paper`, `config/binance-testnet`, `config/demo`",
    );
    expect(err).toContain("1 mistake in config/nowhere");
    const { err: near } = await runVerb("start", "config/demmo");
    expect(near).toContain("help: did you mean `config/demo`?");
  });
});

describe("bench", () => {
  test("without a name it lists each bench with its question, and exits 0", async () => {
    const { exit, out, err } = await runVerb("bench");
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    const files = readdirSync(join(ROOT, "bench")).filter((file) => file.endsWith(".bench.ts"));
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(files.length);
    for (const line of lines) expect(line).toMatch(/^bun run bench [\w-]+ +\S.+\?$/);
  });

  test("a bench that is not there exits 2 and names those that are", async () => {
    const { exit, out, err } = await runVerb("bench", "rign");
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain("there is no bench rign");
    expect(err).toContain("bun run bench ring");
  });
});

describe("inspect", () => {
  test("prints a line a record, with the names that the file gives", async () => {
    const { exit, out } = await runVerb("inspect", log);
    expect(exit).toBe(0);
    expect(out.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^2026-01-01T00:00:00\.000001Z maker +1 intent +lots=5 orderId="a"$/),
      expect.stringMatching(/^2026-01-01T00:00:00\.000002Z maker +2 intent +lots=6 orderId="b"$/),
    ]);
  });

  test("filters by order, and with json prints a document a record", async () => {
    const { out } = await runVerb("inspect", log, "--json", "--order", "b", "--type", "intent");
    expect(JSON.parse(out)).toEqual({
      time: "2026-01-01T00:00:00.000002Z",
      actor: "maker",
      sequence: 2,
      committedAt: 200,
      type: "intent",
      body: { lots: 6, orderId: "b" },
      refused: null,
    });
  });

  test("a torn end is a warning, and what is whole is printed", async () => {
    const torn = join(folder, "torn.log");
    writeFileSync(torn, logBytes().subarray(0, -3));
    const { exit, out, err } = await runVerb("inspect", torn);
    expect(exit).toBe(0);
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    expect(err).toContain("ends in a torn record at byte");
  });

  test("a name that the file does not have is a warning that lists those it has", async () => {
    const { exit, err } = await runVerb("inspect", log, "--type", "quote");
    expect(exit).toBe(0);
    expect(err).toBe("warning: no type of the file is quote; it has intent\n");
  });

  test("of a run, by its name under run/, it reads the logs of all lives", async () => {
    mkdirSync(join(folder, "run/one/life-2"), { recursive: true });
    for (const name of ["run/one", "run/one/life-2"]) {
      writeFileSync(join(folder, name, "messages.log"), logBytes());
    }
    const inspect = (name: string) =>
      Bun.spawnSync([process.execPath, MAIN, "inspect", name], { cwd: folder });
    const { exitCode, stdout } = inspect("one");
    expect(exitCode).toBe(0);
    expect(stdout.toString().trimEnd().split("\n")).toHaveLength(4);
    const none = inspect("two");
    expect(none.exitCode).toBe(4);
    expect(none.stderr.toString()).toContain("there is no file and no run two");
  });

  test.each(["nothing.log", "text.log"])("%s exits 4", async (name) => {
    writeFileSync(
      join(folder, "text.log"),
      "this is no log of records, but it is long enough for one",
    );
    expect((await runVerb("inspect", join(folder, name))).exit).toBe(4);
  });
});

/** A log of two intents, with the entries that explain them. */
function logBytes(): Uint8Array {
  const frames = new RecordFrames();
  const fields = [
    { name: "lots", kind: "float64", unit: "lots" },
    { name: "orderId", kind: "text", unit: "" },
  ] as const;
  const wallMicros = Date.UTC(2026, 0, 1) * 1_000;
  const head = { version: 1, committedAt: 0, actor: 3, flags: 0, sequence: 0, wallMicros };
  const add = (type: number, body: unknown, change: object = {}) => {
    const bytes = packBody(body);
    const payload = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    frames.add({ ...head, type, ...change }, payload);
  };
  add(TYPE_SCHEMA, { number: 9, name: "intent", version: 1, fields });
  add(TYPE_ACTOR, { number: 3, name: "maker", kind: "strategy", incarnation: 0 });
  add(9, [5, "a"], { sequence: 1, committedAt: 100, wallMicros: wallMicros + 1 });
  add(9, [6, "b"], { sequence: 2, committedAt: 200, wallMicros: wallMicros + 2 });
  return frames.take().slice();
}
