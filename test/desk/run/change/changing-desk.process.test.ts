/**
 * A desk in a process of its own that is changed while it trades: by files that are put into its
 * folder, changed and removed, and by commands.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLog, recordsOf } from "../../../../src/desk/cli/record-lines.ts";
import { until } from "../../../kit/until.ts";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../../cli/kit/child-desk.ts";
import { FaultFolder } from "../../faults/kit/fault-folder.ts";

setDefaultTimeout(2 * DESK_DEADLINE_MS);

const SECOND = `use = "strategy/mean-reversion"
instruments = ["ETH-USDT@binance"]

[args]
clip = "0.05"
bandSigma = 0.5

[limits]
position = "0.5"
orderRatePerS = 5
`;

type Actor = {
  readonly name: string;
  readonly number: number;
  readonly phase: string;
  readonly incarnation: number;
  readonly code: string;
};

let folder: FaultFolder;
let desk: ChildDesk;
let url = "";

beforeAll(async () => {
  folder = new FaultFolder();
  folder.becomeProject();
  // A file of its own from the start: what the resolver knows of a link it does not look at again.
  const module = folder.module("strategy/mean-reversion");
  const text = readFileSync(module, "utf8");
  rmSync(module);
  writeFileSync(module, text.replaceAll('from "../../', `from "${ROOT}/`));
  const given = [folder.desk, "--no-guard", "--port", "0", "--data", join(folder.root, "data")];
  desk = new ChildDesk(given, ":", folder.root);
  url = await desk.url();
  await ready();
});

afterAll(async () => {
  await desk.end();
  folder.remove();
});

async function document(): Promise<{ actors: Actor[]; config: { file: string; line: number }[] }> {
  return (await (await fetch(`${url}/actors`)).json()) as never;
}

async function actor(name: string): Promise<Actor | undefined> {
  return (await document()).actors.find((one) => one.name === name);
}

const ready = () =>
  until("the desk is ready", async () => (await fetch(`${url}/readyz`)).status === 200);

/** Lives of all actors but those named. */
async function livesBut(...names: readonly string[]): Promise<Record<string, number>> {
  const { actors } = await document();
  const others = actors.filter(({ name }) => !names.includes(name));
  return Object.fromEntries(others.map(({ name, incarnation }) => [name, incarnation]));
}

const save = (name: string, text: string) => writeFileSync(join(folder.desk, `${name}.toml`), text);

/** What the desk said since `from`, a place in its stderr. */
const saidSince = (from: number) => desk.err.slice(from);

function logged(name: string, type: string): readonly Readonly<Record<string, unknown>>[] {
  const log = openLog(readFileSync(join(folder.root, "data/messages.log")));
  return [...recordsOf(log)]
    .filter((record) => record.actor === name && record.type === type)
    .map(({ body }) => body ?? {});
}

async function command(...given: readonly string[]) {
  const { exit, out } = await told(...given, "--json");
  return { exit, document: JSON.parse(out) as Record<string, never> };
}

async function told(...given: readonly string[]) {
  const main = join(ROOT, "src/desk/cli/main.ts");
  const run = ["--run", join(folder.root, "data")];
  const child = Bun.spawn([process.execPath, main, "actors", ...given, ...run], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, exit] = [await new Response(child.stdout).text(), await child.exited];
  return { exit, out };
}

