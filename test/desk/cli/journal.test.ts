/** `journal` and `uptime` as their own processes: what they print, what they write, how they end. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Approved } from "../../../src/desk/message/approved.ts";
import { GateCheck } from "../../../src/desk/message/gate-check.ts";
import { Kept } from "../../../src/desk/message/kept.ts";
import { OrderEvent } from "../../../src/desk/message/order-event.ts";
import {
  APPROVED,
  CHECK,
  NOON,
  ORDER,
  orderEvent,
  RunWriter,
  tearLastCommit,
} from "../journal-view/kit/desk-journal.ts";
import { runVerb } from "./kit/verb.ts";

let root = "";
let run = "";
/** Of what stands in it. */
let sequences = { kept: 0, check: 0, sent: 0 };
/** Nobody should ever see them. */
const CANARY = "canary-of-kept-bytes";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "outcry-journal-cli-"));
  run = join(root, "run");
  mkdirSync(run);
  const desk = new RunWriter(join(run, "journal"), 1, NOON);
  desk.beats(10);
  const bytes = new TextEncoder().encode(CANARY);
  const kept = desk.append("desk", Kept, {
    actor: "risk",
    part: "boards",
    index: 0,
    pieces: 1,
    bytes,
  });
  const check = desk.append("risk", GateCheck, CHECK);
  desk.append("risk", Approved, APPROVED);
  desk.pass(0.4);
  const sent = desk.append(
    "execution-paper",
    OrderEvent,
    orderEvent("SENT", { sentAt: desk.monotonic }),
  );
  const reason = 'said "no", \u0007twice';
  desk.append("execution-paper", OrderEvent, orderEvent("REJECTED", { leavesLots: 0, reason }));
  desk.beats(60);
  desk.stop();
  desk.end();
  sequences = { kept, check, sent };
  const torn = join(root, "torn");
  cpSync(run, torn, { recursive: true });
  const last = new RunWriter(join(torn, "journal"), 2, NOON + 100e6);
  last.beats(2);
  last.crash();
  tearLastCommit(join(torn, "journal"));
  const damaged = join(root, "damaged");
  cpSync(run, damaged, { recursive: true });
  const file = join(damaged, "journal", "j-0000000000000001.seg");
  const changed = readFileSync(file);
  const at = changed.indexOf(ORDER);
  changed[at] = 0x50;
  writeFileSync(file, changed);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const journal = (...given: readonly string[]) => runVerb("journal", ...given);
const lines = (text: string) => text.trimEnd().split("\n");

describe("journal ls", () => {
  test("lists segments with the run, and how that ended, also of the folder itself", async () => {
    const { exit, out } = await journal("ls", join(run, "journal"));
    expect(exit).toBe(0);
    const [, head, first] = lines(out);
    expect(head).toMatch(/^segment +first +last +records +from +to +run +ended/);
    expect(first).toMatch(
      /^j-0{15}1\.seg +1 +\d+ +\d+ +2026-03-02T12:00:00\.000 .* 01010101 {2}ENDED/,
    );
    expect(out).toMatch(/^ballast +BALLAST +512/m);
  });

  test("tells a run that crashed, and a torn end, in one document", async () => {
    const { exit, out } = await journal("ls", join(root, "torn"), "--json");
    const { segments } = JSON.parse(out).data as {
      segments: {
        ended: string;
        verdict: string;
        run: string;
        firstSequence: number;
        lastSequence: number;
      }[];
    };
    expect(exit).toBe(0);
    expect(segments.at(-1)).toMatchObject({
      ended: "CRASHED",
      verdict: "TORN",
      run: "02".repeat(16),
    });
    for (const [index, one] of segments.slice(1).entries()) {
      expect(one.firstSequence).toBe((segments[index]?.lastSequence ?? 0) + 1);
    }
  });

  test("of a damaged journal lists all there is, says which segment it is, and exits 4", async () => {
    const text = await journal("ls", join(root, "damaged"));
    expect(text.exit).toBe(4);
    expect(text.out).toMatch(/^j-0{15}1\.seg .*DAMAGED$/m);
    expect(text.err).toContain("j-0000000000000001.seg is damaged");
    expect(text.err).toContain("bun run journal verify");
    const json = await journal("ls", join(root, "damaged"), "--json");
    expect(json.exit).toBe(4);
    expect(JSON.parse(json.out).data.segments[0]).toMatchObject({ verdict: "DAMAGED" });
  });
});

