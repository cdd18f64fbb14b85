/**
 * E-1: a desk trades at an exchange of another process, by a key that is made for this run alone, and then the
 * exchange is gone: connections fail, and what was open is of unknown outcome. Of the key nothing is
 * anywhere but in the gateway's heap.
 */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../../../desk/cli/kit/child-desk.ts";
import { ChildExchange, type ExchangeCard } from "../../../desk/faults/kit/child-exchange.ts";
import { contentOf, placesOf } from "../../../desk/faults/kit/places.ts";

setDefaultTimeout(2 * DESK_DEADLINE_MS);

const SYMBOLS = ["BTC-USDT 0.01 0.000001", "ETH-USDT 0.01 0.00001"];
const GATEWAY = "execution-binance";

const folders: string[] = [];
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The playback desk, whose orders go to `rest` and whose market comes from there. */
function deskAt(rest: string, key: string): string {
  const config = mkdtempSync(join(tmpdir(), "outcry-key-"));
  folders.push(config);
  cpSync(join(ROOT, "config/playback"), config, { recursive: true });
  rmSync(join(config, "venue-replay.toml"));
  renameSync(join(config, "execution-paper.toml"), join(config, `${GATEWAY}.toml`));
  const edit = (name: string, change: (text: string) => string) => {
    const path = join(config, `${name}.toml`);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };
  edit("desk", (before) =>
    before.replace("execution-paper", GATEWAY).replace('"venue-replay", ', ""),
  );
  edit("feed-binance", (before) => before.replace("actor:venue-replay", rest));
  const head = 'use = "execution/binance-spot"\ninstruments = ["*@binance"]\n[args]\n';
  edit(GATEWAY, () => `${head}endpoint = "${rest}"\n${key}`);
  return config;
}

/** Of `/metrics`: what has been counted under a name. */
function countOf(metrics: string, name: string): number {
  const lines = metrics.split("\n").filter((line) => line.includes(name) && !line.startsWith("#"));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

type Account = ExchangeCard["accounts"][number];
const WAYS: readonly (readonly [string, (account: Account) => readonly [string, string]])[] = [
  ["HMAC", ({ apiKey, secret }) => [apiKey, secret]],
  ["Ed25519", ({ ed25519 }) => [ed25519.apiKey, ed25519.privateKey]],
];

test.each(WAYS)("a key for %s is not on record, printed, or answered", async (_, keyOf) => {
  const name = Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex");
  const exchange = new ChildExchange(`canary-${name}`, SYMBOLS);
  ends.push(() => exchange.kill());
  const { rest, accounts } = await exchange.card();
  const account = accounts[0];
  if (account === undefined) throw new Error("the exchange has an account");
  const [apiKey, secret] = keyOf(account);
  const keys = mkdtempSync(join(tmpdir(), "outcry-keys-"));
  folders.push(keys);
  for (const [file, text] of [
    ["api", apiKey],
    ["secret", secret],
  ] as const) {
    writeFileSync(join(keys, file), text, { mode: 0o600 });
  }
  const config = deskAt(rest, `apiKey = "\${file:${keys}/api}"\nsecret = "\${fd:5}"\n`);
  const given = [config, "--port", "0", "--data", "run-1", "--delivery-log"];
  const desk = new ChildDesk(given, `exec 5<'${keys}/secret'`);
  ends.push(() => desk.end());
  const url = await desk.url();
  const answerOf = async (path: string) => await (await fetch(`${url}/${path}`)).text();
  await desk.until("orders that the exchange took", async () => {
    return countOf(await answerOf("metrics"), "acked") > 3;
  });
  await exchange.kill();
  await desk.until("connections that fail", () =>
    /execution-binance: lost[\s\S]*execution-binance: cannot connect/.test(desk.err),
  );
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toMatch(/execution-binance takes no new orders: not connected/);
  const places = new Map<string, Buffer>();
  for (const path of ["readyz?verbose", "healthz", "metrics", "actors", "latency", ""]) {
    places.set(`/${path}`, Buffer.from(await answerOf(path)));
  }
  const run = join(desk.folder, "run-1");
  const { pid } = JSON.parse(readFileSync(join(run, "desk.json"), "utf8")) as { pid: number };
  for (const file of ["environ", "cmdline"]) {
    places.set(file, readFileSync(`/proc/${pid}/${file}`));
  }
  desk.signal("SIGTERM");
  // Nobody answers its cancels any more.
  await desk.until("the stop", () => desk.out.includes("stopping"));
  desk.signal("SIGINT");
  const { out, err } = await desk.ended;
  places.set("stdout", Buffer.from(out)).set("stderr", Buffer.from(err));
  for (const [path, content] of contentOf(run)) places.set(path, content);

  for (const wanted of ["journal/j-", "audit/tail", "messages.log", "deliveries/"]) {
    expect([...places.keys()].filter((path) => path.includes(wanted))).not.toEqual([]);
  }
  // What is known of the recording: the other actors have one, the gateway none.
  expect(readdirSync(join(run, "deliveries")).join()).not.toContain(GATEWAY);
  // Of a PEM the line between BEGIN and END is the key; of an Ed25519 key its last bytes alone are.
  const words = secret.split("\n").filter((line) => line.length > 30 && !line.includes("-----"));
  expect(words.length).toBe(1);
  const bytes = words.map((word) => Buffer.from(word, "base64").subarray(-32).toString("hex"));
  for (const word of [...words, ...bytes, apiKey]) expect(placesOf(word, places)).toEqual([]);
  // It would have been found, wherever it stood.
  places.set("here", Buffer.from(`x ${btoa(`"${words[0]}"`)} y`));
  expect(placesOf(words[0] ?? "", places)).toEqual(["here"]);
});
