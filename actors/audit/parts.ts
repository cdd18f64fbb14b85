/** What the audit actor opens its log with: folders, key, signer and anchors, by its context. */
import { type Result, succeed } from "../../src/core/result.ts";
import { findKey, openSigner } from "../../src/desk/audit/audit-signer.ts";
import { DeskAudit } from "../../src/desk/audit/desk-audit.ts";
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import type { ActorIo } from "../../src/runtime/actor/actor-io.ts";
import type { AuditAnchor } from "../../src/runtime/journal/audit/anchor/audit-anchor.ts";
import { failedAnchor } from "../../src/runtime/journal/audit/anchor/failed-anchor.ts";
import { fileAnchor } from "../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { webhookAnchor } from "../../src/runtime/journal/audit/anchor/webhook-anchor.ts";
import { openAuditLog } from "../../src/runtime/journal/audit/open-audit-log.ts";

/** What its file says. Paths are relative to the run's folder. */
export type AuditSettings = {
  readonly keyFile: string;
  readonly signerFolder: string;
  readonly origin: string;
  readonly anchorFiles: readonly string[];
  readonly webhook: string;
};

type Ctx<State> = {
  readonly common: unknown;
  readonly io: ActorIo<Ctx<State>, State>;
  log(level: "info", text: string): undefined;
};

/** Of a request to a webhook, its answer included. Milliseconds. */
const WEBHOOK_MS = 5_000;
const ANSWER_BYTES_MAX = 1 << 16;

/**
 * Returns the audit, before its first step; or why there is no key to sign with.
 *
 * @param onAnchorFailed Told of each checkpoint that an anchor did not take.
 * @throws What the disk throws; Error when a log of before, or its signer's memory, cannot be gone on with.
 */
export function auditOf<State>(
  ctx: Ctx<State>,
  settings: AuditSettings,
  onAnchorFailed: (anchor: string, why: string) => void,
): Result<DeskAudit, string> {
  const facts = deskFactsOf(ctx);
  const inRun = (place: string) => (place.startsWith("/") ? place : `${facts.folder}/${place}`);
  const log = ctx.io.tree(inRun("audit"));
  const memory = ctx.io.tree(inRun(settings.signerFolder));
  const origin = settings.origin || `outcry.local/${facts.name}/${facts.mode}`;
  const isNamed = settings.keyFile !== "";
  const path = inRun(isNamed ? settings.keyFile : `${settings.signerFolder}/key`);
  const { folder, file } = placeOf(path);
  const madeName = isNamed ? null : `outcry.local/${facts.name}`;
  const secretBytes = (count: number) => ctx.io.secretBytes(count);
  const found = findKey({ folder: ctx.io.tree(folder), file, path, madeName, secretBytes });
  if (!found.ok) return found;
  const { key, isNew } = found.value;
  if (isNew) ctx.log("info", `audit: a key was made, ${path}: verifiers need ${key.verifierKey}`);
  const signer = openSigner(memory, log, { key, origin });
  if (!signer.ok) throw new Error(`Cannot sign the audit log: ${signer.failure}`);
  const fileAnchors = settings.anchorFiles.map((anchor) => anchorAt(ctx, inRun(anchor)));
  const anchors = [...fileAnchors, ...webhooksOf(ctx, settings.webhook)];
  const parts = { origin, storage: log, signer: signer.value, anchors, random: secretBytes };
  return succeed(
    new DeskAudit({
      journal: ctx.io.storage(inRun("journal")),
      log,
      fileAnchors,
      open: (moment) => openAuditLog({ ...parts, onAnchorFailed }, moment),
    }),
  );
}

/** One that cannot be opened has failed, as one that fails later: the log goes on without it. */
function anchorAt<State>(ctx: Ctx<State>, path: string): AuditAnchor {
  const { folder, file } = placeOf(path);
  try {
    return fileAnchor(ctx.io.tree(folder), file);
  } catch (error) {
    return failedAnchor(file, error instanceof Error ? error.message : String(error));
  }
}

function webhooksOf<State>(ctx: Ctx<State>, url: string): readonly AuditAnchor[] {
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

function placeOf(path: string): { readonly folder: string; readonly file: string } {
  const at = path.lastIndexOf("/");
  return { folder: path.slice(0, at) || "/", file: path.slice(at + 1) };
}
