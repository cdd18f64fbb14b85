/** Does what the core of the gateway wants done: bytes, events, boards and words. */
import type {
  LastLook as CoreLook,
  GatewayOutput,
} from "../../../src/trading/venue/binance/gateway/gateway-io.ts";
import { showFunds } from "./funds.ts";
import { lastLook } from "./last-look.ts";
import { reconnect, write } from "./link.ts";
import type { Ctx, State } from "./state.ts";

/** Does what the core wants done. The last look comes right before each write. */
export function act(state: State, ctx: Ctx): undefined {
  const look: CoreLook = ({ id }, what) => {
    const approved = what === "AMEND" ? state.amendments.get(id) : state.approvals.get(id)?.order;
    if (approved === undefined) return { kind: "REJECTED", reason: "not approved" };
    return lastLook(state, approved, ctx);
  };
  // What a connection does not take has a consequence of its own: a cancel goes by REST.
  let outputs = state.core.take(look, ctx.now());
  while (outputs.length > 0) {
    for (const output of outputs) perform(state, output, ctx);
    outputs = state.core.take(look, ctx.now());
  }
  showTold(state, ctx);
  showFunds(state, ctx);
}

function perform(state: State, output: GatewayOutput, ctx: Ctx): undefined {
  switch (output.kind) {
    case "SEND":
      return write(state, output, ctx, act);
    case "SAY": {
      const { order, saying } = output;
      if (saying.kind === "SENT") noteLeft(state, order.id, ctx);
      if (order.isDone || !order.isBusy) state.amendments.delete(order.id);
      state.ledger.say(order, saying, ctx);
      return;
    }
    case "ENDING":
      return state.ending.note(output.id, output.reason, ctx);
    case "UNSENT": {
      const { id: orderId, strategy, instrument, side, priceTicks, lots } = output.ticket;
      state.approvals.delete(orderId);
      const about = { orderId, strategy, instrument: instrument.number, side, priceTicks, lots };
      state.ledger.sayUnsent(about, output.event, ctx);
      return;
    }
    case "ALARM":
      ctx.log(LEVELS[output.level], output.text);
      return;
    case "ANSWERED": {
      const { sentNs: sentAt, ...answer } = output.answer;
      if (!ctx.send.answer({ ...answer, sentAt })) ctx.count("execution:answersDropped");
      return;
    }
    case "RECONNECT":
      ctx.log("warn", `connects anew: ${output.reason}`);
      return reconnect(state.link, output.isMute);
    case "FAIL":
      return ctx.fail(output.reason);
    case "COUNT":
      ctx.count(output.name);
  }
}

const LEVELS = { INFO: "info", WARN: "warn", ERROR: "error", HALT: "error" } as const;

function noteLeft(state: State, id: string, ctx: Ctx): undefined {
  const approval = state.approvals.get(id);
  state.approvals.delete(id);
  if (approval !== undefined) ctx.latency("gateway", ctx.now() - approval.committedAt);
}

/** Says what waits. A fill and its trade's place on the board are shown in one turn, always. */
export function flush(state: State, ctx: Ctx): undefined {
  state.ledger.flush(ctx);
  showTold(state, ctx);
}

function showTold(state: State, ctx: Ctx): undefined {
  for (const slot of state.ringSlots) {
    const trade = state.ring.trades[slot];
    if (trade !== undefined) ctx.board.told.put(slot, trade);
  }
  state.ringSlots.clear();
}
