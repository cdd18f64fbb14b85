/**
 * What main alone knows of a desk, said on main's topic from the moment in which that is there: beats,
 * steps in the lives of actors, what people asked for and what became of it, which files are in force,
 * and what a person must hear of. So the journal has it, in one order with the orders.
 *
 * It waits for nobody, and runs on main's own time: the same in the simulation.
 */
import type { Time } from "../../../core/time.ts";
import type { SystemEvent } from "../../../runtime/supervisor/system-event.ts";
import type { MainVoice } from "../../../runtime/supervisor/voice/main-voice.ts";
import type { ActorPlan, DeskPlan } from "../../config/desk-plan.ts";
import type { AlertBody } from "../../message/alert.ts";
import { BEAT_MS, type BeatBody } from "../../message/beat.ts";
import type { OperatorActionBody } from "../../message/operator-action.ts";
import { configHashOf } from "../desk-specs.ts";
import { type BeatView, beatOf, isOther } from "./beat-of.ts";
import { configLoadOf } from "./config-changes.ts";
import { HaltWatch } from "./halt-watch.ts";
import { LifeWatch } from "./life-watch.ts";
import { Speaker, WAITING_MAX } from "./speaker.ts";

export type ChronicleOptions = {
  readonly time: Pick<Time, "now" | "every">;
  /** Null where main has no topic: then nothing is said. */
  readonly voice: Pick<MainVoice, "queue"> | null;
  readonly view: BeatView;
  readonly plan: DeskPlan;
  /** Told of each alert, as it was said. */
  readonly onAlert?: (alert: AlertBody) => void;
  /** Something could not even wait to be said. */
  readonly onLost?: () => void;
};

/** Between two looks at what may have changed: a tenth of a beat. Milliseconds. */
export const LOOK_MS = 100;

export class Chronicle {
  readonly #options: ChronicleOptions;
  readonly #speaker: Speaker | null;
  readonly #lives = new LifeWatch();
  readonly #halts = new HaltWatch();
  readonly #endLooks: () => void;
  readonly #lastSeen: Map<string, ActorPlan>;
  #plan: DeskPlan;
  #beat: BeatBody | null = null;
  #beatAt = Number.NEGATIVE_INFINITY;

  /** Says which files are in force, and begins to look. */
  constructor(options: ChronicleOptions) {
    const { time, voice, plan, onLost = () => {} } = options;
    this.#options = options;
    this.#plan = plan;
    this.#lastSeen = new Map(plan.actors.map((actor) => [actor.name, actor]));
    const queue = voice?.queue({ messagesMax: WAITING_MAX, onFull: onLost }) ?? null;
    this.#speaker = queue === null ? null : new Speaker(queue, plan.references);
    this.#speaker?.load(configLoadOf(plan, null));
    this.#endLooks = time.every(LOOK_MS, () => this.look());
  }

  /** Says what is another since the last look, and the beat that is due. */
  look(): undefined {
    const { time, view } = this.#options;
    for (const life of this.#lives.look(view.actors())) this.#speaker?.life(life);
    const alert = this.#halts.look(view.halted);
    if (alert !== null) this.alert(alert);
    const beat = beatOf(view);
    const now = time.now();
    // Half a look early is in time: the next one would be late.
    const isDue = !(now - this.#beatAt < (BEAT_MS - LOOK_MS / 2) * 1e6);
    if (!isDue && !isOther(this.#beat, beat)) return;
    this.#beat = beat;
    this.#beatAt = now;
    this.#speaker?.beat(beat);
  }

  /** What a supervisor tells. */
  onEvent(event: SystemEvent): undefined {
    const life = this.#lives.tell(event, this.#options.view.actors());
    if (life !== null) this.#speaker?.life(life);
    const text = alertTextOf(event);
    if (text !== null) this.alert({ level: "ERROR", source: event.actor, text });
  }

  /** What was asked for, before it is done, and what became of it. */
  act(action: OperatorActionBody): undefined {
    this.#speaker?.action(action);
  }

  /** Other files, or other code, are in force. Says nothing when nothing is another. */
  load(plan: DeskPlan): undefined {
    const before = this.#plan;
    this.#plan = plan;
    if (this.#speaker === null) return;
    this.#speaker.hide(plan.references);
    const load = configLoadOf(plan, before, this.#lastSeen);
    for (const actor of plan.actors) this.#lastSeen.set(actor.name, actor);
    if (load.changes.length === 0 && load.hash === configHashOf(before)) return;
    this.#speaker.load(load);
  }

  /** State is not kept, and why; null: it is again. */
  onKept(failure: string | null): undefined {
    const text = failure === null ? "state is kept again" : `state is not kept: ${failure}`;
    this.alert({ level: "WARN", source: "desk", text });
  }

  alert(alert: AlertBody): undefined {
    const said = this.#speaker?.alert(alert) ?? alert;
    this.#options.onAlert?.(said);
  }

  /** The last look. Nothing is said from here on. */
  close(): undefined {
    this.#endLooks();
    this.look();
    this.#speaker?.close();
  }
}

function alertTextOf(event: SystemEvent): string | null {
  switch (event.kind) {
    case "QUARANTINED":
      return `it is down: quarantined after ${event.reason}`;
    case "ESCALATED":
      return `a supervisor gave up: ${event.reason}`;
    case "UNKILLABLE":
      return `its thread cannot be ended: ${event.reason}`;
    default:
      return null;
  }
}
