/**
 * Opens the log of a folder, or begins one. What a crash left is completed; what somebody changed,
 * cut or put back is refused: a log is never continued from a state that was not signed.
 */
import { AuditLog, type AuditParts, type AuditStart, type Moment } from "./audit-log.ts";
import { LeafLog } from "./file/leaf-log.ts";
import { CHECKPOINT_FILE, KEYS_FILE } from "./file/tile-path.ts";
import { type Checkpoint, parseCheckpoint, splitNote } from "./note/checkpoint-text.ts";
import { isSigned } from "./note/note-check.ts";

/**
 * Returns the log, in a run that begins at `moment`.
 * @throws Error when the storage fails, when the log is not what its checkpoint, its signer or an
 * anchor says, and when the signer refuses.
 */
export function openAuditLog(parts: AuditParts, moment: Moment): AuditLog {
  const leaves = LeafLog.open(parts.storage);
  const bytes = parts.storage.read(CHECKPOINT_FILE);
  const start =
    bytes === null
      ? begin(parts, leaves)
      : goOn(parts, leaves, Buffer.from(bytes).toString("utf8"));
  mustHold(leaves, parts.signer.signedSize, "its signer");
  for (const { name, latest } of parts.anchors) {
    const note = latest();
    if (note !== null) mustAgree(parts, leaves, note, `the anchor ${name}`);
  }
  return new AuditLog(parts, start, moment);
}

/** A log is born with the checkpoint of no leaves. */
function begin({ origin, storage, signer }: AuditParts, leaves: LeafLog): AuditStart {
  if (leaves.size > 0) throw new Error("Cannot open the audit log as it must have a checkpoint");
  const signed = signer.sign({ checkpoint: { origin, size: 0, root: leaves.root() }, proof: [] });
  if (!signed.ok) throw new Error(`Cannot begin an audit log: ${signed.failure}`);
  const keys = signer.verifierKeys;
  storage.replace(KEYS_FILE, Buffer.from(keys.map((key) => `${key}\n`).join(""), "utf8"));
  storage.replace(CHECKPOINT_FILE, Buffer.from(signed.value, "utf8"));
  return { leaves, note: signed.value, checkpointSize: 0, keys };
}

function goOn(parts: AuditParts, leaves: LeafLog, note: string): AuditStart {
  const bytes = parts.storage.read(KEYS_FILE);
  const keys = Buffer.from(bytes ?? new Uint8Array())
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  if (!isSigned(note, keys)) {
    throw new Error("Cannot open the audit log as its checkpoint must be signed by its keys");
  }
  const { size } = mustAgree(parts, leaves, note, "its checkpoint");
  return { leaves, note, checkpointSize: size, keys };
}

/** The log begins with the tree of `note`. */
function mustAgree(
  { origin }: AuditParts,
  leaves: LeafLog,
  note: string,
  whose: string,
): Checkpoint {
  const checkpoint = parseCheckpoint(splitNote(note)?.text ?? "");
  if (checkpoint === null)
    throw new Error(`Cannot open the audit log as ${whose} is no checkpoint`);
  if (checkpoint.origin !== origin) {
    throw new Error(`Cannot open the audit log as ${whose} is of ${checkpoint.origin}`);
  }
  mustHold(leaves, checkpoint.size, whose);
  if (Buffer.compare(leaves.rootAt(checkpoint.size), checkpoint.root) !== 0) {
    throw new Error(`Cannot open the audit log as it contradicts ${whose}`);
  }
  return checkpoint;
}

function mustHold(leaves: LeafLog, size: number, whose: string): undefined {
  if (leaves.size >= size) return;
  throw new Error(
    `Cannot open the audit log as ${whose} knows ${size} leaves: current size is ${leaves.size}`,
  );
}
