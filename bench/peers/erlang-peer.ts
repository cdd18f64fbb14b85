/**
 * Erlang: `erlang/`, compiled by erlc and run in a node of its own with the flags that it has by
 * default. A message is a binary of 82 bytes, shared by reference, in the mailbox of a process.
 */
import { join } from "node:path";
import { type BuildPlace, buildOnce, type Missing, outputOf } from "./build-cache.ts";

const MODULE = "ring_peer";
const FOLDER = join(import.meta.dir, "erlang");
const PACKAGE = "apt-get install erlang-base";

/** The command that runs the peer, or why there is none. `folder` has the sources. */
export function buildErlang(
  place: BuildPlace,
  folder: string = FOLDER,
): readonly string[] | Missing {
  const erl = Bun.which("erl", { PATH: place.path });
  if (erl === null) return { missing: `no erl on the PATH: ${PACKAGE}` };
  const compiler = Bun.which("erlc", { PATH: place.path });
  if (compiler === null) return { missing: `no erlc on the PATH: ${PACKAGE}` };
  const source = join(folder, `${MODULE}.erl`);
  const built = buildOnce(place, {
    name: "erlang",
    sources: [source],
    // Prints the version of the emulator and ends.
    depends: [outputOf([erl, "+V"]).text],
    command: (to) => [compiler, "-Wall", "-Werror", "-o", to, source],
  });
  if (typeof built !== "string") return built;
  return [erl, "-noshell", "-pa", built, "-s", MODULE, "main", "-extra"];
}
