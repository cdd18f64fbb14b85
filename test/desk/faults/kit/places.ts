/** Where something may have been written, and in which forms: to search a run for what must not be there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The ways in which a text may have been written. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // In base64 by each place that it may have begun at: the letters that do not depend on what is around.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  const hex = bytes.toString("hex");
  return [
    secret,
    secret.slice(8, 24),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
    ...base64,
  ];
}

/** Every file below `folder`, whatever its depth. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The content of every file below `folder`, by its path from there. */
export function contentOf(folder: string): readonly (readonly [string, Buffer])[] {
  return filesIn(folder).map(
    (path) => [path.slice(folder.length + 1), readFileSync(path)] as const,
  );
}

/** Names of the places that have `secret` in any form. */
export function placesOf(secret: string, places: ReadonlyMap<string, Buffer>): readonly string[] {
  const forms = formsOf(secret);
  return [...places].flatMap(([name, bytes]) =>
    forms.some((form) => bytes.includes(form)) ? [name] : [],
  );
}
