/** Proofs of an audit log as documents, and as text in the form of C2SP's tlog-proof. */
import { partsOf } from "../audit-verify/leaf/leaf-head.ts";
import { consistencyOf, inclusionOf } from "../audit-verify/proof-of.ts";
import type { NamedText } from "../audit-verify/verify-log.ts";
import type { Proved } from "./audit-output.ts";

/** Proof that a record is in the newest checkpoint. */
export function provedRecord(
  folder: string,
  sequence: number,
  keys: NamedText | null,
): () => Proved {
  return () => {
    const proof = inclusionOf(folder, sequence, keys ?? undefined);
    const { origin, size, note } = proof;
    const hashes = proof.hashes.map(base64);
    const parts = partsOf(proof.leaf);
    const payload = parts?.payload ?? null;
    const data = {
      origin,
      sequence,
      size,
      root: base64(proof.root),
      leaf: base64(proof.leaf),
      leafHash: base64(proof.leafHash),
      hashes,
      checkpoint: note,
      record: {
        kind: parts?.kind ?? null,
        actor: parts?.actor ?? null,
        payload: payload === null ? null : Buffer.from(payload).toString("utf8"),
      },
    };
    const lines = ["c2sp.org/tlog-proof@v1", `index ${sequence}`, ...hashes, "", note];
    return { data, text: lines.join("\n"), warnings: warningsOf(keys) };
  };
}

/** Proof that a tree continues an earlier one. */
export function provedConsistency(
  folder: string,
  sizes: { readonly oldSize: number; readonly newSize: number },
  keys: NamedText | null,
): () => Proved {
  return () => {
    const { oldSize, newSize } = sizes;
    const proof = consistencyOf(folder, sizes, keys ?? undefined);
    const hashes = proof.hashes.map(base64);
    const [oldRoot, newRoot] = [base64(proof.oldRoot), base64(proof.newRoot)];
    const data = { origin: proof.origin, oldSize, newSize, oldRoot, newRoot, hashes };
    const lines = [`old ${oldSize} ${oldRoot}`, `new ${newSize} ${newRoot}`, ...hashes, ""];
    return { data, text: lines.join("\n"), warnings: warningsOf(keys) };
  };
}

function warningsOf(keys: NamedText | null): readonly string[] {
  return keys === null ? ["the keys are believed as the folder has them: give --keys"] : [];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
