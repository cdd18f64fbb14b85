/** What `docs/audit.md` says of setting a log up, done as it stands: key, memory and anchors elsewhere, and two starts. */
import { expect, setDefaultTimeout, test } from "bun:test";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { atEnd } from "../../kit/at-end.ts";
import { endOf } from "../../kit/ended.ts";
import { watchedEnvironment } from "../../kit/watched.ts";
import { textOf } from "../../project.ts";
import { MAIN, ROOT } from "./kit/verb.ts";

setDefaultTimeout(180_000);

const page = await textOf("docs/audit.md");
const [, toml = ""] = /<!-- file: audit.toml -->\n```toml\n([\s\S]*?)```/.exec(page) ?? [];
const [, script = ""] = /<!-- script: audit -->\n```sh\n([\s\S]*?)```/.exec(page) ?? [];

/** A folder with a desk that keeps its log's secrets and anchors in `mnt`, and a way to run lines in it. */
function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "outcry-audit-setup-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const here = (text: string) => text.replaceAll("/mnt/", `${folder}/mnt/`);
  cpSync(join(ROOT, "config/playback"), join(folder, "desk"), { recursive: true });
  writeFileSync(join(folder, "desk/audit.toml"), here(toml));
  mkdirSync(join(folder, "path"));
  symlinkSync(process.execPath, join(folder, "path/bun"));
  const run = (line: string, name: string) => {
    const PATH = `${join(folder, "path")}${delimiter}${process.env.PATH}`;
    const child = Bun.spawn(["sh", "-ec", line], {
      cwd: folder,
      env: { ...watchedEnvironment(), PATH, RUN: name },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    return endOf(child);
  };
  /** The page's line that begins with `start`, for this folder and this test. */
  const lineOf = (start: string, more = "") => {
    const line = script.split("\n").find((one) => one.startsWith(start)) ?? "false";
    const told = line.replace(/ +#.*/, "").replace("config/my-desk", "desk");
    return here(told.replace("bun run", `bun ${MAIN}`)) + more;
  };
  return { folder, run, lineOf };
}

test("each start has a log that its key and its anchor vouch for, and one name has one start", async () => {
  const { folder, run, lineOf } = setUp();
  const made = await run(`${lineOf("mkdir")}; ${lineOf("bun run audit key")}`, "");
  expect(made.exit, made.err).toBe(0);
  expect(script).toContain("\nexport RUN=$(date");
  for (const name of ["first", "second"]) {
    const started = await run(lineOf("bun run start", " --for 2s --port 0"), name);
    expect(started.exit, started.err).toBe(0);
    expect(started.err).not.toContain("audit log is halted");
    const verified = await run(lineOf("bun run audit verify"), name);
    expect(verified.exit, verified.out + verified.err).toBe(0);
    expect(verified.out).toStartWith(`INTACT: outcry.example/desk7/${name}\n`);
    expect(verified.err).not.toContain("warning");
    expect(readFileSync(join(folder, `mnt/memory/${name}/signed`), "utf8")).toContain(name);
  }
  const again = await run(lineOf("bun run start", " --for 1s --port 0"), "second");
  expect(again.exit, again.err).toBe(0);
  expect(again.err).toContain("the audit log is halted, trading goes on");
});
