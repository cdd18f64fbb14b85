/** Faults of the execution: its last look, its orders and what it says of them. */
import type { Mutant } from "./mutant.ts";

const PAPER = "actors/execution/paper.ts";
const LEDGER = "actors/execution/event-ledger.ts";
const DUTY = "src/trading/risk/gateway-duty.ts";

export const GATEWAY_MUTANTS: readonly Mutant[] = [
  {
    fault: "validity is looked at by the gate alone",
    edits: [
      {
        file: PAPER,
        from: '  if (!(ctx.now() <= approved.validUntil)) return { kind: "EXPIRED", reason: "too late" };\n',
        to: "",
      },
    ],
    judge: null,
  },
  {
    fault: "the last look does not ask for the epoch",
    edits: [
      {
        file: PAPER,
        from: '  if (duty.epoch !== approved.riskEpoch) return { kind: "EXPIRED", reason: "old risk epoch" };\n',
        to: "",
      },
    ],
    judge: null,
  },
  {
    fault: "nobody looks whether the gateway is held",
    edits: [
      {
        file: PAPER,
        from: '  if (ctx.held) return { kind: "REJECTED", reason: "held" };\n',
        to: "",
      },
      {
        file: DUTY,
        from: '  if (look.isHeld) return { kind: "CANCEL_ONLY", reason: "held" };\n',
        to: "",
      },
      {
        file: "src/runtime/actor/desk-boards.ts",
        from: 'if (block?.command !== "RUN") return false;',
        to: 'if (block === undefined || block.command === "SUSPEND") return false;',
      },
    ],
    judge: null,
  },
  {
    fault: "a cancel of all is not done",
    edits: [
      {
        file: DUTY,
        from: '  if (look.mustCancel) return { kind: "CANCEL_ALL", reason: "told to cancel" };\n',
        to: "",
      },
    ],
    judge: "drain",
  },
  {
    fault: "a fill is dropped when the topic is full",
    edits: [
      {
        file: LEDGER,
        from: "    this.#waiting.push(said);\n",
        to: '    if (said.body.kind !== "FILL") this.#waiting.push(said);\n',
      },
    ],
    judge: null,
  },
  {
    fault: "a restarted gateway sends again what it had sent",
    edits: [
      {
        file: PAPER,
        from: "      else ctx.after(state.latencyMs, (later, _nothing, then) => arrive(later, order, then));",
        to: '      else state.ledger.say(order, { kind: "SENT" }, ctx);',
      },
    ],
    judge: null,
  },
  {
    fault: "a restarted gateway forgets what it has open",
    edits: [
      {
        file: LEDGER,
        from: "      else this.#orders.set(orderId, { order: made(shown), slot });\n",
        to: "",
      },
    ],
    judge: null,
  },
  {
    fault: "a restarted gateway counts its fills from nothing",
    edits: [
      {
        file: LEDGER,
        from: "      this.#pairs.set(`",
        to: "      new Map().set(`",
      },
    ],
    judge: null,
  },
  {
    fault: "a restarted gateway forgets what its fills cost",
    edits: [
      {
        file: LEDGER,
        from: "      const body = pairOf(filled);\n",
        to: '      const body = { ...pairOf(filled), cost: "0" };\n',
      },
    ],
    judge: null,
  },
  {
    fault: "a gateway goes on with orders of a venue that died",
    edits: [
      {
        file: PAPER,
        from: "return parts !== null && parts.runEpoch !== deskFactsOf(ctx).runEpoch;",
        to: "return parts === null && ctx.self.number < 0;",
      },
    ],
    judge: null,
  },
];
