/**
 * Personal data of a record: the leaf holds SHA-256(salt || field), and a file beside the log the
 * salt and the field. Deleting that file is erasure, and changes nothing of the tree.
 */
import { sha256 } from "../tree/tree-hash.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { HiddenField } from "./leaf-bytes.ts";

/** Bytes of a salt: the field cannot be guessed from its hash. */
const SALT_BYTES = 32;

/** Text by name of the field. */
export type PersonalData = Readonly<Record<string, string>>;

/** Fields as the leaf has them, and the file that discloses them. */
export type HiddenData = {
  readonly hidden: readonly HiddenField[];
  readonly file: Uint8Array;
};

/** @param random Returns that many random bytes, which nobody can foretell. */
export function hide(data: PersonalData, random: (bytes: number) => Uint8Array): HiddenData {
  const salted = Object.entries(data).map(([name, value]) => ({
    name,
    value,
    salt: random(SALT_BYTES),
  }));
  const disclosed = salted.map(({ name, value, salt }) => [
    name,
    { salt: Buffer.from(salt).toString("base64"), value },
  ]);
  return {
    hidden: salted.map(({ name, value, salt }) => ({
      name,
      hash: sha256(Buffer.concat([salt, Buffer.from(value, "utf8")])),
    })),
    file: Buffer.from(canonicalJson(Object.fromEntries(disclosed)), "utf8"),
  };
}