describe("journal cat", () => {
  test("that finds nothing says what it looked for, and what there is", async () => {
    const slip = await journal("cat", run, "--type", "zebra");
    expect([slip.exit, slip.out]).toEqual([0, ""]);
    expect(slip.err).toContain("no type in it is named zebra");
    expect(slip.err).toMatch(/one of .*`approved`, `beat`/);
    const actor = await journal("cat", run, "--actor", "zebra");
    expect(actor.err).toMatch(/one of .*`execution-paper`.*`risk`/);
    const empty = await journal("cat", run, "--type", "gate-check", "--actor", "desk");
    expect(empty.out).toBe("");
    expect(empty.err).toContain("nothing of it is of type gate-check, of actor desk");
    const found = await journal("cat", run, "--type", "gate-check");
    expect(found.err).toBe("");
  });

  test("prints a line a record, fields in their units, and leaves out what holds the file together", async () => {
    const { exit, out } = await journal("cat", run);
    expect(exit).toBe(0);
    expect(out).toMatch(/^ +1 2026-03-02T12:00:00\.000000Z journal +RUN_STARTED/);
    expect(out).not.toMatch(/ (?:COMMIT|SCHEMA|ACTOR|INSTRUMENT) /);
    const check = lines(out).find((line) => line.includes(" gate-check "));
    expect(check).toStartWith(`${sequences.check}`.padStart(8));
    expect(check).toContain("price=61737.63USDT quantity=0.00150BTC");
    expect(check).toContain("basisFrom=feed-binance");
    expect(check).toContain("instrument=BTC-USDT@binance strategy=strategy-a");
    expect(check).toContain("bookAgeNs=3.000ms");
    const all = await journal("cat", run, "--all");
    expect(all.out).toMatch(
      / COMMIT +count=\d+ firstSequence=\d+ closedBy="writer" chain="[0-9a-f]{64}"/,
    );
  });

  test("shows how many bytes are kept, and never the bytes", async () => {
    const text = await journal("cat", run, "--type", "kept");
    expect(lines(text.out)).toHaveLength(1);
    expect(text.out).toContain(`bytes="[${CANARY.length} bytes]"`);
    const json = await journal("cat", run, "--json");
    const out = join(root, "canary.jsonl");
    await journal("export", run, "--format", "jsonl", "--out", out);
    const said = [text.out, json.out, readFileSync(out, "utf8")].join("\n");
    expect(said).not.toContain("canary");
    expect(said).not.toContain(Buffer.from(CANARY).toString("base64").slice(0, 16));
  });

  test("narrows by order, actor, type, sequence and time, and prints JSON lines", async () => {
    const ofOrder = await journal("cat", run, "--order", ORDER, "--json");
    const documents = lines(ofOrder.out).map((line) => JSON.parse(line));
    expect(documents.map(({ type }) => type)).toEqual([
      "gate-check",
      "approved",
      "order-event",
      "order-event",
    ]);
    expect(documents[0]).toMatchObject({
      journalSequence: sequences.check,
      actor: "risk",
      sequence: 1,
    });
    expect(documents[0].body).toMatchObject({ priceTicks: 6_173_763, orderId: ORDER });
    const ofActor = await journal(
      "cat",
      run,
      "--actor",
      "execution-paper",
      "--type",
      "order-event",
    );
    expect(lines(ofActor.out)).toHaveLength(2);
    const { check, sent } = sequences;
    const between = await journal("cat", run, "--from", `${check}`, "--to", `${sent}`);
    expect(lines(between.out)).toHaveLength(3);
    const since = await journal("cat", run, "--since", "2026-03-02T12:00:10.3Z", "--type", "beat");
    expect(lines(since.out)).toHaveLength(60);
  });

  test("shows the controls of a terminal instead of obeying them", async () => {
    const { out } = await journal("cat", run, "--type", "order-event");
    expect(out).not.toContain("\u0007");
    expect(out).toContain(String.raw`said \"no\", \u0007twice`);
  });

  test("lists what is whole around damage, names the damage, and exits 4", async () => {
    const { exit, out, err } = await journal("cat", join(root, "damaged"));
    expect(exit).toBe(4);
    expect(err).toMatch(
      new RegExp(`damaged: j-0{15}1\\.seg at offset \\d+, sequence ${sequences.check}: `),
    );
    expect(out).toContain(" RUN_ENDED");
    expect(out).not.toContain(" gate-check ");
  });

  test("a name that is not there is told, with the nearest", async () => {
    const { exit, out, err } = await journal("cat", run, "--type", "beats");
    expect([exit, out]).toEqual([0, ""]);
    expect(err).toContain("no type in it is named beats: did you mean `beat`?");
  });
});

