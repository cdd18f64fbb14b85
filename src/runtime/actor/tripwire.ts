/**
 * Refuses, while an actor's own code runs, what an actor may reach only through `ctx`: clocks,
 * timers, random numbers, sockets, files and processes.
 *
 * Lint says it earlier; this says it for code that lint has not seen. The runtime's own calls are
 * let through by {@link allow}, which `ctx` wraps around what it does on an actor's behalf.
 */

let armed = false;

/** From here on an actor's own code runs. The hot path's form of {@link guard}. */
export function arm(): undefined {
  armed = true;
}

/** From here on the runtime's code runs. */
export function disarm(): undefined {
  armed = false;
}

/** Runs an actor's own code under the tripwire. */
export function guard<Result>(run: () => Result): Result {
  arm();
  try {
    return run();
  } finally {
    disarm();
  }
}

/** {@link guard} for code that may take time; `onThrown` is told before anybody else. */
export async function guardLater(
  run: () => unknown,
  onThrown: (error: unknown) => undefined,
): Promise<undefined> {
  try {
    await guard(run);
  } catch (error) {
    onThrown(error);
    throw error;
  }
}

/** Runs the runtime's code from within an actor's. */
export function allow<Result>(run: () => Result): Result {
  const before = armed;
  armed = false;
  try {
    return run();
  } finally {
    armed = before;
  }
}

/** What a handler must call instead, by the name that it called. */
const INSTEAD: Readonly<Record<string, string>> = {
  setTimeout: "ctx.after",
  setInterval: "every",
  setImmediate: "ctx.after",
  queueMicrotask: "ctx.after",
  fetch: "ctx.io.http",
  WebSocket: "ctx.io.socket",
  Date: "ctx.wall",
  Worker: "an actor of its own",
};

const BUN_IO = [
  "file",
  "write",
  "serve",
  "connect",
  "listen",
  "spawn",
  "spawnSync",
  "sleep",
  "sleepSync",
  "nanoseconds",
  "udpSocket",
] as const;

/** Sets the tripwire in this thread, once. */
export function setTripwire(): undefined {
  for (const [name, instead] of Object.entries(INSTEAD)) {
    const original = Reflect.get(globalThis, name);
    if (typeof original === "function") replace(globalThis, name, wrap(original, name, instead));
  }
  replace(Math, "random", wrap(Math.random, "Math.random", "ctx.random"));
  const clock: { now(): number } = Reflect.get(globalThis, "performance");
  replace(clock, "now", wrap(clock.now.bind(clock), "performance.now", "ctx.now"));
  for (const name of BUN_IO) {
    const original = Reflect.get(Bun, name);
    if (typeof original === "function") {
      replace(Bun, name, wrap(original, `Bun.${name}`, "ctx.io or ctx.now"));
    }
  }
}

/** The same function or class, refused while armed. */
function wrap(original: object, name: string, instead: string): object {
  const refuse = () => {
    if (armed) throw new TypeError(`Cannot call ${name} in an actor: use ${instead}`);
  };
  return new Proxy(original, {
    apply(target, self, args) {
      refuse();
      return Reflect.apply(target as () => unknown, self, args);
    },
    construct(target, args, newTarget) {
      refuse();
      return Reflect.construct(target as new () => object, args, newTarget);
    },
    get(target, key) {
      if (key === "now") refuse();
      return Reflect.get(target, key);
    },
  });
}

/** Set, not defined: Bun's own names are writable and not configurable. */
function replace(holder: object, name: string, value: object): undefined {
  Reflect.set(holder, name, value);
}
