/** The type checker on the cases beside this file, and that it can fail. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../project.ts";

const CASES = join(import.meta.dir, "define-actor.types.ts");
const EXPECTED = /^\s*\/\/ @ts-expect-error .*\n/m;

let folder = "";

/** Type-checks `source` as a file beside the cases, with the project's own settings. */
async function check(source: string): Promise<{ readonly code: number; readonly said: string }> {
  const file = join(folder, "cases.ts");
  const config = { extends: "../../../../tsconfig.json", include: ["cases.ts"] };
  await Bun.write(file, source.replaceAll("../../../src/", "../../../../src/"));
  await Bun.write(join(folder, "tsconfig.json"), JSON.stringify(config));
  const checker = Bun.spawn([process.execPath, "check", "--no-script"], {
    cwd: folder,
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const said =
    (await new Response(checker.stdout).text()) + (await new Response(checker.stderr).text());
  return { code: await checker.exited, said };
}

beforeAll(async () => {
  folder = await mkdtemp(join(root, "test/runtime/actor/.types-"));
});

afterAll(() => rm(folder, { recursive: true }));

describe("defineActor", () => {
  test("what must compile does, and what must not does not", async () => {
    const { code, said } = await check(await Bun.file(CASES).text());
    expect(said).not.toContain("error TS");
    expect(code).toBe(0);
  });

  test("a mistake that nobody expects is reported", async () => {
    const { code, said } = await check((await Bun.file(CASES).text()).replace(EXPECTED, ""));
    expect(said).toContain("error TS");
    expect(code).not.toBe(0);
  });

  test("an expected mistake that compiles is reported", async () => {
    const source = await Bun.file(CASES).text();
    const { code, said } = await check(
      `${source}\n// @ts-expect-error nothing\nexport const a = 1;`,
    );
    expect(said).toContain("Unused '@ts-expect-error' directive");
    expect(code).not.toBe(0);
  });
});