describe("journal verify", () => {
  test.each([
    ["run", 0, "INTACT"],
    ["torn", 13, "TORN"],
    ["damaged", 4, "DAMAGED"],
  ])("%s exits %d and says %s", async (name, code, verdict) => {
    const text = await journal("verify", join(root, name));
    expect([text.exit, text.out.split(" ")[0]]).toEqual([code, verdict]);
    const { exit, out } = await journal("verify", join(root, name), "--json");
    const document = JSON.parse(out);
    expect(exit).toBe(code);
    expect(document).toMatchObject({
      schema: "outcry.journal/1",
      ok: code === 0,
      data: { verdict },
    });
    const [finding] = document.data.findings;
    if (name === "damaged") expect(finding).toMatchObject({ sequence: sequences.check });
    if (name === "torn") expect(finding.file).toStartWith("j-");
  });

  test("a folder that has no journal is no data, and a strange argument no usage", async () => {
    const empty = join(root, "empty");
    mkdirSync(empty);
    expect((await journal("verify", empty)).exit).toBe(4);
    expect((await journal("verify", join(root, "nowhere"))).exit).toBe(4);
    expect((await journal("verify", run, "--jsonn")).err).toContain("did you mean --json?");
    expect((await journal("verifi")).err).toContain("did you mean `verify`?");
    expect((await journal("verifi")).exit).toBe(2);
  });
});

describe("journal export", () => {
  test("writes a CSV a message type, that a spreadsheet reads", async () => {
    const out = join(root, "csv");
    const { exit } = await journal("export", run, "--format", "csv", "--out", out);
    expect(exit).toBe(0);
    const files = readdirSync(out).sort();
    expect(files).toContain(`order-event.v${OrderEvent.version}.csv`);
    expect(files).toContain(`gate-check.v${GateCheck.version}.csv`);
    const [head, sent, rejected] = lines(
      readFileSync(join(out, `order-event.v${OrderEvent.version}.csv`), "utf8"),
    );
    expect(head).toStartWith(
      "journalSequence,time,actor,sequence,committedAt,run,kind,side,liquidity",
    );
    expect(sent).toStartWith(`${sequences.sent},2026-03-02T12:00:10.400000Z,execution-paper,1,`);
    expect(sent?.split(",").slice(6, 8)).toEqual(["SENT", "BUY"]);
    expect(rejected).toEndWith('"said ""no"", \u0007twice",');
    const beats = lines(readFileSync(join(out, "beat.csv"), "utf8"));
    expect(beats).toHaveLength(71);
    expect(beats[1]).toEndWith(",PASS,ACTIVE,[],false,");
  });

  test("refuses to overwrite, leaves nothing half written, and says what is missing", async () => {
    const out = join(root, "there.jsonl");
    writeFileSync(out, "mine");
    const refused = await journal("export", run, "--format", "jsonl", "--out", out);
    expect(refused.exit).toBe(10);
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect((await journal("export", run, "--out", join(root, "x"))).exit).toBe(2);
    for (const format of ["jsonl", "csv"]) {
      // Where a file is, no folder can be.
      const nowhere = join(out, "export");
      const failed = await journal("export", run, "--format", format, "--out", nowhere);
      expect(failed.exit).toBe(10);
      expect(failed.err).toStartWith(`error[E_CONFLICT]: cannot write ${nowhere}: ENOTDIR`);
    }
    expect((await journal("export", run, "--format", "csv")).exit).toBe(2);
    expect(readdirSync(root).filter((name) => name.includes(".part-"))).toEqual([]);
  });

  test("takes the filters of cat, and what it can of a damaged journal", async () => {
    const out = join(root, "order.jsonl");
    await journal("export", run, "--format", "jsonl", "--out", out, "--order", ORDER);
    expect(lines(readFileSync(out, "utf8"))).toHaveLength(4);
    const rest = join(root, "rest.jsonl");
    const { exit } = await journal(
      "export",
      join(root, "damaged"),
      "--format",
      "jsonl",
      "--out",
      rest,
    );
    expect(exit).toBe(4);
    expect(readFileSync(rest, "utf8")).toContain("RUN_ENDED");
  });
});

