/**
 * The inclusion verifier of `@sigstore/verify` as a judge of our proofs. It is inside that package, so
 * it is reached by its path; where the package is not installed, the test says so and skips.
 */
import { describe, expect, test } from "bun:test";
import { inclusionOf } from "../../../src/desk/audit-verify/proof-of.ts";
import { AuditKit, inFolder } from "../../runtime/journal/audit/kit/audit-kit.ts";

type Judge = {
  /** Throws for a proof that does not hold. */
  verifyMerkleInclusion(
    entry: {
      canonicalizedBody: Buffer;
      inclusionProof: { logIndex: string; hashes: readonly Buffer[] };
    },
    checkpoint: { logSize: bigint; logHash: Buffer },
  ): void;
};

const PATH = "@sigstore/verify/dist/tlog/merkle.js";
const judge = (await import(PATH).catch(() => null)) as Judge | null;
if (judge === null) process.stderr.write("skipped: @sigstore/verify is not installed\n");

describe.skipIf(judge === null)("@sigstore/verify", () => {
  test("accepts each of our inclusion proofs, and none for another record or root", () => {
    const kit = new AuditKit();
    kit.write(700);
    kit.end();
    inFolder(kit.storage, (folder) => {
      for (let sequence = 0; sequence < kit.log.size; sequence += 3) {
        const { leaf, size, root, hashes } = inclusionOf(folder, sequence);
        const verify = (index: number, body: Uint8Array, logHash: Uint8Array) =>
          judge?.verifyMerkleInclusion(
            {
              canonicalizedBody: Buffer.from(body),
              inclusionProof: {
                logIndex: String(index),
                hashes: hashes.map((hash) => Buffer.from(hash)),
              },
            },
            { logSize: BigInt(size), logHash: Buffer.from(logHash) },
          );
        expect(() => verify(sequence, leaf, root)).not.toThrow();
        expect(() => verify(sequence, Buffer.concat([leaf, leaf]), root)).toThrow();
        expect(() => verify(sequence, leaf, leaf.subarray(0, 32))).toThrow();
        expect(() => verify(sequence ^ 1, leaf, root)).toThrow();
      }
    });
  });
});
