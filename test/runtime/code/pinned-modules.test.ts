/** Pinned actors on real threads: what runs after a crash, after a build, and what stacks name. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PinnedCode } from "../../../src/runtime/actor/inspection.ts";
import { buildCode } from "../../../src/runtime/code/build-code.ts";
import { PinnedModules } from "../../../src/runtime/code/pinned-modules.ts";
import type { ActorSpec } from "../../../src/runtime/supervisor/actor-spec.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { rootWith, specOf } from "../../kit/kit-spec.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";
import { filesOf } from "../../project.ts";
import { tempFolder, write } from "./code-kit.ts";

setDefaultTimeout(60_000);

const ROOT = resolve(import.meta.dir, "../../..");

/** Says its mark every 5 ms, and fails at the 20th time as its argument says. */
const MARKER = `import { defineActor } from "PROJECT/src/runtime/actor/define-actor.ts";
import { choice } from "PROJECT/src/runtime/actor/setting.ts";
import { Echo } from "PROJECT/test/kit/message.ts";
import { fail, MARK } from "./lib/mark.ts";

type Way = "NONE" | "HERE" | "THERE" | "START";
type State = { fails: Way; count: number };

export default defineActor({
  args: { fails: choice(["NONE", "HERE", "THERE", "START"], "NONE") },
  in: {},
  out: { echo: Echo },
  start(_ctx, { fails }): State {
    if (fails === "START") throw new RangeError("not today");
    return { fails, count: 0 };
  },
  on: {},
  every: {
    "5ms": (state, ctx) => {
      ctx.send.echo({ number: MARK, from: ctx.self.name });
      state.count += 1;
      if (state.count < 20) return;
      if (state.fails === "HERE") throw new RangeError("here");
      if (state.fails === "THERE") fail(state.count);
    },
  },
});
`;

const markOf = (mark: number) => `export const MARK: number = ${mark};

export function fail(count: number): never {
  throw new RangeError("there, at " + count);
}
`;

/** A folder with the marker in it, pinned beside it. */
class Project {
  readonly folder: string;
  readonly modules: PinnedModules;
  readonly marker: string;
  readonly imported: string;

  private constructor(folder: string, modules: PinnedModules) {
    this.folder = folder;
    this.modules = modules;
    this.marker = write(folder, "strategy/marker.ts", MARKER);
    this.imported = join(folder, "strategy/lib/mark.ts");
    this.mark(1);
  }

  static async open(): Promise<Project> {
    const folder = tempFolder();
    const modules = await PinnedModules.open(folder);
    // Not as deep as this process's folder: a path that is relative to one is wrong from the other.
    await modules.moveTo(join(tempFolder(), "run/a/b/c/d/code"), []);
    return new Project(folder, modules);
  }

  mark(mark: number): undefined {
    write(this.folder, "strategy/lib/mark.ts", markOf(mark));
  }

  build() {
    return this.modules.inspect(pathToFileURL(this.marker).href);
  }

  async spec(name: string, fails: string): Promise<ActorSpec> {
    const built = await this.build();
    if (!built.ok) throw new Error(built.failure.message);
    const code = built.code as PinnedCode;
    return specOf("ping", {
      name,
      module: this.modules.urlOf(code),
      code: code.hash,
      inspection: built.inspection,
      args: { fails },
    });
  }

  start(specs: readonly ActorSpec[]) {
    return KitDesk.tryStart(specs, {
      workerEntry: this.modules.worker,
      supervisors: rootWith({ restartsMax: 100, backoffMs: [1, 1] }),
    });
  }

  /** Line and column of `text` in a file of the project, as a place. */
  place(file: string, text: string): string {
    const before = readFileSync(file, "utf8").split(text, 1)[0]?.split("\n") ?? [];
    return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  }
}

/** A place without its column: which of an expression's columns it is, is the engine's to say. */
const lineOf = (place: string | null | undefined) => place?.replace(/:\d+$/, "");

function running({ desk }: Awaited<ReturnType<Project["start"]>>): KitDesk {
  if (desk === null) throw new Error("the desk did not start");
  return desk;
}

