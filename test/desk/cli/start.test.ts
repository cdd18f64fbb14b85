/** `bun run start` as people run it: what keeps it from starting, and how it is stopped. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "./kit/child-desk.ts";
import { copyUnrecorded } from "./kit/unrecorded-desk.ts";

const DEMO = join(ROOT, "config/playback");
const desks: ChildDesk[] = [];

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
});

function start(given: readonly string[], prelude?: string, config = DEMO): ChildDesk {
  const desk = new ChildDesk([config, ...given], prelude);
  desks.push(desk);
  return desk;
}

describe("bun run start", () => {
  test(
    "exits 10 when its port is in use, and says what to do",
    async () => {
      const other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
      const { port } = other;
      const { exit, out, err } = await start(["--port", String(port), "--json"]).ended;
      await other.stop(true);
      expect(exit, err).toBe(10);
      expect(JSON.parse(out)).toMatchObject({
        schema: "outcry.start/1",
        ok: false,
        error: {
          code: "E_CONFLICT",
          exit: 10,
          message: `port ${port} is in use at 127.0.0.1:${port}`,
          help: expect.stringContaining("--port 7071"),
        },
      });
    },
    DESK_DEADLINE_MS,
  );

  test(
    "exits 10 when the folder of --data is not empty, and leaves it as it is",
    async () => {
      const desk = start(["--port", "0", "--data", "kept"]);
      mkdirSync(join(desk.folder, "kept"));
      writeFileSync(join(desk.folder, "kept/precious"), "1");
      const { exit, out, err } = await desk.ended;
      expect({ exit, out }).toEqual({ exit: 10, out: "" });
      expect(err).toContain("must be empty: it holds 1 entries");
      expect(err).toContain("= help: name a folder that is empty");
    },
    DESK_DEADLINE_MS,
  );

  test(
    "exits 10 when it may open too few files, and names the command that allows more",
    async () => {
      const { exit, err } = await start(["--port", "0"], "ulimit -n 150").ended;
      expect(exit).toBe(10);
      expect(err).toContain("the limit of open files must be >=");
      expect(err).toContain("run `ulimit -n 4096`");
    },
    DESK_DEADLINE_MS,
  );

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s stops it in order: the report comes, and the exit code is 0",
    async (signal) => {
      const desk = start(["--port", "0", "--json"]);
      const url = await desk.url();
      const orders = async () => {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        return /funnel_total\{.*stage="sent"\} [1-9]/.test(metrics);
      };
      await desk.until("an order", orders);
      desk.signal(signal);
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      const { data, ok } = JSON.parse(out);
      expect(ok).toBe(true);
      const { intents, refused, expired, sent, acked, rejected, unanswered } = data.funnel;
      // Nothing waits any more, and nothing is on its way.
      expect(intents).toBe(refused + expired + sent);
      expect(sent).toBe(acked + rejected + unanswered);
      const states = Object.values(data.actors).map((actor) => (actor as { state: string }).state);
      expect(new Set(states)).toEqual(new Set(["STOPPED"]));
      expect(err).toContain(signal === "SIGINT" ? "stopping: interrupted" : "stopping: terminated");
    },
    DESK_DEADLINE_MS,
  );

  test(
    "a signal while it starts stops it as soon as it can be stopped",
    async () => {
      const desk = start(["--port", "0", "--json"]);
      await desk.until("its run folder", () => desk.err.includes("starting"));
      desk.signal("SIGTERM");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(JSON.parse(out).ok).toBe(true);
    },
    DESK_DEADLINE_MS,
  );

  test(
    "S-87: the second signal skips no cancel: the report comes, and the exit code is 0",
    async () => {
      const desk = start(["--port", "0", "--json"]);
      await desk.url();
      desk.signal("SIGINT");
      await desk.until("the stop", () => desk.err.includes("stopping: interrupted"));
      desk.signal("SIGTERM");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(JSON.parse(out).ok).toBe(true);
    },
    DESK_DEADLINE_MS,
  );

  test(
    "on a full disk a desk without a journal trades on, and what the log holds can be read",
    async () => {
      using demo = copyUnrecorded();
      const given = ["--port", "0", "--json", "--speed", "4"];
      const desk = start(given, "trap '' XFSZ; ulimit -f 1024", demo.folder);
      const url = await desk.url();
      await desk.until("the halt", () => desk.err.includes("message log halted, trading goes on"));
      const ready = await fetch(`${url}/healthz`);
      expect(ready.status).toBe(200);
      expect(await ready.text()).toContain("message-log is not fresh: it writes nothing any more");
      const sent = async () => {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        return Number(/funnel_total\{.*stage="sent"\} (\d+)/.exec(metrics)?.[1] ?? 0);
      };
      const before = await sent();
      await desk.until("one more order", async () => (await sent()) > before);
      desk.signal("SIGINT");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      const [, path = ""] = /bun run inspect (\S+)/.exec(JSON.parse(out).next[0]) ?? [];
      const main = join(ROOT, "src/desk/cli/main.ts");
      const read = Bun.spawnSync([process.execPath, main, "inspect", path, "--type", "quote"], {
        cwd: desk.folder,
      });
      expect(read.exitCode).toBe(0);
      expect(read.stderr.toString()).toBe("");
      expect(read.stdout.toString().split("\n").length).toBeGreaterThan(100);
    },
    DESK_DEADLINE_MS,
  );
});
