/**
 * E-1: the key of a gateway is nowhere but in its own thread's heap, although the gateway of this test
 * says it wherever an actor can say something: in log lines, in their fields, in what it throws and in the
 * reason of its end. One part comes from a file, the other from a descriptor, through the guard, twice.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ChildDesk, DESK_DEADLINE_MS } from "../cli/kit/child-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { contentOf, placesOf } from "./kit/places.ts";

setDefaultTimeout(2 * DESK_DEADLINE_MS);

/** Letters that occur nowhere else, and some that a URL writes otherwise. */
function canary(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return `Kanari+${Buffer.from(bytes).toString("base64")}`;
}

const SAYS_ITS_KEY = `
  every: {
    "100ms": (state, ctx) => {
      const { apiKey, signingKey } = state;
      const all = apiKey + " and " + signingKey;
      ctx.log("warn", "signs with " + all, { apiKey, deep: [{ [signingKey]: btoa(signingKey) }] });
      const hex = [...signingKey].map((one) => one.charCodeAt(0).toString(16)).join("");
      ctx.log("error", "or with " + hex + " or " + encodeURIComponent(all));
      if (ctx.self.incarnation === 1) throw new Error("cannot sign with " + all);
      if (ctx.self.incarnation === 2) ctx.fail("401 of GET /account?signature=" + btoa("x" + all));
    },
  },
`;

const keys = { file: canary(), descriptor: canary() };
const places = new Map<string, Buffer>();
let folder: FaultFolder;
let desk: ChildDesk;
/** What a thread of the desk could open once it runs. */
let descriptors: readonly string[] = [];

function write(name: string, text: string): undefined {
  places.set(name, Buffer.from(text));
}

/** The process of the desk itself, below its guard. */
function pidOf(run: string): number {
  return (JSON.parse(readFileSync(join(run, "desk.json"), "utf8")) as { pid: number }).pid;
}

beforeAll(async () => {
  folder = new FaultFolder();
  folder.becomeProject();
  folder.variant("execution/telling", "execution/paper", [
    ["  args: {", "  args: { apiKey: secret({ min: 8 }), signingKey: secret({ min: 8 }),"],
    ["import { bps, milliseconds }", "import { bps, milliseconds, secret }"],
    ["type State = {", "type State = { readonly apiKey: string; readonly signingKey: string;"],
    ['  every: { "100ms": () => undefined },', SAYS_ITS_KEY],
  ]);
  const [keyFile, handed] = [join(folder.root, "api-key"), join(folder.root, "handed")];
  writeFileSync(keyFile, `${keys.file}\n`, { mode: 0o600 });
  writeFileSync(handed, keys.descriptor, { mode: 0o600 });
  folder.edit(
    "execution-paper",
    ["execution/paper", "execution/telling"],
    ["[args]", `[args]\napiKey = "\${file:${keyFile}}"\nsigningKey = "\${fd:7}"`],
  );
  const given = [folder.desk, "--port", "0", "--data", folder.run, "--delivery-log"];
  desk = new ChildDesk(given, `exec 7<'${handed}'; rm '${handed}'`, folder.root);
  const url = await desk.url();
  await desk.until("a third life of the gateway", () => desk.err.includes("(life 3)"));
  const before = pidOf(folder.run);
  process.kill(before, "SIGKILL");
  // The file is gone, and the descriptor was read: what the next life has, it has from the guard.
  await desk.until("the next life of the desk", async () => {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    return answer !== null && pidOf(folder.run) !== before && desk.err.includes("or with");
  });
  for (const path of ["readyz?verbose", "healthz", "metrics", "actors", "latency", ""]) {
    write(`/${path}`, await (await fetch(`${url}/${path}`)).text());
  }
  const process_ = `/proc/${pidOf(folder.run)}`;
  for (const name of ["environ", "cmdline"])
    write(name, readFileSync(`${process_}/${name}`, "latin1"));
  descriptors = readdirSync(`${process_}/fd`).map((each) => readlinkSync(`${process_}/fd/${each}`));
  desk.signal("SIGTERM");
  const { out, err } = await desk.ended;
  write("stdout", out);
  write("stderr", err);
  for (const [name, content] of contentOf(folder.run)) places.set(name, content);
});

afterAll(async () => {
  await desk?.end();
  folder?.remove();
});

describe("the key of a gateway", () => {
  test("was said: its lines, its errors and both of its failures are on record", () => {
    const { err } = { err: places.get("stderr")?.toString() ?? "" };
    expect(err).toContain("signs with [hidden] and [hidden]");
    expect(err).toContain('{"apiKey":"[hidden]","deep":[{"[hidden]":"[hidden]"}]}');
    expect(err).toContain("cannot sign with [hidden] and [hidden]");
    expect(err).toMatch(/401 of GET .*signature=\S*\[hidden\]/);
    for (const wanted of ["journal/j-", "audit/tail", "messages.log", "desk.json"]) {
      expect([...places.keys()].filter((name) => name.includes(wanted))).not.toEqual([]);
    }
  });

  test.each(["file", "descriptor"] as const)("is nowhere, if it came from a %s", (from) => {
    expect(placesOf(keys[from], places)).toEqual([]);
  });

  test("is not in a descriptor that is still open", () => {
    expect(descriptors.filter((target) => target.includes("handed"))).toEqual([]);
    expect(descriptors.length).toBeGreaterThan(3);
  });

  test("would have been found", () => {
    const seen = new Map([["here", Buffer.from(`a ${btoa(`x${keys.descriptor}y`)} b`)]]);
    expect(placesOf(keys.descriptor, seen)).toEqual(["here"]);
  });
});
