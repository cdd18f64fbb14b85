/** The worked example of `docs/audit.md`, run as it stands: its program, then each of its commands. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, textOf } from "../../project.ts";

const page = await textOf("docs/audit.md");
const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
const [, shown = ""] = /```console\n([\s\S]*?)```/.exec(page) ?? [];
/** How much was read, and how fast, is another each time. */
const SPEED = /^( {2}read +).*$/gm;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-audit-example-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...given: readonly string[]): string {
  const child = Bun.spawnSync([process.execPath, ...given], { cwd: folder, stderr: "inherit" });
  return child.stdout.toString();
}

test("the worked example of docs/audit.md does what the page says", async () => {
  await Bun.write(join(folder, "example.ts"), program.replaceAll('"./src/', `"${root}/src/`));
  expect(run("example.ts")).toBe("");
  const said = shown
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => {
      const words = line.slice("$ bun run audit ".length).split(" ");
      return `${line}\n${run(join(root, "src/desk/cli/main.ts"), "audit", ...words)}`;
    });
  expect(said.length).toBeGreaterThan(2);
  expect(said.join("").replace(SPEED, "$1")).toBe(shown.replace(SPEED, "$1"));
});
