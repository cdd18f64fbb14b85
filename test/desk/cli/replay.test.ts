/** `bun run replay` on a run that was recorded by the command line, as its own process. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileTable } from "../../../src/runtime/codec/file-table.ts";
import { RecordFile } from "../../../src/runtime/codec/record-file.ts";
import { FRAME_HEAD_BYTES } from "../../../src/runtime/codec/record-frame.ts";
import {
  ENDED,
  ENDED_WORD,
  SEGMENT_HEAD_BYTES,
} from "../../../src/runtime/delivery/delivery-format.ts";
import { atEnd } from "../../kit/at-end.ts";
import { until } from "../../kit/until.ts";
import { watchedEnvironment } from "../../kit/watched.ts";
import { dataOf, runStart } from "../faults/kit/command.ts";
import { MAIN, ROOT, runVerb } from "./kit/verb.ts";

setDefaultTimeout(60_000);

const MAKER = "strategy-market-maker";

let run = "";
let empty = "";

beforeAll(async () => {
  const data = mkdtempSync(join(tmpdir(), "outcry-replay-cli-"));
  run = join(data, "run");
  empty = join(data, "empty");
  const given = ["config/playback", "--for", "3s", "--delivery-log", "--port", "0", "--json"];
  dataOf(await runStart([...given, "--data", run]));
  cpSync(run, empty, { recursive: true });
  rmSync(join(empty, "deliveries"), { recursive: true });
});

afterAll(() => rmSync(join(run, ".."), { recursive: true }));

const replay = (...given: readonly string[]) => runVerb("replay", ...given);

/** A copy of the run, whose test may change it. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-replay-copy-"));
  atEnd(() => rmSync(folder, { recursive: true }));
  cpSync(run, folder, { recursive: true });
  return folder;
}

/** Where the payload of the first such message lies in the run's message log, and how long it is. */
function messageOf(
  folder: string,
  isOne: (actor: string, type: string, sequence: number) => boolean,
) {
  const bytes = readFileSync(join(folder, "messages.log"));
  const table = new FileTable();
  const file = new RecordFile(bytes);
  let place = file.position;
  for (const record of file) {
    const isEntry = table.take(record);
    const actor = table.actors.get(record.actor)?.name ?? "";
    const type = table.types.get(record.type)?.name ?? "";
    const { sequence } = record;
    if (!isEntry && isOne(actor, type, sequence)) {
      return {
        sequence,
        bytes,
        at: place + FRAME_HEAD_BYTES,
        length: record.payload.length,
        end: file.position,
      };
    }
    place = file.position;
  }
  throw new Error("nobody has said such a message");
}

