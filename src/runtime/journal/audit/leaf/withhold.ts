/**
 * What never goes into the log: keys, signatures, tokens, one-time codes. They are found by the names
 * that venues and vaults give them, and their value is replaced by a word; no hash of them is kept,
 * since a short secret can be guessed from one.
 */
import type { Plain } from "./canonical-json.ts";
import { isSecretName } from "./secret-name.ts";

/** Stands in the place of a secret. */
export const WITHHELD = "withheld";

/**
 * Returns `value` without its secrets, at any depth.
 *
 * ```ts
 * withhold({ price: 1, api_key: "k" }) // => { price: 1, api_key: "withheld" }
 * ```
 *
 * @param dataMaps Paths, with dots, of members whose own members are named by data, such as by actors:
 * those names say nothing of what they hold.
 */
export function withhold(value: Plain, dataMaps: readonly string[] = [], path = ""): Plain {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((item) => withhold(item, dataMaps, `${path}.*`));
  const isNamedByData = dataMaps.includes(path);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      !isNamedByData && isSecretName(name)
        ? WITHHELD
        : withhold(member, dataMaps, path === "" ? name : `${path}.${name}`),
    ]),
  );
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
