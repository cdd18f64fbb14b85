/**
 * The desk's audit log. It reads no topic: it follows the journal's files up to where the journal says
 * that all is on the disk, turns each record into a leaf, and signs checkpoints. So nothing waits for
 * it, a crash loses nothing of it, and it may be behind: its board `audit` says how far.
 *
 * What fails ends it for this life, and it says so: HALTED, with the reason. Trading goes on, and
 * nothing is tried again. Only a key that its file names and that is not there is a refusal to start.
 */

import { type Result, succeed } from "../src/core/result.ts";
import type { DeskAudit } from "../src/desk/audit/desk-audit.ts";
import { AuditCheckpoint } from "../src/desk/message/audit-checkpoint.ts";
import { AuditState, type AuditStateBody } from "../src/desk/message/audit-state.ts";
import { Progress } from "../src/desk/message/progress.ts";
import type { Context } from "../src/runtime/actor/context.ts";
import { defineActor } from "../src/runtime/actor/define-actor.ts";
import { text, texts, url } from "../src/runtime/actor/setting.ts";
import type { AuditSettings } from "./audit/parts.ts";
import { auditOf } from "./audit/parts.ts";

type Boards = { audit: typeof AuditState };
type Watch = { progress: typeof Progress };
type Ctx = Context<Record<never, never>, Boards, State, Watch>;

type State = {
  readonly settings: AuditSettings;
  /** Null when not even its parts could be had. */
  audit: DeskAudit | null;
  shown: AuditStateBody;
  /** Leaves that are counted. */
  counted: number;
  /** Whether a turn of its own comes next. */
  isScheduled: boolean;
  /** Whether it has signed all that a journal left which writes no more. */
  isSettled: boolean;
  /** When an anchor's failure was last told. Nanoseconds. */
  toldAt: number;
};

/** Of 256 records each, while it stops: it has a deadline, and does not beat meanwhile. */
const STOP_STEPS_MAX = 16;

/** Between two words about anchors that fail; each is counted. Nanoseconds. */
const TELL_NS = 600e9;

const NOTHING: AuditStateBody = {
  state: "OPENING",
  size: 0,
  root: "",
  signedMicros: 0,
  coveredSequence: 0,
  followedSequence: 0,
  lag: 0,
  key: "",
  reason: "",
};

export default defineActor({
  args: {
    /** The key that signs. Without it there is one in the signer's folder, made at the first start. */
    keyFile: text({ fallback: "" }),
    /** During a rotation: the next key, which is announced in the log and signs as well. */
    nextKeyFile: text({ fallback: "" }),
    /** The signer's memory of what it has signed: better on another disk than the run's folder. */
    signerFolder: text({ min: 1, fallback: "audit-signer" }),
    /** Name of the log in its checkpoints; `outcry.local/<desk>/<mode>` without it. */
    origin: text({ fallback: "" }),
    /** Files that each checkpoint is added to: on other disks or hosts. */
    anchorFiles: texts({ fallback: [] }),
    /** URL that each checkpoint is sent to. */
    webhook: url(["https", "http"], { fallback: "" }),
  },
  in: {},
  out: {},
  boards: { audit: AuditState },
  watch: { progress: Progress },
  counters: ["audit:leaves", "audit:anchor-failed", "audit:halted"],
  start: (_ctx, settings): State => ({
    settings,
    audit: null,
    shown: NOTHING,
    counted: 0,
    isScheduled: false,
    isSettled: false,
    toldAt: Number.NEGATIVE_INFINITY,
  }),
  open(state, ctx) {
    const found = find(state, ctx);
    if (!found.ok) return refuse(state, ctx, found.failure);
    state.audit = found.value;
    if (state.audit !== null) advance(state, ctx);
  },
  on: {},
  settle: (state, ctx) => advance(state, ctx),
  every: { "100ms": (state, ctx) => advance(state, ctx) },
  answer: {
    checkpoint: {
      reply: AuditCheckpoint,
      to: ({ shown: { size, root, signedMicros, key } }) => ({ size, root, signedMicros, key }),
    },
  },
  // The journal has stopped before: what it left is all there will be.
  stop(state, ctx, reason) {
    let steps = 0;
    while (step(state, ctx) && steps < STOP_STEPS_MAX) steps += 1;
    state.audit?.end(reason, momentOf(ctx));
    show(state, ctx);
    const { lag } = state.shown;
    if (lag > 0) ctx.log("warn", `the audit log ends ${lag} records behind: the next run has them`);
  },
});

