/** A strategy whose file does not load: it ends the start, and a desk that runs never reads it. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadDesk } from "../../../src/desk/config/load-desk.ts";
import { inspect } from "../../../src/runtime/actor/inspector.ts";
import { until } from "../../kit/until.ts";
import { ChildDesk } from "../cli/kit/child-desk.ts";
import { runStart } from "./kit/command.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";

setDefaultTimeout(60_000);

/** Its third line has a comma too many. */
const BROKEN = `/** Written by a test. */
export default defineStrategy({
  on: {},,
});
`;

const MAKER = "strategy-market-maker";

function withBroken(): FaultFolder {
  const folder = new FaultFolder();
  folder.strategy("strategy/faulty", BROKEN);
  folder.edit(MAKER, ["strategy/market-maker", "strategy/faulty"]);
  return folder;
}

describe("a file that does not load", () => {
  test("is a mistake of the desk at its `use`, with the file's own line", async () => {
    const folder = withBroken();
    const loaded = await loadDesk(folder.desk, { inspect, root: folder.root });
    folder.remove();
    expect(loaded).toMatchObject({
      ok: false,
      failure: [
        {
          file: `desk/${MAKER}.toml`,
          line: 2,
          message: expect.stringMatching(/^use: cannot load actors\/strategy\/faulty\.ts: /),
          help: [expect.stringMatching(/^at actors\/strategy\/faulty\.ts:3(:\d+)?$/)],
        },
      ],
    });
  });

  test("ends `bun run start` with exit code 3, and its line is shown", async () => {
    const folder = withBroken();
    folder.becomeProject();
    const { exit, out, err } = await runStart(["desk", "--port", "0"], { root: folder.root });
    folder.remove();
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(err).toContain("use: cannot load actors/strategy/faulty.ts: ");
    expect(err).toMatch(/at actors\/strategy\/faulty\.ts:3\b/);
  });

  // S-70, S-71
  test("while its actor runs, is not read: a crash restarts the same code, and a build says where", async () => {
    const folder = new FaultFolder();
    dying(folder);
    const desk = await FaultDesk.start(folder);
    const { code } = desk.status(MAKER);
    const path = folder.module("strategy/faulty");
    writeFileSync(path, BROKEN);
    await until("its second life", () => isReady(desk, 2));
    const modules = await folder.modules();
    expect(await modules.inspect(pathToFileURL(path).href)).toMatchObject({
      ok: false,
      failure: { file: path, line: 3, column: 10 },
    });

    rmSync(path);
    await until("its third life", () => isReady(desk, 3));
    expect(await desk.actor(MAKER)).toMatchObject({
      code,
      restarts: 2,
      reason: "threw in on.quote: RangeError: deed",
    });
    expect(code).toMatch(/^[0-9a-f]{12}$/);
    desk.expectUntouched(MAKER);
    await desk.judged();
  });

  // S-70
  test("nor is any other file of the project: a desk outlives its sources", async () => {
    const folder = new FaultFolder();
    dying(folder);
    folder.becomeProject();
    const desk = new ChildDesk([folder.desk, "--port", "0"], ":", folder.root);
    try {
      await desk.url();
      for (const name of ["src", "actors", "desk", "node_modules"]) {
        rmSync(join(folder.root, name), { recursive: true });
      }
      await desk.until("a third life", () => desk.err.includes(`ready ${MAKER} (life 3)`));
      desk.signal("SIGINT");
      const { exit, err } = await desk.ended;
      expect(exit).toBe(0);
      // Its own line, though there is no such file any more.
      expect(err).toMatch(/RangeError: deed at \S*\/actors\/strategy\/faulty\.ts:\d+:\d+; again/);
    } finally {
      await desk.end();
      folder.remove();
    }
  });
});

/** The market maker dies at its 60th quote of each life. */
function dying(folder: FaultFolder): undefined {
  folder.variant("strategy/faulty", "strategy/market-maker", [
    [
      "on: {},",
      `on: {
    quote() {
      quotes += 1;
      if (quotes === 60) throw new RangeError("deed");
    },
  },`,
    ],
    ["export default", "let quotes = 0;\n\nexport default"],
  ]);
  folder.edit(MAKER, ["strategy/market-maker", "strategy/faulty"]);
}

function isReady(desk: FaultDesk, life: number): boolean {
  const { phase, incarnation } = desk.status(MAKER);
  return phase === "READY" && incarnation >= life;
}
