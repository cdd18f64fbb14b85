/** What the audit actor opens its log with: folders, key, signer and anchors, by its context. */
import { type Result, succeed } from "../../src/core/result.ts";
import { openSigner } from "../../src/desk/audit/audit-signer.ts";
import { DeskAudit } from "../../src/desk/audit/desk-audit.ts";
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import type { ActorIo } from "../../src/runtime/actor/actor-io.ts";
import { openAuditLog } from "../../src/runtime/journal/audit/open-audit-log.ts";
import { anchorAt, webhooksOf } from "./anchors.ts";
import { keysOf } from "./keys.ts";
import { inFolder } from "./place.ts";

/** What its file says. Paths are relative to the run's folder. */
export type AuditSettings = {
  readonly keyFile: string;
  /** Empty while no rotation goes on. */
  readonly nextKeyFile: string;
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
  const { folder, name, mode } = deskFactsOf(ctx);
  const inRun = (path: string) => inFolder(folder, path);
  const { keyFile, nextKeyFile, signerFolder } = settings;
  const log = ctx.io.tree(inRun("audit"));
  const memory = ctx.io.tree(inRun(signerFolder));
  const origin = settings.origin || `outcry.local/${name}/${mode}`;
  const keys = keysOf(ctx, {
    path: inRun(keyFile || `${signerFolder}/key`),
    madeName: keyFile === "" ? `outcry.local/${name}` : null,
    nextPath: nextKeyFile === "" ? null : inRun(nextKeyFile),
  });
  if (!keys.ok) return keys;
  const { key, next } = keys.value;
  const signer = openSigner(memory, log, { key, origin });
  if (!signer.ok) throw new Error(`Cannot sign the audit log: ${signer.failure}`);
  if (next !== null) signer.value.addKey(next);
  const files = settings.anchorFiles.map((anchor) => anchorAt(ctx, inRun(anchor)));
  const anchors = [...files, ...webhooksOf(ctx, settings.webhook)];
  const random = (count: number) => ctx.io.secretBytes(count);
  const parts = { origin, storage: log, signer: signer.value, anchors, random };
  return succeed(
    new DeskAudit({
      journal: ctx.io.storage(inRun("journal")),
      log,
      anchors,
      open: (moment) => openAuditLog({ ...parts, onAnchorFailed }, moment),
    }),
  );
}