/** What it opens the log with; null when that failed, and it is halted; a failure when it has no key. */
function find(state: State, ctx: Ctx): Result<DeskAudit | null, string> {
  try {
    return auditOf<State>(ctx, state.settings, (anchor, why) => {
      tellAnchor(state, ctx, `${anchor}: ${why}`);
    });
  } catch (error) {
    halt(state, ctx, error instanceof Error ? error.message : String(error));
    return succeed(null);
  }
}

/** A step, and the next one when there is more: others of this thread come between them. */
function advance(state: State, ctx: Ctx): undefined {
  if (state.isScheduled) return;
  const isMore = step(state, ctx);
  show(state, ctx);
  if (!isMore) return;
  state.isScheduled = true;
  ctx.after(0, (_state, _nothing, then) => {
    state.isScheduled = false;
    advance(state, then);
  });
}

function step(state: State, ctx: Ctx): boolean {
  const { audit } = state;
  if (audit === null) return false;
  const progress = ctx.read.progress(0);
  const isMore = audit.step(progress?.durableSequence ?? 0, momentOf(ctx));
  const isOver = !isMore && progress?.state === "HALTED";
  // A journal that writes no more has halted trading: what it left is signed at once.
  if (isOver && !state.isSettled) audit.checkpoint(momentOf(ctx));
  state.isSettled = isOver;
  return isMore;
}

/** Puts on the board what is new, counts it, and says once why it is halted. */
function show(state: State, ctx: Ctx): undefined {
  const { audit } = state;
  if (audit === null) return;
  ctx.count("audit:leaves", audit.leaves - state.counted);
  state.counted = audit.leaves;
  const { shown: before } = state;
  const now = audit.shown;
  const isNew =
    now.state !== before.state ||
    now.size !== before.size ||
    now.lag !== before.lag ||
    now.coveredSequence !== before.coveredSequence ||
    now.followedSequence !== before.followedSequence;
  if (!isNew) return;
  put(state, ctx, now);
  if (now.state === "HALTED" && before.state !== "HALTED") tellHalt(ctx, now.reason);
}

/** A desk that was promised a key does not come up without it. One that has run goes on trading. */
function refuse(state: State, ctx: Ctx, reason: string): undefined {
  if (ctx.self.incarnation === 1) ctx.fail(reason);
  halt(state, ctx, reason);
}

function halt(state: State, ctx: Ctx, reason: string): undefined {
  put(state, ctx, { ...NOTHING, state: "HALTED", reason });
  tellHalt(ctx, reason);
}

function put(state: State, ctx: Ctx, shown: AuditStateBody): undefined {
  state.shown = shown;
  ctx.board.audit.put(0, { ...shown, reason: shown.reason.slice(0, REASON_CHARACTERS_MAX) });
}

/** A slot of the board has room for it, whatever its characters are. */
const REASON_CHARACTERS_MAX = 400;

function tellHalt(ctx: Ctx, reason: string): undefined {
  ctx.count("audit:halted");
  ctx.log("error", `the audit log is halted, trading goes on: ${reason}`);
}

function tellAnchor(state: State, ctx: Ctx, what: string): undefined {
  ctx.count("audit:anchor-failed");
  if (ctx.now() - state.toldAt < TELL_NS) return;
  state.toldAt = ctx.now();
  ctx.log("warn", `an anchor of the audit log did not take a checkpoint: ${what}`);
}

function momentOf(ctx: Ctx): { readonly nowNs: number; readonly wallMicros: number } {
  return { nowNs: ctx.now(), wallMicros: Math.floor(ctx.wall()) };
}