describe("a pinned actor", () => {
  // S-70
  test("that crashes runs the same code again, its sources changed, broken or gone", async () => {
    const project = await Project.open();
    const desk = running(await project.start([await project.spec("marker", "THERE")]));
    const { code } = desk.status("marker");
    const tap = new Tap(desk.system, "marker");
    project.mark(2);
    await desk.ready("marker", 2);
    tap.heard();
    write(project.folder, "strategy/marker.ts", "export default 1 +;");
    await desk.ready("marker", 3);
    tap.heard();
    rmSync(project.folder, { recursive: true });
    await desk.ready("marker", 5);
    const said = tap.numbers("kit-echo");
    expect(said.length).toBeGreaterThan(60);
    expect(new Set(said)).toEqual(new Set([1]));
    expect(desk.status("marker").code).toBe(code);
  });

  // S-71
  test("whose source changed is built under another hash, and the old one runs on", async () => {
    const project = await Project.open();
    const old = await project.spec("old", "NONE");
    const desk = running(await project.start([old]));
    project.mark(2);
    const fresh = await project.spec("fresh", "NONE");
    expect(fresh.code).not.toBe(old.code);
    expect(await desk.system.add(fresh, [])).toEqual({ ok: true, value: undefined });
    const taps = ["old", "fresh"].map((name) => new Tap(desk.system, name));
    await until("both speak", () => taps.every((tap) => tap.numbers("kit-echo").length > 5));
    expect(taps.map((tap) => [...new Set(tap.numbers("kit-echo"))])).toEqual([[1], [2]]);
  });

  // S-71
  test("whose source does not build stays what it was, and the mistake has its place", async () => {
    const project = await Project.open();
    const desk = running(await project.start([await project.spec("marker", "NONE")]));
    write(project.folder, "strategy/lib/mark.ts", "export const MARK = 3;\nexport function (;\n");
    expect(await project.build()).toMatchObject({
      ok: false,
      failure: { file: project.imported, line: 2, column: 17 },
    });
    expect(await desk.system.restart("marker", "asked")).toBe(true);
    await desk.ready("marker", 2);
    const tap = new Tap(desk.system, "marker");
    await until("its mark", () => tap.numbers("kit-echo").length > 5);
    expect(new Set(tap.numbers("kit-echo"))).toEqual(new Set([1]));
  });

  test("that throws while it loads is refused with its source's line", async () => {
    const project = await Project.open();
    write(
      project.folder,
      "strategy/lib/mark.ts",
      `${markOf(1)}\nthrow new RangeError("loading");\n`,
    );
    expect(await project.build()).toMatchObject({
      ok: false,
      failure: { message: "loading", file: project.imported, line: 7 },
    });
  });
});

// S-73
describe("the stack of a pinned actor", () => {
  test.each([
    ["in a handler", "HERE", "marker", 'new RangeError("here")'],
    ["in a function of another file", "THERE", "imported", 'new RangeError("there'],
  ] as const)("that throws %s names the source's line", async (_, fails, file, text) => {
    const project = await Project.open();
    const desk = running(await project.start([await project.spec("marker", fails)]));
    await desk.ready("marker", 2);
    const { at, reason } = desk.status("marker");
    expect(reason).toMatch(/^threw in every\.5ms: RangeError: /);
    expect(lineOf(at)).toBe(lineOf(project.place(project[file], text)) ?? "");
  });

  test("that throws in its start names the source's line", async () => {
    const project = await Project.open();
    const { failure } = await project.start([await project.spec("marker", "START")]);
    expect(failure?.reason).toBe("start failed: RangeError: not today");
    expect(lineOf(failure?.at)).toBe(
      lineOf(project.place(project.marker, "new RangeError(")) ?? "",
    );
  });
});

describe("a module in two bundles of one thread", () => {
  const STATE = /^(?:export )?let |^(?:export )?const \w+(?:: [^=]+)? = new (?:Map|Set|Weak\w+)\b/m;

  async function sourcesOf(path: string): Promise<readonly string[]> {
    const built = await buildCode(join(ROOT, path), { mayLoad: true });
    if (!built.ok) throw new Error(JSON.stringify(built.failure));
    const sources = built.value.map.sources.map((source) => relative(ROOT, source));
    return sources.filter((source) => source.startsWith("src/"));
  }

  test("has no state of its own: it would be there twice", async () => {
    const worker = new Set(await sourcesOf("src/runtime/actor/worker.ts"));
    expect(
      [...worker].filter((path) => STATE.test(readFileSync(join(ROOT, path), "utf8"))),
    ).toEqual(expect.arrayContaining(["src/core/clock.ts", "src/runtime/actor/tripwire.ts"]));
    for (const actor of await filesOf("actors/**/*.ts")) {
      const both = (await sourcesOf(actor)).filter((path) => worker.has(path));
      const stateful = both.filter((path) => STATE.test(readFileSync(join(ROOT, path), "utf8")));
      expect({ actor, stateful }).toEqual({ actor, stateful: [] });
    }
  });
});