describe("bun run replay", () => {
  test("says of each life of each actor how many messages are equal, and exits 0", async () => {
    const { exit, out } = await replay(run);
    expect(exit).toBe(0);
    expect(out).toMatch(/^feed-binance +1 +\d+ +\d+ +0 +0$/m);
    expect(out).toMatch(/^\d+ messages are equal$/m);
  });

  test("with json gives one document", async () => {
    const { exit, out } = await replay(run, "--json", "--actor", "risk");
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schema: "outcry.replay/1",
      ok: true,
      data: { run, lives: 1, unkept: 0, actors: [{ actor: "risk", moment: null }] },
    });
  });

  test("stops before the handler that sent a message, with its input, its answers and the state", async () => {
    const { exit, out } = await replay(run, "--actor", MAKER, "--break-at", "4", "--json");
    expect(exit).toBe(0);
    const { moment, lives } = JSON.parse(out).data.actors[0];
    expect(moment).toMatchObject({ incarnation: 1, at: { handler: "settle" } });
    expect(moment.handlerNumber).toBe(lives[0].handlers);
    expect(moment.state.own).toMatchObject({ halfSpreadBps: 0.3 });
    expect(lives[0].equal).toBeLessThan(4);
    const text = await replay(run, "--actor", MAKER, "--break-at", "4");
    expect(text.out).toContain("stopped as asked\n  handler settle, number");
    expect(text.out).toContain("state before it: {");
  });

  test("stops once an actor has sent a message", async () => {
    const { exit, out } = await replay(run, "--actor", "feed-binance", "--until", "100", "--json");
    expect(exit).toBe(0);
    const [life] = JSON.parse(out).data.actors[0].lives;
    expect(life.end.kind).toBe("STOPPED");
    expect(life.equal).toBeGreaterThanOrEqual(100);
    expect(life.equal).toBeLessThan(110);
  });

  test("shows the first difference with both sides, the handler and the state, and exits 6", async () => {
    const folder = copy();
    const { bytes, at, length } = messageOf(
      folder,
      (actor, _type, sequence) => actor === MAKER && sequence === 4,
    );
    const last = at + length - 9;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    writeFileSync(join(folder, "messages.log"), bytes);
    const { exit, out, err } = await replay(folder, "--actor", MAKER);
    expect(exit).toBe(6);
    expect(err).toContain(`error[E_CHECK_FAILED]: ${MAKER} does not do again what it did`);
    expect(out).toContain("the first difference at message 4 (MESSAGE)\n  recorded: {");
    expect(out).toContain("  replayed: {");
    expect(out).toContain("handler settle, number");
    const document = JSON.parse((await replay(folder, "--json", "--actor", MAKER)).out);
    expect(document).toMatchObject({
      ok: false,
      error: { code: "E_CHECK_FAILED", exit: 6 },
      data: { actors: [{ lives: [{ end: { kind: "DIVERGED", difference: { sequence: 4 } } }] }] },
    });
  });

  test("counts apart a life that kept files of its own, does not run it, and does not fail", async () => {
    const folder = copy();
    const deliveries = join(folder, "deliveries");
    for (const name of readdirSync(deliveries).filter((one) => one.startsWith(`${MAKER}.`))) {
      const bytes = readFileSync(join(deliveries, name));
      const head = new Int32Array(bytes.buffer, bytes.byteOffset, SEGMENT_HEAD_BYTES / 4);
      head[ENDED_WORD] = ENDED.OWN_FILES;
      writeFileSync(join(deliveries, name), bytes);
    }
    const { exit, out } = await replay(folder);
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`^${MAKER} +1 +- +- +- +-$`, "m"));
    expect(out).toMatch(/^\d lives are not replayed: they keep files of their own$/m);
    const { data } = JSON.parse((await replay(folder, "--json", "--actor", MAKER)).out);
    expect(data).toMatchObject({ ownFiles: 1, lives: 1, handlers: 0, unseen: 0, unkept: 0 });
  });

  test("says what of another actor is not in the message log, and exits 4", async () => {
    const folder = copy();
    const { bytes, at, end, sequence } = messageOf(
      folder,
      (_actor, type, place) => type === "quote" && place > 50,
    );
    const without = Buffer.concat([bytes.subarray(0, at - FRAME_HEAD_BYTES), bytes.subarray(end)]);
    writeFileSync(join(folder, "messages.log"), without);
    const { exit, err } = await replay(folder, "--actor", MAKER);
    expect(exit).toBe(4);
    // It reads no message of the feed, only its boards.
    expect((await replay(folder, "--actor", "risk")).exit).toBe(0);
    expect(err).toContain(
      `1 records of feed-binance are not in the message log, from ${sequence} on`,
    );
  });

  test("of a run whose code is gone says so, and exits 4", async () => {
    const folder = copy();
    const codes = join(folder, "code");
    for (const name of readdirSync(codes).filter((one) => one.startsWith("risk-"))) {
      writeFileSync(join(codes, name), "export default 1;\n");
    }
    const { exit, err } = await replay(folder, "--actor", "risk");
    expect(exit).toBe(4);
    expect(err).toContain("cannot be run");
    expect(err).toContain("--source for the code as it is now");
  });

  test("by the present sources gives the same while nothing of them has changed", async () => {
    const { exit } = await replay(run, "--source");
    expect(exit).toBe(0);
  });

  test.each([
    ["a run that is not there", ["nowhere"], 4, "there is no run"],
    ["a run without a delivery log", [], 4, "start config/demo --delivery-log"],
    ["an actor that is not there", ["--actor", "rik"], 2, "did you mean risk?"],
    ["a sequence of nobody", ["--until", "5"], 2, "count messages of one --actor"],
    ["no sequence", ["--actor", "risk", "--until", "x"], 2, "must be a message's sequence"],
    ["a message that nobody sent", ["--actor", "risk", "--break-at", "99999"], 4, "no recorded"],
  ])("refuses %s with a sentence", async (name, given, code, sentence) => {
    const [first = ""] = given;
    const folder = name === "a run without a delivery log" ? [empty] : [run];
    const { exit, err } = await replay(...(first === "nowhere" ? given : [...folder, ...given]));
    expect(exit).toBe(code);
    expect(err).toContain(sentence);
  });

  test("replays a run whose process was killed, as far as it was kept", async () => {
    const data = mkdtempSync(join(tmpdir(), "outcry-killed-"));
    atEnd(() => rmSync(data, { recursive: true }));
    const folder = join(data, "run");
    const given = ["start", "config/playback", "--no-guard", "--delivery-log", "--port", "0"];
    const child = Bun.spawn([process.execPath, MAIN, ...given, "--data", folder], {
      cwd: ROOT,
      env: watchedEnvironment(),
      stdout: "ignore",
      stderr: "ignore",
    });
    const log = join(folder, "messages.log");
    await until("messages", () => existsSync(log) && readFileSync(log).length > 200_000);
    child.kill("SIGKILL");
    await child.exited;
    const { exit, out } = await replay(folder);
    expect(exit).toBe(0);
    expect(out).toMatch(/^execution-paper +1 +\d+ +[1-9]\d* /m);
  });
});
