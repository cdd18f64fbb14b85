/** Files that do not load: what is thrown, and what of it says where the mistake is. */
import { afterAll, beforeAll, describe, expect } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { canary, type Ours } from "./kit/canary.ts";
import { type Thrown, thrownOf } from "./kit/thrown.ts";

const PLACE: Ours = {
  "src/runtime/actor/inspector-worker.ts":
    "takes file, line and column of an actor's mistake from it",
};
const STARTED: Ours = {
  "src/runtime/actor/inspector.ts": "takes the error event of a thread that did not load",
  "src/runtime/supervisor/thread/actor-thread.ts": "so does it of an actor's",
};
const BUNDLE: Ours = {
  "src/runtime/actor/inspector-worker.ts": "imports unbundled; a build would give the same places",
};

const ONE_MISTAKE = "const good = 1;\nexport const bad = ;\n";
const TWO_MISTAKES = "const one = 1;\nconst one = 2;\nlet two = 1;\n  let two = 2;\n";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outcry-canaries-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a module, and returns its path. */
async function moduleOf(source: string): Promise<string> {
  const path = join(folder, `${Bun.hash(source).toString(36)}.ts`);
  await Bun.write(path, source);
  return path;
}

/** What is thrown when a worker imports `path`. */
async function thrownByImport(path: string): Promise<Thrown> {
  const worker = new Worker(new URL("kit/import-worker.ts", import.meta.url), { workerData: path });
  const thrown = await new Promise<Thrown>((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("exit", () => reject(new Error("it was imported")));
  });
  await worker.terminate();
  return thrown;
}

/** What main hears of a worker whose file is `path`. */
function heardOf(path: string): Promise<readonly string[]> {
  const events: string[] = [];
  const worker = new Worker(path);
  worker.on("online", () => events.push("online"));
  worker.on("error", (error: Error) => events.push(`${error.name}: ${error.message}`));
  return new Promise((resolve) => {
    worker.on("exit", () => resolve(events));
  });
}

/** What Bun.build throws for `paths`. */
async function thrownByBuild(...paths: readonly string[]): Promise<Thrown> {
  try {
    await Bun.build({ entrypoints: [...paths] });
  } catch (error) {
    return thrownOf(error);
  }
  return expect.unreachable("it was built");
}

describe("an import", () => {
  canary(
    "import-mistake",
    "an import of a file with one mistake throws a BuildMessage with line and column",
    PLACE,
    async () => {
      expect(await thrownByImport(await moduleOf(ONE_MISTAKE))).toMatchObject({
        kind: "BuildMessage",
        isError: true,
        message: "Unexpected ;",
        line: 2,
        column: 20,
      });
    },
  );

  canary(
    "import-mistakes",
    "an import of a file with several mistakes throws an AggregateError of BuildMessages",
    PLACE,
    async () => {
      const { kind, errors } = await thrownByImport(await moduleOf(TWO_MISTAKES));
      expect(kind).toBe("AggregateError");
      expect(errors.map(({ line, column }) => [line, column])).toEqual([
        [2, 7],
        [4, 7],
      ]);
    },
  );

  canary(
    "import-missing",
    "an import of a missing file throws an Error without a place, with code ERR_MODULE_NOT_FOUND",
    PLACE,
    async () => {
      expect(await thrownByImport(join(folder, "missing.ts"))).toMatchObject({
        kind: "ResolveMessage",
        isError: true,
        code: "ERR_MODULE_NOT_FOUND",
        line: null,
      });
    },
  );
});

describe("a worker", () => {
  canary(
    "worker-missing",
    "a worker whose file is missing is online first, and then gives an error event",
    STARTED,
    async () => {
      const path = join(folder, "missing.ts");
      expect(await heardOf(path)).toEqual(["online", `Error: Cannot find module '${path}'`]);
    },
  );

  canary(
    "worker-mistake",
    "a worker whose file does not parse is online first, and its error names no place",
    STARTED,
    async () => {
      expect(await heardOf(await moduleOf(ONE_MISTAKE))).toEqual([
        "online",
        "SyntaxError: Unexpected ;",
      ]);
    },
  );

  canary(
    "worker-early-message",
    "what is sent over a port before the worker listens to it is kept, also by a slow top level",
    {
      "src/runtime/supervisor/thread/thread-group.ts":
        "calls start before the thread can have exposed it",
    },
    async () => {
      const { port1, port2 } = new MessageChannel();
      port1.postMessage("early");
      const path = await moduleOf(
        `import { workerData as port } from "node:worker_threads";
         await new Promise((resolve) => setTimeout(resolve, 20));
         port.on("message", (message) => port.postMessage("heard " + message));`,
      );
      const worker = new Worker(path, { workerData: port2, transferList: [port2] });
      const answer = await new Promise((resolve) => port1.on("message", resolve));
      await worker.terminate();
      port1.close();
      expect(answer).toBe("heard early");
    },
  );
});

describe("Bun.build", () => {
  canary(
    "build-mistakes",
    "Bun.build of files with mistakes throws an AggregateError, each error with line and column",
    BUNDLE,
    async () => {
      const missing = await moduleOf('import "./gone.ts";\n');
      const { kind, errors } = await thrownByBuild(missing, await moduleOf(ONE_MISTAKE));
      expect(kind).toBe("AggregateError");
      expect(errors.map((error) => [error.kind, error.line, error.column]).toSorted()).toEqual([
        ["BuildMessage", 2, 20],
        ["ResolveMessage", 1, 8],
      ]);
    },
  );
});

describe("Bun.Transpiler", () => {
  canary(
    "scan-imports",
    "scanImports leaves out type-only imports and URLs of workers",
    { "test/project.ts": "finds imports by its own patterns, so that the layers see those too" },
    () => {
      const source = `
        import type { A } from "./type.ts";
        import { type B } from "./inline-type.ts";
        export type { C } from "./exported-type.ts";
        import { d } from "./value.ts";
        new Worker(new URL("./worker.ts", import.meta.url));
        console.log(d, await import("./dynamic.ts"));`;
      const found = new Bun.Transpiler({ loader: "ts" }).scanImports(source);
      expect(found.map(({ path }) => path)).toEqual(["./value.ts", "./dynamic.ts"]);
    },
  );
});
