/** No deadline of the runtime is on the wall clock: it steps, and who waits by it waits for ever. */
import { expect, test } from "bun:test";
import { codeOf, filesOf, textOf } from "../project.ts";

/** Where deadlines are: threads, actors, sockets, and the memory between them. */
const FOLDERS = "src/runtime/{supervisor,actor,io,ring,telemetry}/**/*.ts";

/** All names by which wall time can be read. */
const WALL = /\b(?:Date\b|wallMicros|performance\b|timeOrigin|hrtime|process\.uptime)/g;

/** What may name it, and what for. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // `ctx.wall()`, for people and venues.
  "src/runtime/actor/cell-context.ts": ["wallMicros"],
  // What an actor may not call.
  "src/runtime/actor/tripwire.ts": ["Date", "performance"],
};

// S-27
test("no part of the runtime with a deadline reads the wall clock, but for `ctx.wall` and to refuse it to actors", async () => {
  const paths = await filesOf(FOLDERS);
  expect(paths.length).toBeGreaterThan(50);
  const uses = await Promise.all(
    paths.map(async (path) => {
      const found = new Set([...codeOf(await textOf(path)).matchAll(WALL)].map(([name]) => name));
      return [...found]
        .filter((name) => !ALLOWED[path]?.includes(name))
        .map((name) => `${path} reads ${name}`);
    }),
  );
  expect(uses.flat()).toEqual([]);
});

/** Waits that are no deadlines: nobody is late when they are over. */
const WAITS: readonly string[] = [
  // Between two looks.
  "src/runtime/supervisor/commands.ts",
  "src/runtime/supervisor/roster/peers.ts",
  "src/runtime/supervisor/swap/ask-until-yes.ts",
  // `ctx.after`.
  "src/runtime/actor/timers.ts",
];

// S-27
test("a deadline of threads and actors is one that stands still while they do", async () => {
  const paths = await filesOf("src/runtime/{supervisor,actor}/**/*.ts");
  const bare = await Promise.all(
    paths.map(async (path) => (/\bsetTimeout\(/.test(codeOf(await textOf(path))) ? [path] : [])),
  );
  expect(bare.flat().filter((path) => !WAITS.includes(path))).toEqual([]);
});
