/** Does to a simulated desk what a plan of faults says. */
import { Prng } from "../../../core/prng.ts";
import type { Connection } from "../../../runtime/simulation/io/connection.ts";
import type { SimulatedThread } from "../../../runtime/simulation/thread/simulated-thread.ts";
import type { ActorAbout } from "../../message/desk-facts.ts";
import type { Fuse } from "../world/life-witness.ts";
import type { Deed } from "../world/mischief.ts";
import type { SimulatedDesk } from "../world/simulated-desk.ts";
import { exchangeFault, isAtExchange } from "./exchange-fault.ts";
import type { DeskFaultKind, Fault, FaultKind } from "./fault-plan.ts";

export type FaultHandOptions = {
  readonly desk: SimulatedDesk;
  readonly fuses: Map<string, Fuse>;
  /** Begins the next process after `ms`. */
  readonly bootAfter: (ms: number) => void;
  readonly note: (sometimes: string) => void;
  /** Nobody has waited for the actor: it may have missed something of everybody. */
  readonly letGo: (actor: string) => void;
};

/** More than any budget of restarts allows. */
const KILLS = 12;
const KILLS_EVERY_MS = 350;
/** Between two looks whether something is unread. Milliseconds. */
const UNREAD_LOOK_MS = 5;

/** Returns false when there was nobody to do it to, or when it is done later: then it is noted there. */
type Deeds = Readonly<Record<DeskFaultKind, (random: Prng) => unknown>>;

export class FaultHand {
  readonly #options: FaultHandOptions;
  readonly #deeds: Deeds;
  /** Set once faults are over: what would come later does not. */
  #isOver = false;
  /** What a fault holds on to, and gives back at its end. */
  readonly #toMend = new Set<() => void>();
  /** Faults that are under way, by what they break. */
  readonly #broken = new Map<string, number>();

  constructor(options: FaultHandOptions) {
    this.#options = options;
    this.#deeds = { ...this.#deaths(), ...this.#delays(), ...this.#outside(), ...this.#inside() };
  }

  do({ kind, seed }: Fault): undefined {
    if (this.#isOver || this.#options.desk.process === null) return;
    const random = new Prng(seed);
    const { venue } = this.#options.desk;
    const isDone = isAtExchange(kind)
      ? venue.arm((symbols) => exchangeFault(kind, random, symbols))
      : this.#deeds[kind](random);
    if (isDone !== false) this.#options.note(`fault ${kind}`);
  }

  /** Faults are over, and what they broke is whole again. */
  end(): undefined {
    this.#isOver = true;
    for (const mend of this.#toMend) mend();
    this.#toMend.clear();
    const { desk, fuses } = this.#options;
    fuses.clear();
    desk.mischief.clear();
    desk.venue.disarm();
    desk.machine.network.clear();
    desk.machine.disk.repair();
    for (const { name } of desk.plan.actors) desk.resume(name);
  }

  #deaths() {
    const { desk } = this.#options;
    const blow = (thread: SimulatedThread) => thread.vanishHere();
    return {
      KILL: (random: Prng) => void desk.system?.kill(this.#actor(random), "a fault"),
      KILL_UNREAD: (random: Prng) => this.#killUnread(random),
      KILL_AGAIN_AND_AGAIN: (random: Prng) => {
        const actor = this.#actor(random);
        for (let kill = 0; kill < KILLS; kill += 1) {
          this.#after(kill * KILLS_EVERY_MS, () => {
            if (!this.#isOver) desk.system?.kill(actor, "a fault");
          });
        }
      },
      VANISH_WITH_ZERO: (random: Prng) => desk.threadOf(this.#actor(random))?.vanish(0),
      DIE_BEFORE_HANDLER: (random: Prng) =>
        this.#fuse("DIE_BEFORE_HANDLER", random, "BEFORE_HANDLER", blow),
      DIE_AFTER_HANDLER: (random: Prng) =>
        this.#fuse("DIE_AFTER_HANDLER", random, "AFTER_HANDLER", blow),
      STAND_STILL: (random: Prng) =>
        this.#fuse("STAND_STILL", random, "BEFORE_HANDLER", (thread) => thread.standStill()),
      NATIVE_CALL: (random: Prng) =>
        this.#fuse("NATIVE_CALL", random, "BEFORE_HANDLER", (thread) => {
          thread.isNative = true;
          return thread.standStill();
        }),
    };
  }

