/**
 * The architecture, as a test: which folder may import which. `ARCHITECTURE.md` explains the table.
 *
 * The two halves never meet below the desk: the runtime does not know that it trades, and the
 * trading half does not know that it runs on threads.
 */
import { describe, expect, test } from "bun:test";
import { codeOf, filesOf, importsOf, textOf } from "./project.ts";

const RUNTIME = [
  ...["ring", "codec", "telemetry", "io", "delivery", "actor", "replay", "code"],
  ...["journal", "supervisor", "simulation"],
].map((folder) => `src/runtime/${folder}`);
const TRADING = ["market", "account", "order", "risk", "venue"].map(
  (folder) => `src/trading/${folder}`,
);
const DESK = [
  ...["message", "record", "audit", "strategy", "config", "http", "run", "simulation"],
  ...["journal-view", "why", "uptime", "audit-verify", "cli"],
].map((folder) => `src/desk/${folder}`);

/** The folders of `layers` that stand before `folder`. */
const before = (layers: readonly string[], folder: string): readonly string[] =>
  layers.slice(0, layers.indexOf(folder));

/** Folder → folders it may import, besides itself. A folder that is not here may import nothing. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/runtime/ring": ["src/core"],
  "src/runtime/codec": ["src/core"],
  "src/runtime/telemetry": ["src/core"],
  "src/runtime/io": ["src/core"],
  "src/runtime/delivery": ["src/core", ...before(RUNTIME, "src/runtime/delivery")],
  "src/runtime/actor": ["src/core", ...before(RUNTIME, "src/runtime/actor")],
  // It runs cells again that threads ran; nothing that runs a desk knows of it.
  "src/runtime/replay": ["src/core", ...before(RUNTIME, "src/runtime/replay")],
  "src/runtime/code": ["src/core", "src/runtime/actor"],
  // What is on disk is read without threads and actors.
  "src/runtime/journal": ["src/core", "src/runtime/codec", "src/runtime/io"],
  "src/runtime/supervisor": ["src/core", ...before(RUNTIME, "src/runtime/supervisor")],
  "src/runtime/simulation": ["src/core", ...before(RUNTIME, "src/runtime/simulation")],
  ...Object.fromEntries(
    TRADING.map((folder) => [folder, ["src/core", ...before(TRADING, folder)]]),
  ),
  // A message is a schema over the trading half's words: it needs no thread and no supervisor.
  "src/desk/message": ["src/core", "src/runtime/codec", ...TRADING],
  ...Object.fromEntries(
    DESK.slice(1).map((folder) => [
      folder,
      ["src/core", ...RUNTIME, ...TRADING, ...before(DESK, folder)],
    ]),
  ),
  // What authors test with: it speaks a desk's words, and nothing of the product needs it.
  "src/desk/testing": [
    "src/core",
    ...RUNTIME,
    ...TRADING,
    ...["message", "config", "run"].map((folder) => `src/desk/${folder}`),
  ],
  // It judges what the writer wrote, so it shares nothing with it: not a line, not a helper.
  "src/desk/audit-verify": [],
  // An actor reaches memory, threads, sockets and files through its context only.
  actors: [
    "src/core",
    "src/runtime/actor",
    "src/runtime/codec",
    // What it knows of a disk is the storage that it is given: an actor gives it its context's.
    "src/runtime/journal",
    ...TRADING,
    "src/desk/message",
    "src/desk/record",
    "src/desk/audit",
    "src/desk/strategy",
  ],
};

/** Folder → folders of which it may take types, and nothing that runs. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  actors: ["src/runtime/io"],
  // A recorder stands where the actor's seams say; the worker, which puts it there, knows the recorder.
  "src/runtime/delivery": ["src/runtime/actor"],
};

/** Package → the folders that may import it. All others are kept from it. */
const packages: Readonly<Record<string, readonly string[]>> = {
  comlink: ["src/runtime/actor", "src/runtime/supervisor"],
  "hdr-histogram-js": ["src/runtime/telemetry"],
  hono: ["src/desk/http"],
  msgpackr: ["src/runtime/codec"],
  "toml-eslint-parser": ["src/desk/config"],
  zod: ["src/desk/config"],
};

const DEPTH: Readonly<Record<string, number>> = { runtime: 3, trading: 3, desk: 3, core: 2 };

function folderOf(path: string): string {
  const parts = path.split("/");
  return parts.slice(0, parts[0] === "src" ? (DEPTH[parts[1] ?? ""] ?? 2) : 1).join("/");
}

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  if (from === to || allowed[from]?.includes(to)) return true;
  return typeOnly && (typesOnly[from]?.includes(to) ?? false);
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const paths = await filesOf("{src,actors}/**/*.ts");
const sources = await Promise.all(
  paths.map(async (path) => ({ path, source: await textOf(path) })),
);
const imports = sources.flatMap(({ path, source }) =>
  importsOf(path, source).map((found) => ({ path, ...found })),
);
const isOwn = (target: string) => /^(?:src|actors|test|bench|config)\//.test(target);

