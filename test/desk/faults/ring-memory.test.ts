/**
 * The key of a gateway is in no memory that threads share: not in a topic, a board, a doorbell or a counter
 * of a running desk. The gateways of this test say it wherever an actor can say something.
 */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../kit/until.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { type Change, FaultFolder } from "./kit/fault-folder.ts";
import { placesOf } from "./kit/places.ts";

setDefaultTimeout(60_000);

const RealBuffer = globalThis.SharedArrayBuffer;
afterEach(() => {
  globalThis.SharedArrayBuffer = RealBuffer;
});

/** All shared memory that this thread makes from now on. */
function sharedMemory(): readonly SharedArrayBuffer[] {
  const made: SharedArrayBuffer[] = [];
  globalThis.SharedArrayBuffer = new Proxy(RealBuffer, {
    construct(target, [bytes], newTarget) {
      const memory = Reflect.construct(target, [bytes], newTarget) as SharedArrayBuffer;
      made.push(memory);
      return memory;
    },
  });
  return made;
}

function canary(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return `Kanari+${Buffer.from(bytes).toString("base64")}`;
}

/** Says both parts of its key, in several forms; its first life ends by it, and so does its second. */
const SAYS = `{
    "50ms": (_state, ctx) => {
      const [apiKey, secret] = spoken;
      const all = apiKey + " and " + secret;
      ctx.log("warn", "signs with " + all, { apiKey, deep: [{ [secret]: btoa(secret) }] });
      ctx.log("error", "or with " + Buffer.from(secret).toString("hex") + " " + encodeURIComponent(all));
      if (ctx.self.incarnation === 1) throw new Error("cannot sign with " + all);
      if (ctx.self.incarnation === 2) ctx.fail("401 of /account?signature=" + btoa("x" + all));
    },
  }`;
const HEARS = `let spoken: readonly string[] = [];
function heard(args: { apiKey: string; secret: string }): object {
  spoken = [args.apiKey, args.secret];
  return {};
}`;
const HEARD: Change = ["export default", `${HEARS}\n\nexport default`];
const PAPER: readonly Change[] = [
  HEARD,
  ["start: (_ctx, args): State => ({", "start: (_ctx, args): State => ({ ...heard(args),"],
  ["  args: {", "  args: { apiKey: secret({ min: 8 }), secret: secret({ min: 8 }),"],
  ["import { bps, milliseconds }", "import { bps, milliseconds, secret }"],
  ['{ "100ms": () => undefined }', SAYS],
];
const BINANCE: readonly Change[] = [
  HEARD,
  ["const state: State = {", "const state: State = { ...heard(args),"],
  ['{ "50ms": () => undefined }', SAYS],
];

test.each([
  ["execution/paper", PAPER, ""],
  ["execution/binance-spot", BINANCE, 'endpoint = "http://127.0.0.1:9"\n'],
] as const)("no memory that threads share has the key of %s", async (of, changes, args) => {
  const folder = new FaultFolder();
  const keys = [canary(), canary()];
  const files = keys.map((key, at) => {
    const path = join(folder.root, `key-${at}`);
    writeFileSync(path, key, { mode: 0o600 });
    return path;
  });
  folder.variant("execution/telling", of, changes);
  const secrets = `apiKey = "\${file:${files[0]}}"\nsecret = "\${file:${files[1]}}"\n`;
  folder.toml(
    "execution-paper",
    `use = "execution/telling"\ninstruments = ["*@binance"]\n\n[args]\n${secrets}${args}`,
  );
  const memory = sharedMemory();
  const desk = await FaultDesk.start(folder);
  await until("a third life", () => desk.status("execution-paper").incarnation >= 3);
  const said = () => desk.said("execution-paper", "log").map(({ body }) => JSON.stringify(body));
  await until("its words of that life", () => said().some((text) => text.includes("or with")));

  const places = new Map(
    memory.map((each, at) => [`${at}: ${each.byteLength} bytes`, Buffer.from(each)] as const),
  );
  expect(memory.length).toBeGreaterThan(10);
  for (const key of keys) expect(placesOf(key, places)).toEqual([]);
  // What it says is there, and would have been found.
  expect(placesOf("signs with [hidden] and [hidden]", places)).not.toEqual([]);
});