  #delays() {
    const { desk } = this.#options;
    const { engine } = desk;
    return {
      SLOW_HANDLERS: (random: Prng) => {
        const thread = desk.threadOf(this.#actor(random));
        if (thread === null) return false;
        const before = thread.handlerNs;
        thread.handlerNs = random.between(1e5, 5e7);
        this.#mendAfter(random.between(100, 5_000), () => {
          thread.handlerNs = before;
        });
        return true;
      },
      PAUSE: (random: Prng) => desk.threadOf(this.#actor(random))?.charge(random.between(1e6, 5e8)),
      LONG_PAUSE: (random: Prng) =>
        desk.threadOf(this.#actor(random))?.charge(random.between(4e8, 9e8)),
      FULL_TOPIC: (random: Prng) => {
        const ordered = desk.plan.actors.filter(
          ({ kind }) => kind === "risk" || kind === "execution",
        );
        if (ordered.length === 0) return;
        const { name } = random.pick(ordered);
        desk.topics.setFull(name);
        this.#mendAfter(random.between(200, 5_000), () => desk.topics.setRoom(name));
      },
      FREEZE: (random: Prng) => engine.freeze(random.between(1e9, 9e10)),
      BLOCK_MAIN: (random: Prng) => {
        const { process } = desk;
        if (process !== null) process.busyUntil = engine.now + random.between(1e8, 5e9);
      },
      STEP_WALL: (random: Prng) => {
        desk.wall.offsetUs += random.between(-3_600e6, 3_600e6);
      },
    };
  }

