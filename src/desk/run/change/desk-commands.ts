/** The commands of the console, carried out on the actors that run. */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import { noSuch } from "../../http/control/control-app.ts";
import type {
  Action,
  ActionOptions,
  ControlAnswer,
  ControlFailure,
  ControlResult,
  DeskControl,
  DeskLegend,
} from "../../http/control/desk-control.ts";
import type { DeskView } from "../../http/desk-view.ts";
import type { OperatorActionBody } from "../../message/operator-action.ts";
import type { DeskChanger } from "./desk-changer.ts";

/** What the commands reach. */
export type CommandedDesk = {
  readonly view: DeskView;
  readonly system: Pick<ActorSystem, "ask" | "restart" | "suspend" | "resume">;
  readonly changer: DeskChanger;
  /** Told of every command before it is carried out: who commands a desk is written down. */
  readonly say: (line: string) => void;
  /** Told the same for the record, and then what became of it. */
  readonly act: (action: OperatorActionBody) => void;
  /** Whether the desk stops, or must: then nobody may start, resume or suspend anything. */
  readonly isEnding: () => boolean;
};

const NOT_NOW = "it starts, stops or is down at this moment";

export class DeskCommands implements DeskControl {
  readonly #desk: CommandedDesk;

  constructor(desk: CommandedDesk) {
    this.#desk = desk;
  }

  names(): readonly string[] {
    return this.#desk.view.actors().map(({ name }) => name);
  }

  inspect(name: string): Readonly<Record<string, unknown>> | null {
    const { view, changer } = this.#desk;
    const status = view.actors().find((one) => one.name === name);
    if (status === undefined) return null;
    const plan = changer.plan.actors.find((one) => one.name === name);
    return {
      ...status,
      use: plan?.use ?? null,
      file: plan?.file ?? null,
      reads: plan?.reads ?? [],
      supervisor: plan?.child ?? null,
      answers: Object.keys(plan?.inspection.answers ?? {}),
      ring: view.ringOf(name),
      counters: view.telemetryOf(name)?.counters() ?? {},
    };
  }

  async ask(name: string, answer: string): Promise<Result<unknown, ControlFailure>> {
    if (!this.#isThere(name)) return failWith(noSuch(name, this.names()));
    const reply = await this.#desk.system.ask(name, answer);
    if (reply.ok) return reply;
    const message = reply.failure;
    if (/no answer within/.test(message)) return failWith({ kind: "TIMEOUT", message });
    const isAbsent = message.includes(`no answer ${answer}`);
    return failWith({ kind: isAbsent ? "NOT_FOUND" : "NOT_RUNNING", message });
  }

  legend(): DeskLegend {
    const { view, changer } = this.#desk;
    return {
      actors: view.actors().map(({ number, name }) => ({ number, name })),
      instruments: changer.plan.instruments.map(({ number, name, base, quote, tick, lot }) => ({
        number,
        name,
        base,
        quote,
        tick,
        lot,
      })),
    };
  }

  async act(action: Action, name: string, options: ActionOptions): Promise<ControlResult> {
    const asked = { action: options.fresh ? `${action} fresh` : action, actor: name, by: "api" };
    this.#desk.act({ ...asked, outcome: "ASKED", reason: options.reason });
    const outcome = await this.#act(action, name, options);
    this.#desk.act({
      ...asked,
      outcome: outcome.ok ? "DONE" : "REFUSED",
      reason: outcome.ok ? outcome.value.message : outcome.failure.message,
    });
    return outcome;
  }

  async #act(action: Action, name: string, options: ActionOptions): Promise<ControlResult> {
    if (this.#desk.isEnding())
      return failWith({ kind: "CONFLICT", message: "the desk is stopping" });
    if (action !== "add" && !this.#isThere(name)) return failWith(noSuch(name, this.names()));
    this.#desk.say(`command: ${action} ${name}: ${options.reason}`);
    return this.#carryOut(action, name, options);
  }

  async #carryOut(action: Action, name: string, options: ActionOptions): Promise<ControlResult> {
    const { system, changer } = this.#desk;
    const { reason, fresh } = options;
    switch (action) {
      case "add":
        return said(await changer.add(name), `${name} is started`);
      case "remove":
        return outcomeOf(
          await changer.remove(name, reason),
          `${name} is stopped and taken out; its file is still there: a save of it, or add, brings it back`,
        );
      case "restart":
        if (fresh) return said(await changer.refresh(name), `${name} is restarted with new code`);
        return didOf(await system.restart(name, reason), `${name} is restarted`);
      case "suspend":
        return didOf(await system.suspend(name), `${name} is suspended: it handles nothing`);
      case "resume":
        return didOf(system.resume(name), `${name} goes on`);
      case "swap": {
        const swapped = await changer.swap(name);
        if (!swapped.ok) return swapped;
        const { pauseMs, incarnation } = swapped.value;
        const message = `${name} runs the code of its file (life ${incarnation}) after ${pauseMs.toFixed(1)} ms`;
        return succeed({ message, data: { pauseMs, incarnation } });
      }
    }
  }

  #isThere(name: string): boolean {
    return this.#desk.view.actors().some((one) => one.name === name);
  }
}

function said(outcome: Result<unknown, ControlFailure>, message: string): ControlResult {
  return outcome.ok ? succeed<ControlAnswer>({ message }) : outcome;
}

function outcomeOf(outcome: Result<undefined, string>, message: string): ControlResult {
  if (outcome.ok) return succeed({ message });
  return failWith({ kind: "CONFLICT", message: outcome.failure });
}

function didOf(did: boolean, message: string): ControlResult {
  return did ? succeed({ message }) : failWith({ kind: "CONFLICT", message: NOT_NOW });
}
