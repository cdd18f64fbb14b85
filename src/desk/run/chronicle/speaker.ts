/**
 * Says messages on main's topic: bounded, in one line, without what the desk's files took from
 * outside. What no reader has room for waits; what even the queue has no room for is lost, and told of
 * once there is room again.
 */
import type { VoiceQueue } from "../../../runtime/supervisor/voice/voice-queue.ts";
import type { References } from "../../config/toml/references.ts";
import { ActorLife, type ActorLifeBody } from "../../message/actor-life.ts";
import { Alert, type AlertBody } from "../../message/alert.ts";
import { Beat, type BeatBody } from "../../message/beat.ts";
import { ConfigLoad, type ConfigLoadBody } from "../../message/config-load.ts";
import { OperatorAction, type OperatorActionBody } from "../../message/operator-action.ts";

/** Most messages that wait for room: some minutes of a desk in trouble. */
export const WAITING_MAX = 2_000;

/** Longest text of one field. Characters. */
const TEXT_LENGTH_MAX = 400;
/** Most lines of what changed, and most causes of a beat. */
const LINES_MAX = 40;

export class Speaker {
  readonly #queue: VoiceQueue;
  /** Of all files that were ever in force: an actor may say later what it was given before. */
  readonly #references: References[];
  /** Lost, and not told of yet. */
  #lost = 0;
  #isSayingSo = false;

  constructor(queue: VoiceQueue, references: References) {
    this.#queue = queue;
    this.#references = [references];
  }

  /** Other files are in force: what they took from outside is hidden from here on, too. */
  hide(references: References): undefined {
    if (!this.#references.includes(references)) this.#references.push(references);
  }

  beat({ causes, ...beat }: BeatBody): undefined {
    const shown = causes.slice(0, LINES_MAX);
    const hidden = shown.map(({ actor, reason }) => ({ actor, reason: this.#text(reason) }));
    this.#note(this.#queue.say(Beat, { ...beat, causes: hidden }));
  }

  life(life: ActorLifeBody): undefined {
    this.#note(this.#queue.say(ActorLife, { ...life, reason: this.#text(life.reason) }));
  }

  action(action: OperatorActionBody): undefined {
    const { actor, reason } = action;
    const hidden = { actor: this.#text(actor), reason: this.#text(reason) };
    this.#note(this.#queue.say(OperatorAction, { ...action, ...hidden }));
  }

  load(load: ConfigLoadBody): undefined {
    const all = load.changes.map((line) => this.#text(line));
    const left = all.length - LINES_MAX;
    const changes = left <= 0 ? all : [...all.slice(0, LINES_MAX), `and ${left} more`];
    this.#note(this.#queue.say(ConfigLoad, { ...load, changes }));
  }

  /** Returns what was said. */
  alert(alert: AlertBody): AlertBody {
    const said = { ...alert, text: this.#text(alert.text) };
    this.#note(this.#queue.say(Alert, said));
    return said;
  }

  /** What waits is said as far as there is room; what is left then is lost. */
  close(): undefined {
    this.#queue.flush();
    this.#queue.close();
  }

  #text(text: string): string {
    const hidden = this.#references.reduce((before, one) => one.hide(before), text);
    const line = hidden.replaceAll(/\s+/g, " ").trim();
    return line.length <= TEXT_LENGTH_MAX ? line : `${line.slice(0, TEXT_LENGTH_MAX - 3)}...`;
  }

  #note(wasTaken: boolean): undefined {
    if (!wasTaken) this.#lost += 1;
    if (this.#lost === 0 || this.#isSayingSo || this.#queue.waiting > 0) return;
    const text = `${this.#lost} messages of main were lost: who records them was too far behind`;
    this.#lost = 0;
    this.#isSayingSo = true;
    this.alert({ level: "ERROR", source: "desk", text });
    this.#isSayingSo = false;
  }
}