  #outside() {
    const { desk, bootAfter } = this.#options;
    const { network, disk } = desk.machine;
    const onSocket = (random: Prng, deed: (connection: Connection) => void) => {
      const open = network.sockets.flatMap(({ connection }) => connection ?? []);
      if (open.length === 0) return false;
      deed(random.pick(open));
      return true;
    };
    const wear = (random: Prng, changed: Partial<typeof disk.wear>) => {
      disk.wear = { ...disk.wear, ...changed };
      this.#mendLast("disk", random.between(50, 3_000), () => disk.repair());
    };
    const crash = (random: Prng, again: boolean) => {
      desk.crash();
      const afterMs = random.between(50, 3_000);
      bootAfter(afterMs);
      if (again) {
        this.#after(afterMs + random.between(1, 60), () => {
          if (this.#isOver || desk.process === null) return;
          desk.crash();
          bootAfter(random.between(50, 1_000));
        });
      }
    };
    return {
      CUT: (random: Prng) => onSocket(random, (connection) => connection.cut()),
      HALF_OPEN: (random: Prng) => onSocket(random, (connection) => connection.halfOpen()),
      BAD_WEATHER: (random: Prng) => {
        const low = random.between(1e4, 3e7);
        network.weather = {
          ...network.weather,
          delayNs: { low, high: low + random.between(1e5, 1e8) },
          refusedFraction: random.unit() * 0.5,
          repeatsAfterReconnect: random.unit() < 0.5,
        };
        this.#mendLast("network", random.between(100, 5_000), () => network.clear());
      },
      LOSE_HTTP: (random: Prng) => {
        const lostBeforeFraction = random.unit() * 0.5;
        const lostAfterFraction = random.unit() * 0.5;
        network.weather = { ...network.weather, lostBeforeFraction, lostAfterFraction };
        this.#mendLast("network", random.between(500, 10_000), () => network.clear());
        onSocket(random, (connection) => connection.cut());
      },
      SKIP_FRAMES: (random: Prng) => {
        network.weather = { ...network.weather, skippedFraction: random.unit() * 0.2 };
        this.#mendLast("network", random.between(100, 3_000), () => network.clear());
      },
      SHORT_WRITES: (random: Prng) => wear(random, { shortFraction: random.unit() }),
      NO_SPACE: (random: Prng) =>
        wear(random, { failedFraction: random.unit(), failure: "ENOSPC" }),
      IO_ERROR: (random: Prng) => wear(random, { failedFraction: random.unit(), failure: "EIO" }),
      CRASH: (random: Prng) => crash(random, false),
      CRASH_TWICE: (random: Prng) => crash(random, true),
      LOSE_POWER: (random: Prng) => {
        desk.losePower();
        bootAfter(random.between(500, 5_000));
      },
    };
  }

  #inside() {
    const { desk } = this.#options;
    const mischief = (deed: Deed) => (random: Prng) => {
      const name = this.#strategy(random);
      if (name !== "") desk.mischief.plan(name, deed, random.between(0, 2 ** 31));
      return false;
    };
    return {
      RECONFIGURE: (random: Prng) => {
        // With other settings it is another exchange, which refuses the log of the one before.
        const actors = desk.plan.actors.filter(
          (one) => one.kind !== "risk" && one.name !== desk.exchange,
        );
        const { name, args } = random.pick(actors);
        void desk.system?.reconfigure(name, withSmaller(args, random));
      },
      RESTART: (random: Prng) => void desk.system?.restart(this.#actor(random), "a change"),
      SWAP: (random: Prng) => {
        const { name, module, args, inspection } = random.pick(desk.plan.actors);
        const swapping = desk.system?.swap(name, { module, code: null, args, inspection });
        void swapping?.then(({ ok }) => this.#options.note(ok ? "a swap" : "a swap refused"));
      },
      SUSPEND: (random: Prng) => {
        const name = this.#actor(random);
        void desk.system?.suspend(name);
        this.#mendAfter(random.between(50, 3_000), () => {
          this.#options.letGo(name);
          desk.resume(name);
        });
      },
      HALVE_LIMITS: (random: Prng) => {
        const strategy = this.#strategy(random);
        const spec = desk.specOf(strategy);
        if (spec === null) return false;
        const about = withHalfLimits(spec.about as ActorAbout);
        void desk.replace(strategy, { ...spec, about });
        return true;
      },
      REMOVE_AND_ADD: (random: Prng) => void desk.removeAndAdd(this.#strategy(random)),
      HOLD: (random: Prng) => {
        const executions = desk.plan.actors.filter(({ kind }) => kind === "execution");
        if (executions.length === 0) return;
        const { name } = random.pick(executions);
        desk.hold(name, random.unit() < 0.5 ? "HOLD" : "CANCEL");
        this.#mendAfter(random.between(50, 3_000), () => desk.resume(name));
      },
      THROW: mischief("THROW"),
      THROW_BEHIND: mischief("THROW_BEHIND"),
      SPIN: mischief("SPIN"),
      FLOOD: mischief("FLOOD"),
      NAN: mischief("NAN"),
      REPEAT: mischief("REPEAT"),
      LATE: mischief("LATE"),
      BLIND: mischief("BLIND"),
    };
  }

  /** A writer dies as soon as one for which it waits, and which has no time, has something to read. */
  #killUnread(random: Prng): undefined {
    const { desk } = this.#options;
    const gates = desk.plan.actors.flatMap(({ name, reads }) =>
      reads
        .filter(({ subscription }) => subscription === "GATE")
        .map(({ actor }) => ({ reader: name, writer: actor })),
    );
    if (gates.length === 0) return;
    const { reader, writer } = random.pick(gates);
    const busyMs = random.between(100, 400);
    desk.threadOf(reader)?.charge(busyMs * 1e6);
    const look = (leftMs: number): undefined => {
      const lags = desk.system?.lags() ?? [];
      const isUnread = lags.some((lag) => {
        return lag.reader === reader && lag.ring === writer && lag.records > 0;
      });
      if (isUnread) desk.system?.kill(writer, "a fault");
      else if (leftMs > UNREAD_LOOK_MS) {
        this.#after(UNREAD_LOOK_MS, () => look(leftMs - UNREAD_LOOK_MS));
      }
    };
    look(busyMs);
  }

  #actor(random: Prng): string {
    return random.pick(this.#options.desk.plan.actors).name;
  }

  /** Empty where the desk has none. */
  #strategy(random: Prng): string {
    const names = this.#options.desk.plan.actors
      .filter(({ kind }) => kind === "strategy")
      .map(({ name }) => name);
    return names.length === 0 ? "" : random.pick(names);
  }

  #fuse(kind: FaultKind, random: Prng, when: Fuse["when"], blow: Fuse["blow"]): false {
    const left = Math.ceil(10 ** (random.unit() * 3));
    this.#options.fuses.set(this.#actor(random), {
      left,
      when,
      blow: (thread) => {
        this.#options.note(`fault ${kind}`);
        return blow(thread);
      },
    });
    return false;
  }

  /** {@link #mendAfter}, once the last fault of what they share is over. */
  #mendLast(what: string, ms: number, mend: () => void): undefined {
    this.#broken.set(what, (this.#broken.get(what) ?? 0) + 1);
    this.#mendAfter(ms, () => {
      const left = (this.#broken.get(what) ?? 0) - 1;
      this.#broken.set(what, left);
      if (left === 0) mend();
    });
  }

  #mendAfter(ms: number, mend: () => void): undefined {
    this.#toMend.add(mend);
    this.#after(ms, () => {
      if (this.#toMend.delete(mend)) mend();
    });
  }

  #after(ms: number, run: () => void): undefined {
    this.#options.desk.engine.laterInWorld(ms * 1e6, run);
  }
}

function withHalfLimits(about: ActorAbout): ActorAbout {
  const { limits } = about;
  const positionLots = Object.fromEntries(
    Object.entries(limits.positionLots).map(([number, lots]) => [number, Math.floor(lots / 2)]),
  );
  return { ...about, limits: { ...limits, positionLots } };
}

/** Other settings within any bounds that hold from the least upwards: numbers above 1 are smaller. */
function withSmaller(args: Readonly<Record<string, unknown>>, random: Prng) {
  const smaller = (value: unknown) => {
    if (typeof value !== "number" || !(value > 1)) return value;
    const next = value * (0.5 + random.unit() / 2);
    return Number.isInteger(value) ? Math.max(1, Math.floor(next)) : Math.max(1, next);
  };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, smaller(value)]));
}
