/** The lint rules, shown at work: what an actor or a decision may not reach is refused with advice. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { root } from "./project.ts";

const REFUSED: readonly (readonly [use: string, advice: string])[] = [
  ["Date.now()", "ctx.now()"],
  ["performance.now()", "ctx.now()"],
  ["Math.random()", "ctx.random"],
  ["setTimeout(() => {}, 1)", "ctx.after"],
  ["setInterval(() => {}, 1)", "ctx.after"],
  ["setImmediate(() => {})", "ctx.after"],
  ["queueMicrotask(() => {})", "ctx.after"],
  ['fetch("http://localhost")', "ctx.io.http"],
  ['new WebSocket("ws://localhost")', "ctx.io.socket"],
  ['Bun.file("x")', "ctx.io"],
  ["process.exit(0)", "ctx.io"],
  ['new Worker("x.ts")', "supervisor"],
  ["new SharedArrayBuffer(8)", "ctx.send"],
  ["Atomics.pause()", "ctx.send"],
  ["crypto.randomUUID()", "ctx.random"],
  ["globalThis.Date", "ctx"],
];
const IMPORTS = ["node:fs", "node:worker_threads", "bun", "bun:ffi"] as const;
const GUARDED = ["actors/probe.ts", "src/trading/risk/probe.ts"] as const;
const FREE = "src/runtime/io/probe.ts";

let folder = "";

/** Lints `code` as the file `path` of a project with these rules, and returns what is said. */
async function lint(path: string, code: string): Promise<{ ok: boolean; said: string }> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await Bun.write(file, code);
  const biome = Bun.spawn([resolve(root, "node_modules/.bin/biome"), "lint", path], {
    cwd: folder,
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const said =
    (await new Response(biome.stdout).text()) + (await new Response(biome.stderr).text());
  return { ok: (await biome.exited) === 0, said };
}

const probe = REFUSED.map(([use], index) => `export const use${index} = () => ${use};`).join("\n");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outcry-lint-"));
  await cp(join(root, "biome.jsonc"), join(folder, "biome.jsonc"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("lint", () => {
  test.each(GUARDED)(
    "refuses clocks, timers, threads and I/O in %s, and says what to use",
    async (path) => {
      const { ok, said } = await lint(path, `/** A probe. */\n${probe}\n`);
      expect(ok).toBe(false);
      for (const [index, [use, advice]] of REFUSED.entries()) {
        const from = said.indexOf(`:${index + 2}:`);
        expect(from, `${use} is reported`).toBeGreaterThan(-1);
        const report = said.slice(from, said.indexOf("lint/", said.indexOf("lint/", from) + 5));
        expect(report, `${use} is refused with advice`).toContain(advice);
      }
    },
  );

  test.each(GUARDED)("refuses modules of the system in %s", async (path) => {
    for (const name of IMPORTS) {
      const { said } = await lint(path, `/** A probe. */\nexport * as probe from "${name}";\n`);
      expect(said).toContain("noRestrictedImports");
    }
  });

  test("allows them where the runtime meets the system, clocks apart", async () => {
    const { said } = await lint(FREE, `/** A probe. */\n${probe}\n`);
    expect(said).toContain("Date");
    expect(said).not.toContain("ctx.io");
  });

  test("allows a default export in an actor's file and nowhere else", async () => {
    const code = "/** A probe. */\nexport default 1;\n";
    expect((await lint("actors/probe.ts", code)).said).not.toContain("noDefaultExport");
    expect((await lint("test/kit/probe.ts", code)).said).not.toContain("noDefaultExport");
    expect((await lint(FREE, code)).said).toContain("noDefaultExport");
  });
});
