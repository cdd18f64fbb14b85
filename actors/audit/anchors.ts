/** The anchors that the audit's file names: files, and a webhook. */
import type { ActorIo } from "../../src/runtime/actor/actor-io.ts";
import type { AuditAnchor } from "../../src/runtime/journal/audit/anchor/audit-anchor.ts";
import { failedAnchor } from "../../src/runtime/journal/audit/anchor/failed-anchor.ts";
import { fileAnchor } from "../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { webhookAnchor } from "../../src/runtime/journal/audit/anchor/webhook-anchor.ts";
import { placeOf } from "./place.ts";

type WithIo<State> = { readonly io: ActorIo<WithIo<State>, State> };

/** Of a request to a webhook, its answer included. Milliseconds. */
const WEBHOOK_MS = 5_000;
const ANSWER_BYTES_MAX = 1 << 16;

/** One that cannot be opened has failed, as one that fails later: the log goes on without it. */
export function anchorAt<State>(ctx: WithIo<State>, path: string): AuditAnchor {
  const { folder, file } = placeOf(path);
  try {
    return fileAnchor(ctx.io.tree(folder), file);
  } catch (error) {
    return failedAnchor(file, error instanceof Error ? error.message : String(error));
  }
}

/** None without a URL. */
export function webhooksOf<State>(ctx: WithIo<State>, url: string): readonly AuditAnchor[] {
  if (url === "") return [];
  const send = (note: string, done: (failure: string | null) => undefined) => {
    const headers = { "content-type": "text/plain; charset=utf-8" };
    ctx.io.http(
      new Request(url, { method: "POST", body: note, headers }),
      (_state, { status, failure }) => {
        if (failure !== null) return done(`${failure.kind}: ${failure.message}`);
        return done(status >= 200 && status < 300 ? null : `it answered ${status}`);
      },
      { timeoutMs: WEBHOOK_MS, bodyBytesMax: ANSWER_BYTES_MAX },
    );
  };
  return [webhookAnchor("webhook", send)];
}