// S-121
describe("a file of the desk's folder", () => {
  test("that is new is an actor that trades, and nobody else is restarted", async () => {
    const before = await livesBut();
    save("strategy-second", SECOND);
    await until("it is there", async () => (await actor("strategy-second"))?.phase === "READY");
    await until("its first intent", () => logged("strategy-second", "intent").length > 0);
    const { number = Number.NaN } = (await actor("strategy-second")) ?? {};
    const sent = () =>
      logged("execution-paper", "order-event").filter(
        (event) => event.strategy === number && event.kind === "SENT",
      );
    await until("its first order at the venue", () => sent().length > 0);
    expect(await livesBut("strategy-second")).toEqual(before);
    expect(desk.err).toContain("saved: strategy-second.toml");
    expect(desk.err).toContain("strategy-second is started");
  });

  test("with a mistake in it starts nothing, and is shown at its line until it is mended", async () => {
    const before = await livesBut();
    const from = desk.err.length;
    save("strategy-third", SECOND.replace('clip = "0.05"', "clip = 5"));
    await until("it is shown", async () => (await document()).config.length > 0);
    const { config } = await document();
    expect(config).toMatchObject([{ line: 5, message: expect.stringContaining("clip") }]);
    expect(saidSince(from)).toContain("strategy-third.toml:5:");
    expect(saidSince(from)).toContain("nothing was changed");
    expect(await actor("strategy-third")).toBeUndefined();
    expect(await livesBut()).toEqual(before);
    rmSync(join(folder.desk, "strategy-third.toml"));
    await until("it is gone", async () => (await document()).config.length === 0);
  });

  test("that is saved with other arguments reaches its actor alone", async () => {
    const name = "strategy-second";
    const before = await livesBut(name);
    const { number, incarnation = 0 } = (await actor(name)) ?? {};
    save(name, SECOND.replace("bandSigma = 0.5", "bandSigma = 0.6"));
    await until("it was applied", async () => {
      const now = await actor(name);
      return now?.phase === "READY" && now.incarnation > incarnation;
    });
    expect((await actor(name))?.number).toBe(number as number);
    expect(await livesBut(name)).toEqual(before);
  });

  test("that is saved with other limits comes back under its number, and risk knows them", async () => {
    const name = "strategy-second";
    const { number = Number.NaN } = (await actor(name)) ?? {};
    const refused = () =>
      logged("risk", "refused").filter((one) => one.strategy === number && one.limit === 0.01e5);
    save(name, SECOND.replace('position = "0.5"', 'position = "0.01"'));
    await until("the new limit refuses", () => refused().length > 0);
    expect((await actor(name))?.number).toBe(number);
  });

  test("in local/ is a layer over it, and is said to be one", async () => {
    const from = desk.err.length;
    folder.local("strategy-second", "snapshotEveryMs = 9_000\n");
    await until("it was heard", () => saidSince(from).includes("strategy-second is restarted"));
    expect(saidSince(from)).toMatch(/saved: .*local/);
  });

  // S-120
  test("that is removed takes its actor out, and what that left open is cancelled", async () => {
    const { number } = (await actor("strategy-second")) ?? {};
    rmSync(join(folder.desk, "strategy-second.toml"));
    rmSync(join(folder.desk, "local"), { recursive: true });
    await until("it is gone", async () => (await actor("strategy-second")) === undefined);
    await until("nothing of it is open", () => {
      const open = new Set<unknown>();
      for (const event of logged("execution-paper", "order-event")) {
        if (event.strategy !== number) continue;
        if (Number(event.leavesLots) > 0) open.add(event.orderId);
        else open.delete(event.orderId);
      }
      return open.size === 0;
    });
    await ready();
  });
});

describe("what was saved", () => {
  test("is on record with what it led to; of a mistake only its place, for it may quote a secret", () => {
    const saves = logged("desk", "operator-action").filter(({ action }) => action === "save");
    expect(saves.every(({ by }) => by === "file")).toBe(true);
    const said = saves.map(({ outcome, reason }) => `${outcome}: ${reason}`);
    expect(said).toContain("ASKED: strategy-second.toml");
    expect(said).toContain("DONE: strategy-second is started");
    expect(said).toContain("DONE: strategy-second has new arguments");
    const refused = said.filter((line) => line.startsWith("REFUSED"));
    expect(refused).toEqual([
      expect.stringMatching(/^REFUSED: mistakes at \S*strategy-third\.toml:5:\d+$/),
    ]);
  });

  test("is in force with its hash, and with each field that is other", () => {
    const loads = logged("desk", "config-load");
    const changes = loads.flatMap((load) => load.changes as readonly string[]);
    expect(changes).toContain("strategy-second: added");
    expect(changes).toContain("strategy-second: args.bandSigma 0.5 > 0.6");
    expect(changes).toContain("strategy-second: limits.positionLots.1 50000 > 1000");
    expect(changes).toContain("strategy-second: removed");
    const hashes = new Set(loads.map(({ hash }) => hash));
    expect(hashes.size).toBeGreaterThanOrEqual(4);
    // Nobody may take a file's old hash for the one that a change came with.
    expect(loads[1]?.hash).not.toBe(loads[0]?.hash);
  });
});

