/** Does to a simulated desk what a plan of faults says. */
import { Prng } from "../../../core/prng.ts";
import type { SimulatedThread } from "../../../runtime/simulation/thread/simulated-thread.ts";
import type { ActorAbout } from "../../message/desk-facts.ts";
import type { Fuse } from "../world/life-witness.ts";
import type { Deed } from "../world/mischief.ts";
import type { SimulatedDesk } from "../world/simulated-desk.ts";
import type { Fault, FaultKind } from "./fault-plan.ts";

export type FaultHandOptions = {
  readonly desk: SimulatedDesk;
  readonly fuses: Map<string, Fuse>;
  /** Begins the next process after `ms`. */
  readonly bootAfter: (ms: number) => void;
  readonly note: (sometimes: string) => void;
};

/** Between two looks whether something is unread. Milliseconds. */
const UNREAD_LOOK_MS = 5;

type Deeds = Readonly<Record<FaultKind, (random: Prng) => void>>;

export class FaultHand {
  readonly #options: FaultHandOptions;
  readonly #deeds: Deeds;
  /** Set once faults are over: what would come later does not. */
  #isOver = false;
  /** What a fault holds on to, and gives back at its end. */
  readonly #toMend = new Set<() => void>();

  constructor(options: FaultHandOptions) {
    this.#options = options;
    this.#deeds = { ...this.#deaths(), ...this.#delays(), ...this.#outside(), ...this.#inside() };
  }

  do({ kind, seed }: Fault): undefined {
    if (this.#isOver || this.#options.desk.process === null) return;
    this.#deeds[kind](new Prng(seed));
    this.#options.note(`fault ${kind}`);
  }

  /** Faults are over, and what they broke is whole again. */
  end(): undefined {
    this.#isOver = true;
    for (const mend of this.#toMend) mend();
    this.#toMend.clear();
    const { desk, fuses } = this.#options;
    fuses.clear();
    desk.mischief.clear();
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
      VANISH_WITH_ZERO: (random: Prng) => desk.threadOf(this.#actor(random))?.vanish(0),
      DIE_BEFORE_HANDLER: (random: Prng) => this.#fuse(random, "BEFORE_HANDLER", blow),
      DIE_AFTER_HANDLER: (random: Prng) => this.#fuse(random, "AFTER_HANDLER", blow),
      STAND_STILL: (random: Prng) =>
        this.#fuse(random, "BEFORE_HANDLER", (thread) => thread.standStill()),
      NATIVE_CALL: (random: Prng) =>
        this.#fuse(random, "BEFORE_HANDLER", (thread) => {
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
        if (thread === null) return;
        const before = thread.handlerNs;
        thread.handlerNs = random.between(1e5, 5e7);
        this.#mendAfter(random.between(100, 5_000), () => {
          thread.handlerNs = before;
        });
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
    const socket = (random: Prng) => {
      const open = network.sockets.flatMap(({ connection }) => connection ?? []);
      return open.length === 0 ? null : random.pick(open);
    };
    const wear = (random: Prng, changed: Partial<typeof disk.wear>) => {
      disk.wear = { ...disk.wear, ...changed };
      this.#mendAfter(random.between(50, 3_000), () => disk.repair());
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
      CUT: (random: Prng) => socket(random)?.cut(),
      HALF_OPEN: (random: Prng) => socket(random)?.halfOpen(),
      BAD_WEATHER: (random: Prng) => {
        const low = random.between(1e4, 3e7);
        network.weather = {
          ...network.weather,
          delayNs: { low, high: low + random.between(1e5, 1e8) },
          refusedFraction: random.unit() * 0.5,
          repeatsAfterReconnect: random.unit() < 0.5,
        };
        this.#mendAfter(random.between(100, 5_000), () => network.clear());
      },
      LOSE_HTTP: (random: Prng) => {
        const lostBeforeFraction = random.unit() * 0.5;
        const lostAfterFraction = random.unit() * 0.5;
        network.weather = { ...network.weather, lostBeforeFraction, lostAfterFraction };
        this.#mendAfter(random.between(500, 10_000), () => network.clear());
        socket(random)?.cut();
      },
      SKIP_FRAMES: (random: Prng) => {
        network.weather = { ...network.weather, skippedFraction: random.unit() * 0.2 };
        this.#mendAfter(random.between(100, 3_000), () => network.clear());
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
    };
    return {
      RECONFIGURE: (random: Prng) => {
        const { name, args } = random.pick(desk.plan.actors);
        void desk.system?.reconfigure(name, args);
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
        this.#mendAfter(random.between(50, 3_000), () => desk.resume(name));
      },
      HALVE_LIMITS: (random: Prng) => {
        const strategy = this.#strategy(random);
        const spec = desk.specOf(strategy);
        if (spec === null) return;
        const about = withHalfLimits(spec.about as ActorAbout);
        void desk.system?.replace(strategy, { ...spec, about });
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

  #fuse(random: Prng, when: Fuse["when"], blow: Fuse["blow"]): undefined {
    const left = Math.ceil(10 ** (random.unit() * 3));
    this.#options.fuses.set(this.#actor(random), { left, when, blow });
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
