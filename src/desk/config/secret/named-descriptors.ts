/**
 * Which descriptors the files of a desk name by `${fd:N}`: a guard has to know, as it stands between
 * whoever hands them over and each life that reads them. It does not read the files as such.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const NAMED = /\$\{fd:(\d{1,5})\}/g;

/** Returns the numbers, each once. Of a folder that cannot be read there are none: the desk says why. */
export function descriptorsNamedIn(folder: string): readonly number[] {
  const numbers = new Set<number>();
  for (const path of tomlFilesOf(folder)) {
    for (const [, number] of readFileSync(path, "utf8").matchAll(NAMED))
      numbers.add(Number(number));
  }
  return [...numbers];
}

function tomlFilesOf(folder: string): readonly string[] {
  return [folder, join(folder, "local")].flatMap((each) => {
    try {
      const entries = readdirSync(each, { withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".toml"));
      return files.map(({ name }) => join(each, name));
    } catch {
      return [];
    }
  });
}
