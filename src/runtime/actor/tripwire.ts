/**
 * Refuses, while an actor's own code runs, what an actor may reach only through `ctx`: clocks,
 * timers, random numbers, sockets, files and processes.
 *
 * Lint says it earlier; this says it for code that lint has not seen. The runtime's own calls are
 * let through by {@link allow}, which `ctx` wraps around what it does on an actor's behalf.
 */

let armed = false;
/** Who wants it to be set. */
let holders = 0;
/** What puts each name back as it was. */
const replaced: (() => void)[] = [];

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

/** Sets the tripwire in this thread, for all that it runs until what is returned is called. */
export function setTripwire(): () => undefined {
  holders += 1;
  wires ??= makeWires();
  if (holders === 1) for (const [holder, name, wrapped] of wires) replace(holder, name, wrapped);
  let isHeld = true;
  return () => {
    if (isHeld) holders -= 1;
    isHeld = false;
    if (holders === 0) for (const putBack of replaced.splice(0)) putBack();
  };
}

type Wire = readonly [holder: object, name: string, wrapped: object];

/** Made once: a test kit sets and releases it with each step. */
let wires: readonly Wire[] | null = null;

function makeWires(): readonly Wire[] {
  const wrapped: Wire[] = [];
  for (const [name, instead] of Object.entries(INSTEAD)) {
    const original = Reflect.get(globalThis, name);
    if (typeof original === "function") {
      wrapped.push([globalThis, name, wrap(original, name, instead)]);
    }
  }
  wrapped.push([Math, "random", wrap(Math.random, "Math.random", "ctx.random")]);
  const clock: { now(): number } = Reflect.get(globalThis, "performance");
  wrapped.push([clock, "now", wrap(clock.now.bind(clock), "performance.now", "ctx.now")]);
  for (const name of BUN_IO) {
    const original = Reflect.get(Bun, name);
    if (typeof original === "function") {
      wrapped.push([Bun, name, wrap(original, `Bun.${name}`, "ctx.io or ctx.now")]);
    }
  }
  return wrapped;
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
  const original = Reflect.get(holder, name);
  replaced.push(() => Reflect.set(holder, name, original));
  Reflect.set(holder, name, value);
}