describe("imports", () => {
  test("every one points down the layers", () => {
    const violations = imports
      .filter(({ target }) => isOwn(target))
      .filter(
        ({ path, target, typeOnly }) => !mayImport(folderOf(path), folderOf(target), typeOnly),
      )
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(violations).toEqual([]);
  });

  test("the runtime and the trading half never see each other", () => {
    const meetings = imports
      .filter(
        ({ path, target }) =>
          (path.startsWith("src/runtime/") && target.startsWith("src/trading/")) ||
          (path.startsWith("src/trading/") && target.startsWith("src/runtime/")),
      )
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(meetings).toEqual([]);
  });

  test("an actor imports no other actor", () => {
    const actors = new Set(
      sources
        .filter(({ path, source }) => path.startsWith("actors/") && /^export default/m.test(source))
        .map(({ path }) => path),
    );
    const couplings = imports
      .filter(({ target }) => actors.has(target))
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(couplings).toEqual([]);
  });

  test("nothing imports the command line", () => {
    const importers = imports
      .filter(({ target }) => target.startsWith("src/desk/cli/"))
      .filter(({ path }) => !path.startsWith("src/desk/cli/"));
    expect(importers.map(({ path }) => path)).toEqual([]);
  });

  test("nothing imports the test kit", () => {
    const importers = imports
      .filter(({ target }) => /^(?:src\/desk\/testing\/|outcry\/)/.test(target))
      .filter(({ path }) => !path.startsWith("src/desk/testing/"));
    expect(importers.map(({ path }) => path)).toEqual([]);
  });

  test("who verifies the audit log shares no code with who writes it", () => {
    const shared = imports
      .filter(({ path }) => path.startsWith("src/desk/audit-verify/"))
      .filter(({ target }) => !target.startsWith("src/desk/audit-verify/"))
      .filter(({ target }) => !/^node:(?:crypto|fs|path)$/.test(target))
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(shared).toEqual([]);
  });

  test("a package stays in the folder that wraps it", () => {
    const leaks = imports
      .filter(({ target }) => !isOwn(target) && !/^(?:bun|node)(?::|$)/.test(target))
      .filter(({ path, target }) => !packages[packageOf(target)]?.includes(folderOf(path)))
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(leaks).toEqual([]);
  });

  test("every folder of the sources stands in the table", () => {
    const unknown = [...new Set(paths.map(folderOf))].filter((folder) => !(folder in allowed));
    expect(unknown).toEqual([]);
  });
});

describe("actors and trading", () => {
  const pure = sources.filter(({ path }) => /^(?:actors|src\/trading)\//.test(path));
  const FORBIDDEN =
    /(?<![.\w$#"])(?:(?:new\s+)?(?:Date|WebSocket|Worker|SharedArrayBuffer)\b(?=\s*[.(])|(?:performance|Bun|process|Atomics|crypto|globalThis)\.|(?:setTimeout|setInterval|setImmediate|queueMicrotask|fetch)\(|Math\.random)/g;

  test("touch no clock, thread, I/O or unseeded randomness", () => {
    const uses = pure.flatMap(({ path, source }) =>
      [...codeOf(source).matchAll(FORBIDDEN)].map(([found]) => `${path} uses ${found}`),
    );
    expect(uses).toEqual([]);
  });

  test("do not silence the lint rules that say so", () => {
    const silenced = pure
      .filter(({ source }) => /biome-ignore.*(?:noRestricted|noJsRestricted)/.test(source))
      .map(({ path }) => path);
    expect(silenced).toEqual([]);
  });

  /** To sign, and to check a signature, is calculation: these folders may, by node:crypto alone. */
  const SIGNING = /^src\/trading\/venue\/(?:\w+\/)+(?:signing|signature)\/[\w-]+\.ts$/;

  test("import no module of the system, but to sign", () => {
    const modules = imports
      .filter(({ path }) => /^(?:actors|src\/trading)\//.test(path))
      .filter(({ target }) => /^(?:bun|node)(?::|$)/.test(target))
      .filter(({ path, target }) => !(SIGNING.test(path) && target === "node:crypto"))
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(modules).toEqual([]);
  });
});

describe("the key of a venue", () => {
  const VENUE = /^src\/trading\/venue\/(?:\w+\/)+?(?=signing\/)/;
  /** A setting that reads like a key, as anything but a secret. */
  const PLAIN_KEY =
    /\b\w*(?:secret|apiKey|privateKey|signingKey|passw|credential)\w*\s*:\s*(?:text|texts|choice)\(/gi;
  const actors = sources.filter(({ path }) => path.startsWith("actors/"));
  const inOthers = actors.filter(({ path }) => !path.startsWith("actors/execution/"));

  test("is in reach of its venue's own code and of an execution alone", () => {
    const reaching = imports
      .filter(({ target }) => VENUE.test(target))
      .filter(({ path, target }) => {
        const [venue = ""] = VENUE.exec(target) ?? [];
        return !path.startsWith(venue) && !path.startsWith("actors/execution/");
      })
      .map(({ path, target }) => `${path} imports ${target}`);
    expect(reaching).toEqual([]);
    expect(imports.some(({ target }) => VENUE.test(target))).toBe(true);
  });

  test("is an argument of an execution alone, and always a secret one", () => {
    const taken = inOthers
      .filter(({ source }) => /(?<![.\w])secret\(/.test(codeOf(source)))
      .map(({ path }) => `${path} takes a secret`);
    const plain = actors.flatMap(({ path, source }) =>
      [...codeOf(source).matchAll(PLAIN_KEY)].map(([found]) => `${path} has ${found})`),
    );
    expect([...taken, ...plain]).toEqual([]);
  });

  test("signs in an execution alone", () => {
    const signing = inOthers
      .filter(({ source }) => /\.sign\(|\bcreateHmac\b|\bVenueKey\b/.test(codeOf(source)))
      .map(({ path }) => path);
    expect(signing).toEqual([]);
  });
});