describe("bun run actors", () => {
  const name = "strategy-reversion";

  test("lists, inspects, and refuses what is not there", async () => {
    const listed = await command("ls");
    expect(listed.exit).toBe(0);
    expect(listed.document).toMatchObject({ schema: "outcry.actors/1", ok: true });
    const inspected = await command("inspect", name);
    expect(inspected.document).toMatchObject({
      data: { name, phase: "READY", use: "strategy/mean-reversion" },
    });
    expect((await command("restart", "nobody")).exit).toBe(5);
  });

  test("suspends and resumes", async () => {
    expect((await command("suspend", name)).exit).toBe(0);
    expect((await actor(name))?.phase).toBe("SUSPENDED");
    expect((await command("resume", name)).exit).toBe(0);
    await until("it goes on", async () => (await actor(name))?.phase === "READY");
  });

  test("restarts the same code, and with --fresh what lies on disk now", async () => {
    const before = await actor(name);
    const path = folder.module("strategy/mean-reversion");
    const text = readFileSync(path, "utf8");
    const settles = "settle(state, ctx) {";
    expect(text).toContain(settles);
    writeFileSync(path, text.replace(settles, `${settles}\n    ctx.count("fresh");`));
    expect((await command("restart", name)).exit).toBe(0);
    const same = await actor(name);
    expect(same).toMatchObject({
      code: before?.code ?? "",
      incarnation: (before?.incarnation ?? 0) + 1,
    });
    expect((await command("restart", name, "--fresh", "--reason", "new code")).exit).toBe(0);
    const fresh = await actor(name);
    expect(fresh?.incarnation).toBe((same?.incarnation ?? 0) + 1);
    expect(fresh?.code).not.toBe(same?.code ?? "");
  });

  test("swaps the running code for what lies on disk, and says how long it paused", async () => {
    const before = await actor("strategy-market-maker");
    const swapped = await command("swap", "strategy-market-maker");
    expect(swapped.document).toMatchObject({ ok: true, data: { pauseMs: expect.any(Number) } });
    expect((await actor("strategy-market-maker"))?.incarnation).toBe(
      (before?.incarnation ?? 0) + 1,
    );
  });

  test("swaps the paper gateway, or says what is under way, and orders are sent once", async () => {
    const gateway = "execution-paper";
    const before = await actor(gateway);
    const others = await livesBut(gateway);
    await until("the gateway is swapped", async () => {
      const { exit, document: answer } = await command("swap", gateway);
      if (exit === 0) return true;
      // Cancels go on while it is held, and one may be on its way when it would hand over.
      expect({ exit, answer }).toMatchObject({
        exit: 10,
        answer: { ok: false, error: { message: expect.stringContaining("under way") } },
      });
      return false;
    });
    expect(await actor(gateway)).toMatchObject({
      phase: "READY",
      incarnation: (before?.incarnation ?? 0) + 1,
    });
    expect(await livesBut(gateway)).toEqual(others);
    const sent = () => logged(gateway, "order-event").filter(({ kind }) => kind === "SENT");
    const sentBefore = sent().length;
    await until("the new life sends orders", () => sent().length > sentBefore + 2);
    const ids = sent().map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("swaps the feed, whose books stay live, and nobody else is restarted", async () => {
    const feed = "feed-binance";
    const before = await actor(feed);
    const others = await livesBut(feed);
    const swapped = await command("swap", feed);
    expect(swapped.document).toMatchObject({ ok: true, data: { pauseMs: expect.any(Number) } });
    expect(await actor(feed)).toMatchObject({
      phase: "READY",
      incarnation: (before?.incarnation ?? 0) + 1,
    });
    expect(await livesBut(feed)).toEqual(others);
    const quotes = logged(feed, "quote").length;
    await until("the new life says quotes", () => logged(feed, "quote").length > quotes);
    const approved = logged("risk", "approved").length;
    await until("risk approves on them", () => logged("risk", "approved").length > approved + 2);
    await ready();
  });

  // S-122
  test("takes an actor out, whose file brings it back only when it is saved or added", async () => {
    const { number } = (await actor(name)) ?? {};
    expect((await command("remove", name)).exit).toBe(0);
    expect(await actor(name)).toBeUndefined();
    const before = desk.err.length;
    save("risk", readFileSync(join(folder.desk, "risk.toml"), "utf8"));
    await until("the save was heard", () => saidSince(before).includes("nothing is another"));
    expect(await actor(name)).toBeUndefined();
    expect((await command("add", name)).exit).toBe(0);
    expect(await actor(name)).toMatchObject({ phase: "READY", number: number as number });
    expect((await command("add", name)).exit).toBe(10);
  });

  test("asks an actor one of its own questions", async () => {
    const asked = await command("ask", "risk", "nonsense");
    expect(asked.exit).toBe(5);
    const reply = await command("ask", "risk", "exposure");
    expect(reply.document).toMatchObject({ ok: true });
    const { exit, out } = await told("ask", "risk", "exposure");
    expect(exit).toBe(0);
    expect(out).toMatch(/^positions/);
    expect(out).not.toMatch(/Lots|[{]/);
  });

  test("of a desk that does not run says so, with the next step", async () => {
    const main = join(ROOT, "src/desk/cli/main.ts");
    const child = Bun.spawn([process.execPath, main, "actors", "ls", "--run", folder.root], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    expect(await new Response(child.stderr).text()).toContain("bun run start");
    expect(await child.exited).toBe(5);
  });
});
