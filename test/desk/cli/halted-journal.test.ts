/**
 * A desk whose journal's disk is full while it trades, on the command line: it stays up and says so
 * everywhere, ends with 8 when a person stops it, and what main said of it holds no secret.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLog, recordsOf } from "../../../src/desk/cli/record-lines.ts";
import { DESK } from "../../../src/desk/message/desk-types.ts";
import { FaultFolder } from "../faults/kit/fault-folder.ts";
import type { Said } from "../faults/kit/said.ts";
import { ChildDesk, type Ended } from "./kit/child-desk.ts";

setDefaultTimeout(120_000);

const SECRET = "hunter2-and-more";
/** Of the segment, or of the next one that is made beside it: whichever is first. */
const WHY =
  /trading is halted: the journal writes no more: cannot sync (?:j-0{15}1\.seg|next\.tmp): ENOSPC: no space left for/;
const STRATEGY = "strategy-market-maker";

/** A journal whose disk is full as soon as a file says so, and whose reason quotes a secret. */
function withFullDisk(): FaultFolder {
  const folder = new FaultFolder();
  folder.variant("journal/full", "journal", [
    [
      "import { count, milliseconds }",
      'import { existsSync } from "node:fs";\nimport { count, milliseconds, text }',
    ],
    ["  args: {\n", "  args: {\n    secret: text({ fallback: '' }),\n"],
    ["    journal: null,\n", "    journal: null,\n    secret: args.secret,\n"],
    [
      "    const opened = openIn(state, ctx);",
      `    const storageOf = (path) => {
      const storage = ctx.io.storage(path);
      const { sync } = storage;
      storage.sync = (handle) => {
        if (!existsSync(path + "/../full")) return sync.call(storage, handle);
        throw Object.assign(new Error("no space left for " + state.secret), { code: "ENOSPC" });
      };
      return storage;
    };
    const io = { storage: storageOf };
    const ofCtx = (name) => (typeof ctx[name] === "function" ? ctx[name].bind(ctx) : ctx[name]);
    const faulty = new Proxy(ctx, { get: (_, name) => (name === "io" ? io : ofCtx(name)) });
    const opened = openIn(state, faulty);`,
    ],
  ]);
  folder.edit(
    "journal",
    ['use = "journal"', 'use = "journal/full"'],
    ["[args]\n", `[args]\nsecret = "\${env:OUTCRY_TEST_SECRET}"\n`],
  );
  folder.becomeProject();
  return folder;
}

let folder: FaultFolder;
let desk: ChildDesk;
let ended: Ended;
let token = "";
const seen = { readyz: "", metrics: "", livez: 0, actors: "", ready: 0 };

/** Waits for a document that a condition holds of, and returns it. */
async function documentAt(url: string, path: string, isIt: (status: number) => boolean) {
  let text = "";
  await desk.until(`${path} to answer otherwise`, async () => {
    const response = await fetch(`${url}${path}`);
    text = await response.text();
    return isIt(response.status);
  });
  return text;
}

beforeAll(async () => {
  folder = withFullDisk();
  const given = [folder.desk, "--port", "0", "--data", folder.run];
  desk = new ChildDesk(given, `export OUTCRY_TEST_SECRET=${SECRET}`, folder.root);
  const url = await desk.url();
  await documentAt(url, "/readyz", (status) => status === 200);
  token = readFileSync(join(folder.run, "token"), "utf8").trim();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ reason: `because ${token} and ${SECRET}` });
  const to = `${url}/control/actors/${STRATEGY}/restart`;
  expect((await fetch(to, { method: "POST", headers, body })).status).toBe(200);
  writeFileSync(join(folder.run, "full"), "");
  seen.readyz = await documentAt(url, "/readyz", (status) => status === 503);
  await desk.until("a halt of trading", async () => {
    seen.actors = await (await fetch(`${url}/actors`)).text();
    return seen.actors.includes("the journal writes no more");
  });
  seen.metrics = await (await fetch(`${url}/metrics`)).text();
  seen.livez = (await fetch(`${url}/livez`)).status;
  await desk.until("the line of the halt", () =>
    desk.err.includes("halt  desk: trading is halted"),
  );
  desk.signal("SIGTERM");
  ended = await desk.ended;
});

