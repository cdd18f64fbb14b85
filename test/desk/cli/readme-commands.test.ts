/**
 * Each command that README.md names, in a copy of the project where a demo desk runs. What would go on
 * for ever gets a flag that ends it; a desk that would reach beyond this machine is checked, not started.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readVenueKey } from "../../../src/trading/venue/binance/signing/key-text.ts";
import { type Ended, endOf } from "../../kit/ended.ts";
import { until } from "../../kit/until.ts";
import { watchedEnvironment } from "../../kit/watched.ts";
import { textOf } from "../../project.ts";
import { ROOT } from "./kit/verb.ts";

const DEADLINE_MS = 120_000;
setDefaultTimeout(DEADLINE_MS);

const PARTS = ["src", "actors", "config", "bench", "package.json", "tsconfig.json"];
const SECTION = /<!-- commands: \w+ -->\n```sh\n[\s\S]*?```/g;
const MONEY = /<!-- script: money -->\n```sh\n([\s\S]*?)```/;
const COMMAND = /`(bun run [^`]+)`|^(bun run [^#\n]*?) *(?:#.*)?$/gm;
/** Verbs for whoever works on the project: CONTRIBUTING.md has them. */
const NOT_FOR_USERS = ["gate", "test"];
const hasOpenssl = Bun.which("openssl") !== null;
if (!hasOpenssl) process.stderr.write("Skipped: there is no openssl to make a key with\n");

const page = (await textOf("README.md")).replace(SECTION, "");
const [script, money = ""] = MONEY.exec(page) ?? [""];
const said = [...page.replace(script, "").matchAll(COMMAND)].map(([, code, line]) => code ?? line);
const commands = [...new Set(said.flatMap((command) => alternativesOf(command ?? "")))];

const folder = mkdtempSync(join(tmpdir(), "outcry-readme-commands-"));
const copy = join(folder, "project");
const path = join(folder, "path");
let demo: Bun.Subprocess<"ignore", "ignore", "pipe"> | null = null;
let told = "";

beforeAll(async () => {
  // A desk of whoever runs the tests is none of the project's.
  const filter = (source: string) => !source.startsWith(join(ROOT, "config/my-"));
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true, filter });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  mkdirSync(path);
  symlinkSync(process.execPath, join(path, "bun"));
  // Not by `bun run`: the desk itself is to be told when it is over.
  const main = ["src/desk/cli/main.ts", "start", "--port", "0", "--delivery-log"];
  const child = Bun.spawn([process.execPath, ...main], {
    cwd: copy,
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  demo = child;
  void (async () => {
    for await (const bytes of child.stderr) told += new TextDecoder().decode(bytes);
  })();
  await until("an order of the demo desk", () => /sent [1-9]/.test(told), 60_000);
}, DEADLINE_MS);

afterAll(async () => {
  demo?.kill("SIGTERM");
  await demo?.exited;
  rmSync(folder, { recursive: true });
}, DEADLINE_MS);

/** `restart|suspend <name>` is two commands; a desk that is not named is the demo. */
function alternativesOf(command: string): readonly string[] {
  const choice = /\S+\|\S+/.exec(command)?.[0] ?? "";
  const named = command.replace("[desk]", "config/demo");
  return choice.split("|").map((one) => named.replace(choice, one));
}

async function run(line: string): Promise<Ended> {
  const PATH = `${path}${delimiter}${process.env.PATH}`;
  const child = Bun.spawn(["sh", "-ec", line], {
    cwd: copy,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...watchedEnvironment(), PATH },
  });
  return endOf(child);
}

/** The command so that it ends by itself, and reaches nobody. */
async function bounded(command: string): Promise<string> {
  const own = `--data ${mkdtempSync(join(folder, "run-"))}`;
  if (/ start config\/(?:binance|my)-/.test(command)) return command.replace(" start ", " check ");
  if (/ (?:start|demo) /.test(command)) {
    return `${command} --for 1s --port 0 ${own}`;
  }
  if (/ exchange /.test(command)) return command.replace(/\d+$/, "0 --for 1s");
  if (/ sim /.test(command)) return command.replace(/\d+$/, "1");
  if (command.includes("<order-id>")) return command.replace("<order-id>", await someOrder());
  return command.replace("<name>", "strategy-reversion");
}

/** What a desk's file says for `key`, as exact text or as a number. */
function numberOf(key: string, toml: string): number {
  return Number(new RegExp(`^${key} = "?([\\d.]+)`, "m").exec(toml)?.[1]);
}

/** An order of the desk that runs. */
async function someOrder(): Promise<string> {
  const { out } = await run("bun run journal cat --type order-event --json");
  return /"orderId":"(\w+)"/.exec(out)?.[1] ?? "none";
}

describe("README.md", () => {
  test("names each verb that a user has", async () => {
    const { scripts } = (await Bun.file(join(ROOT, "package.json")).json()) as {
      scripts: Readonly<Record<string, string>>;
    };
    const verbs = Object.keys(scripts).filter((verb) => !NOT_FOR_USERS.includes(verb));
    const named = new Set(commands.map((command) => command.split(" ")[2]));
    expect(verbs.filter((verb) => !named.has(verb))).toEqual([]);
  });

  test("has no line beyond 130 columns, but for tables, code and the picture", () => {
    const lines = page.replace(/```[\s\S]*?```/g, "").split("\n");
    expect(lines.filter((line) => line.length > 130 && !/^[|!]/.test(line))).toEqual([]);
  });

  test.skipIf(!hasOpenssl)(
    "leads from a new key for the test network to a live desk that lacks nothing but its key",
    async () => {
      const { exit, out, err } = await run(money);
      expect(exit, out + err).toBe(0);
      expect(out).toContain("-----BEGIN PUBLIC KEY-----");
      expect(out).toContain("OK, 8 actors, mode live\n");
      expect(out).toContain("it does not start yet: 2 files are not there");
      for (const name of ["local/live-key", "local/live-secret.pem"]) {
        expect(err).toContain(`${name} is not there`);
      }
      const secret = join(copy, "local/testnet-secret.pem");
      expect(statSync(secret).mode & 0o077).toBe(0);
      const key = readVenueKey(Buffer.from("word"), await Bun.file(secret).bytes());
      expect(key.ok && key.value.algorithm).toBe("ED25519");
      const at = (file: string) => Bun.file(join(copy, "config/my-live", file)).text();
      expect(await at("execution-binance.toml")).toContain('endpoint = "live"');
      expect(await at("feed-binance.toml")).toContain('endpoint = "public"');
      for (const file of ["strategy-market-maker.toml", "strategy-reversion.toml"]) {
        const tested = await Bun.file(join(copy, "config/binance-testnet", file)).text();
        for (const name of ["clip", "position", "orderRatePerS"]) {
          const ratio = numberOf(name, await at(file)) / numberOf(name, tested);
          expect(ratio, `${name} of ${file}, as a part of the test network's`).toBeLessThan(0.5);
        }
      }
    },
  );

  test.each(commands)("%s ends well", async (command) => {
    const line = await bounded(command);
    const { exit, out, err } = await run(line);
    expect(exit, `${line}\n${out.slice(-2_000)}\n${err.slice(-2_000)}`).toBe(0);
  });
});
