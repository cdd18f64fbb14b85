/**
 * Who wants orders: by name, under as many ids as it takes. A crash can take a decision before it left:
 * then it is decided anew, under a new id. What may have left is never sent again.
 */
import type { GatewayOutput } from "../../../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type {
  OrderTicket,
  ReplaceMode,
} from "../../../../../../../src/trading/venue/binance/requests/order-calls.ts";
import type { Scene } from "./scene.ts";

export type Wanted = Partial<OrderTicket> & {
  /** In the place of the order of this name. */
  readonly insteadOf?: string;
  readonly mode?: ReplaceMode;
};

type Intent = {
  readonly wanted: Wanted;
  readonly ids: string[];
  isGoneWanted: boolean;
  /** NaN: as they are. */
  lotsWanted: number;
  /** Its only trace is at the venue. */
  isLost: boolean;
};

export class Strategy {
  readonly #scene: Scene;
  readonly #intents = new Map<string, Intent>();
  /** Ids that surely never left. */
  readonly #unwritten = new Set<string>();
  #ids = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get names(): readonly string[] {
    return [...this.#intents.keys()];
  }

  idsOf(name: string): readonly string[] {
    return this.#of(name).ids;
  }

  idOf(name: string): string {
    return this.idsOf(name).at(-1) ?? "";
  }

  isLost(name: string): boolean {
    return this.#of(name).isLost;
  }

  get isAnyLost(): boolean {
    return [...this.#intents.values()].some(({ isLost }) => isLost);
  }

  place(name: string, wanted: Wanted): undefined {
    const intent = { wanted, ids: [], isGoneWanted: false, lotsWanted: Number.NaN, isLost: false };
    this.#intents.set(name, intent);
    this.#place(intent);
  }

  cancel(name: string): undefined {
    const intent = this.#of(name);
    intent.isGoneWanted = true;
    this.#scene.core.cancel(this.idOf(name), "", this.#scene.now);
    this.#scene.flush();
  }

  amend(name: string, lots: number): string | null {
    this.#of(name).lotsWanted = lots;
    const why = this.#scene.core.amend(this.idOf(name), lots, this.#scene.now);
    this.#scene.flush();
    return why;
  }

  /** What a crash takes with it. */
  noteCrash(
    outputs: readonly GatewayOutput[],
    { isWritten, isSaid }: { readonly isWritten: boolean; readonly isSaid: boolean },
  ): undefined {
    for (const output of outputs) {
      if (output.kind !== "SEND") continue;
      const id = output.call.params.newClientOrderId ?? "";
      const isNew = ["order.place", "order.cancelReplace"].includes(output.call.method);
      if (!isNew) continue;
      if (!isWritten) this.#unwritten.add(id);
      else if (!isSaid) {
        const intent = [...this.#intents.values()].find(({ ids }) => ids.includes(id));
        if (intent !== undefined) intent.isLost = true;
      }
    }
  }

  /** Behind a crash: what never left, and cancels and amendments that are still wanted. */
  decideAnew(): undefined {
    if (this.#scene.crashes === 0) return;
    const { core, record } = this.#scene;
    for (const [name, intent] of this.#intents) {
      const id = this.idOf(name);
      const kinds = record.kindsOf(id);
      const isUndone = kinds.length === 0 || kinds.at(-1) === "REJECTED";
      if (this.#unwritten.has(id) && isUndone) this.#place(intent);
      const order = core.get(id);
      if (order === null || order.isDone) continue;
      const isRefused = kinds.includes("CANCEL_REJECTED");
      if (intent.isGoneWanted && !order.isCancelWanted && !isRefused) this.cancel(name);
      if (intent.lotsWanted < order.orderLots) this.amend(name, intent.lotsWanted);
    }
  }

  #place(intent: Intent): undefined {
    const scene = this.#scene;
    this.#ids += 1;
    const id = `o0000703001${this.#ids.toString().padStart(5, "0")}`;
    intent.ids.push(id);
    const { insteadOf, mode = "STOP_ON_FAILURE", ...wanted } = intent.wanted;
    const ticket = scene.ticket({ ...wanted, id });
    if (insteadOf === undefined) scene.core.place(ticket, scene.now);
    else scene.core.replace({ oldId: this.idOf(insteadOf), ticket, mode }, scene.now);
    scene.flush();
  }

  #of(name: string): Intent {
    const intent = this.#intents.get(name);
    if (intent === undefined) throw new Error(`nobody wants ${name}`);
    return intent;
  }
}