afterAll(async () => {
  await desk.end();
  folder.remove();
});

/** What main said, as the message log has it: it goes on when the journal does not. */
function saidByMain(): readonly Said[] {
  const log = openLog(readFileSync(join(folder.run, "messages.log")));
  const all = [...recordsOf(log)].map((record) => ({ ...record, body: record.body ?? {} }));
  return all.filter(({ actor }) => actor === DESK);
}

const bodiesOf = (type: string) =>
  saidByMain().flatMap((one) => (one.type === type ? [one.body] : []));

describe("a desk whose journal's disk is full", () => {
  test("H-6: is not ready, and says why", () => {
    const { status, checks } = JSON.parse(seen.readyz) as {
      status: string;
      checks: Record<string, readonly object[]>;
    };
    expect(status).toBe("fail");
    expect(checks["journal:durable"]).toMatchObject([
      { status: "fail", observedValue: "HALTED", output: expect.stringContaining("ENOSPC") },
    ]);
    expect(checks["desk:durability"]).toMatchObject([{ status: "pass", observedValue: "sync" }]);
    expect(seen.metrics).toContain("\noutcry_journal_halted 1\n");
    expect(seen.metrics).toContain("\noutcry_trading_halted 1\n");
  });

  test("stays up until a person stops it, and ends with 8: the guard does not start it again", () => {
    expect(seen.livez).toBe(200);
    expect(ended.exit, ended.err).toBe(8);
    expect(ended.err).toMatch(new RegExp(`error\\[E_HALTED\\]: ${WHY.source}`));
    const card = JSON.parse(readFileSync(join(folder.run, "desk.json"), "utf8")) as object;
    expect(card).toMatchObject({ life: 1, ended: { reason: "terminated" } });
  });

  test("has said what happened, in order", () => {
    expect(bodiesOf("config-load")[0]).toMatchObject({ changes: [] });
    const actions = bodiesOf("operator-action").map(({ action, actor, by, outcome }) => {
      return [action, actor, by, outcome].join(" ");
    });
    expect(actions).toEqual([
      "start  command line DONE",
      `restart ${STRATEGY} api ASKED`,
      `restart ${STRATEGY} api DONE`,
      "stop  signal ASKED",
    ]);
    const alerts = bodiesOf("alert").filter(({ level }) => level === "HALT");
    expect(alerts).toHaveLength(1);
    expect(String(alerts[0]?.text)).toMatch(new RegExp(`^${WHY.source} \\[hidden\\]$`));
    const beats = bodiesOf("beat");
    expect(beats.some(({ ready, trading }) => ready !== "FAIL" && trading === "ACTIVE")).toBe(true);
    expect(beats.some(({ ready, trading }) => ready === "FAIL" && trading === "HALTED")).toBe(true);
    expect(beats.at(-1)).toMatchObject({ isDraining: true });
  });

  test("AU-12: neither the token nor a secret of the environment is in what main said, nor in the journal", () => {
    const said = JSON.stringify(saidByMain());
    expect(said).toContain("because [hidden] and [hidden]");
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(token);
    const segments = readdirSync(join(folder.run, "journal")).filter((name) =>
      name.endsWith(".seg"),
    );
    expect(segments).not.toEqual([]);
    const all = segments.map((name) => readFileSync(join(folder.run, "journal", name)));
    expect(all.some((bytes) => bytes.includes("because [hidden] and [hidden]"))).toBe(true);
    expect(all.some((bytes) => bytes.includes(SECRET) || bytes.includes(token))).toBe(false);
  });
});