describe("journal why", () => {
  test("tells the order, and as a document all of it", async () => {
    const text = await journal("why", ORDER, run);
    expect(text.exit).toBe(0);
    expect(text.out).toStartWith(`order     ${ORDER}  BTC-USDT@binance  of strategy-a`);
    expect(text.out).toContain("APPROVED by risk");
    expect(text.out).toContain(String.raw`said "no", \u0007twice`);
    const { data } = JSON.parse((await journal("why", ORDER, run, "--json")).out);
    expect(data).toMatchObject({
      orderId: ORDER,
      verdict: { kind: "APPROVED" },
      position: { before: 0, after: 0, now: 0 },
      marketEvent: null,
      instrument: { name: "BTC-USDT@binance" },
    });
    expect(data.numbers).toHaveLength(6);
  });

  test("an order that nobody has exits 4 and names the nearest", async () => {
    const { exit, err } = await journal("why", "o00001020000001a", run);
    expect(exit).toBe(4);
    expect(err).toContain(`the nearest: ${ORDER}`);
    expect((await journal("why")).exit).toBe(2);
  });
});

describe("uptime", () => {
  test("prints availability, incidents and the budget, and writes a picture", async () => {
    const svg = join(root, "uptime.svg");
    const window = ["--from", "2026-03-02T12:00:00Z", "--to", "2026-03-02T12:01:51Z"];
    const { exit, out, err } = await runVerb("uptime", join(root, "torn"), ...window, "--svg", svg);
    expect(exit).toBe(0);
    expect(out).toContain(
      "2026-03-02T12:00:00Z to 2026-03-02T12:01:51Z, 1m 51s; each figure to 1 s",
    );
    expect(out).toContain("target 99.9 %: MISSED");
    expect(out).toMatch(/dark +9s +9 s +nobody said anything/);
    expect(out).toContain("the run ended without a word");
    expect(err).toBe("");
    expect(readFileSync(svg, "utf8")).toStartWith("<svg ");
  });

  test("says where a picture cannot be written", async () => {
    const svg = join(root, "nowhere", "uptime.svg");
    const { exit, err } = await runVerb("uptime", run, "--svg", svg);
    expect(exit).toBe(10);
    expect(err).toStartWith(`error[E_CONFLICT]: cannot write ${svg}: ENOENT`);
  });

  test("gives all figures as a document, and says how to get the picture", async () => {
    const { out } = await runVerb("uptime", run, "--json", "--target", "99.95");
    const { data, next } = JSON.parse(out);
    expect(data).toMatchObject({ resolutionS: 1, budget: { target: 0.9995 }, svg: null });
    expect(data.seconds).toEqual({
      READY: 70,
      WARN: 0,
      PLANNED: 1,
      NOT_READY: 0,
      DARK: 0,
      TOTAL: 71,
    });
    expect(next.join()).toContain("--svg");
    expect(existsSync("uptime.svg")).toBe(false);
  });

  test.each([
    [["--from", "soon"], 2],
    [["--target", "100"], 2],
    [["--from", "2026-03-03", "--to", "2026-03-02"], 2],
  ])("%p exits %d", async (given, code) => {
    expect((await runVerb("uptime", run, ...given)).exit).toBe(code);
  });

  test("a folder without a journal exits 4", async () => {
    expect((await runVerb("uptime", join(root, "nowhere"))).exit).toBe(4);
  });
});
