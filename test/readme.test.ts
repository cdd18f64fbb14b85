/**
 * The README's commands, on a clean copy in a folder of its own: with Bun alone on the PATH, and
 * with Node and npm alone. Packages come from the registry; without it the tests say so and skip.
 *
 * The desk gets flags that end it. The copy's tests are those of `src/core`, unless
 * `OUTCRY_README=full` asks for all; the variable is `inside` there, so that this file skips itself.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root, textOf } from "./project.ts";

const SECTION = /<!-- commands: (\w+) -->\n```sh\n([\s\S]*?)```/g;
const FLAGS = "--for 3s --port 0";
const DEADLINE_MS = 240_000;
const FULL = process.env.OUTCRY_README === "full";

/** What a machine offers on its PATH, besides the shell's own small programs. */
const MACHINES: Readonly<Record<string, readonly string[]>> = {
  bun: ["bun"],
  node: ["node", "npm", "npx"],
};
const SMALL =
  "sh bash env true mkfifo git uname cat sed dirname basename ls mkdir rm cp ln chmod tar gzip".split(
    " ",
  );

type Ended = { readonly code: number; readonly output: string };

const skip = await reasonToSkip();
let folder = "";

async function reasonToSkip(): Promise<string | null> {
  if (process.env.OUTCRY_README === "inside") return "this is the copy's own run";
  const probe = Bun.spawn([process.execPath, "info", "bun@1.4.5", "version"], {
    cwd: root,
    stdout: "ignore",
    stderr: "ignore",
    timeout: 20_000,
  });
  return (await probe.exited) === 0 ? null : "the package registry cannot be reached";
}

/** Copies what git would: files that are tracked, or new and not ignored. */
async function copyTo(target: string): Promise<undefined> {
  const list = Bun.spawnSync(["git", "ls-files", "-coz", "--exclude-standard"], { cwd: root });
  for (const path of list.stdout.toString().split("\0")) {
    if (path === "" || !existsSync(join(root, path))) continue;
    if (!FULL && /^test\/(?!core\/|kit\/)/.test(path)) continue;
    await mkdir(dirname(join(target, path)), { recursive: true });
    await cp(join(root, path), join(target, path));
  }
}

/** Makes a folder of links to the programs `names` and the shell's small ones: a whole PATH. */
async function machineOf(names: readonly string[]): Promise<string> {
  const path = await mkdtemp(join(folder, "path-"));
  for (const name of [...SMALL, ...names]) {
    const program = name === "bun" ? process.execPath : Bun.which(name);
    if (program !== null) await symlink(program, join(path, name));
  }
  return path;
}

async function run(command: string, cwd: string, path: string): Promise<Ended> {
  // What `bun run` tells its scripts would tell the copy of another machine's node.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:PATH|BUN_|NODE(?!_EXTRA_CA_CERTS)|npm_|INIT_CWD)/.test(name),
  );
  const child = Bun.spawn(["sh", "-c", `exec 2>&1; ${command}`], {
    cwd,
    stdout: "pipe",
    timeout: DEADLINE_MS,
    env: {
      ...Object.fromEntries(inherited),
      PATH: path,
      OUTCRY_README: "inside",
    },
  });
  const output = await new Response(child.stdout).text();
  return { code: await child.exited, output };
}

/** The command with flags that end a desk, passed on as each package manager wants it. */
function ending(command: string): string {
  if (/\bnpm start$/.test(command)) return `${command} -- ${FLAGS}`;
  return /\bstart$/.test(command) ? `${command} ${FLAGS}` : command;
}

const sections = [...(await textOf("README.md")).matchAll(SECTION)].map(([, machine, body]) => ({
  machine: machine ?? "",
  commands: (body ?? "").trim().split("\n"),
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outcry-readme-"));
});

// A folder with two installations of all packages.
afterAll(() => rm(folder, { recursive: true, force: true }), DEADLINE_MS);

describe("README.md", () => {
  test("gives the commands for each kind of machine", () => {
    expect(sections.map(({ machine, commands }) => [machine, commands.length])).toEqual([
      ["bun", 2],
      ["node", 3],
    ]);
  });

  for (const { machine, commands } of sections) {
    const name = `with only ${(MACHINES[machine] ?? []).join(" and ")}: ${commands.join("; ")}`;
    const title = skip === null ? name : `${name} (skipped: ${skip})`;
    test.skipIf(skip !== null)(
      title,
      async () => {
        const copy = join(folder, machine);
        await copyTo(copy);
        const path = await machineOf(MACHINES[machine] ?? []);
        for (const command of commands.map(ending)) {
          const { code, output } = await run(command, copy, path);
          expect(code, `${command}\n${output.slice(-4_000)}`).toBe(0);
        }
        const lock = await Bun.file(join(copy, "bun.lock")).text();
        expect(lock, "installing leaves bun.lock as it is").toBe(await textOf("bun.lock"));
      },
      4 * DEADLINE_MS,
    );
  }
});
