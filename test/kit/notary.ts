/** An actor with an audit log: it writes a leaf every few milliseconds, and says how many there are. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { text } from "../../src/runtime/actor/setting.ts";
import type { AuditLog } from "../../src/runtime/journal/audit/audit-log.ts";
import { NoteKey } from "../../src/runtime/journal/audit/note/note-key.ts";
import { openAuditLog } from "../../src/runtime/journal/audit/open-audit-log.ts";
import { CheckpointSigner } from "../../src/runtime/journal/audit/signer/checkpoint-signer.ts";
import { SignerMemory } from "../../src/runtime/journal/audit/signer/signer-memory.ts";
import { Entry, Notice } from "./message.ts";

const ORIGIN = "outcry.example/kit/run";
const KEY = new NoteKey("outcry.example/kit", new Uint8Array(32).fill(7));

type State = { readonly folder: string; log: AuditLog | null };

export default defineActor({
  args: { folder: text() },
  in: {},
  out: { entry: Entry, notice: Notice },
  start: (_ctx, args): State => ({ folder: args.folder, log: null }),
  open(state, ctx) {
    const tree = ctx.io.tree(`${state.folder}/signer`);
    const memory =
      ctx.self.incarnation === 1 ? SignerMemory.create(tree, ORIGIN) : SignerMemory.open(tree);
    if (!memory.ok) return ctx.fail(memory.failure);
    const parts = {
      origin: ORIGIN,
      storage: ctx.io.tree(`${state.folder}/log`),
      signer: new CheckpointSigner(memory.value, KEY),
      anchors: [],
      random: (bytes: number) =>
        Uint8Array.from({ length: bytes }, () => ctx.random.between(0, 255)),
      onAnchorFailed: () => undefined,
    };
    state.log = openAuditLog(parts, { nowNs: ctx.now(), wallMicros: ctx.wall() });
    ctx.send.notice({ text: `life ${ctx.self.incarnation}: ${state.log.size}` });
  },
  on: {},
  every: {
    "5ms": ({ log }, ctx) => {
      if (log === null) return;
      const moment = { nowNs: ctx.now(), wallMicros: ctx.wall() };
      log.append({ kind: "FILL", actor: "execution", payload: { at: log.size } }, moment);
      log.checkpoint(moment);
      ctx.send.entry({ number: log.checkpointSize, count: log.size, life: ctx.self.incarnation });
    },
  },
  stop({ log }, ctx, reason) {
    log?.end(reason, { nowNs: ctx.now(), wallMicros: ctx.wall() });
  },
});
