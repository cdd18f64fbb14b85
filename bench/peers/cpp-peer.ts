/**
 * The C++ twin of our ring: `cpp/`, compiled by g++ for any processor of this kind, as Bun is.
 *
 * Each publish reads CLOCK_MONOTONIC, as ours does, so that both do the same work; the variants
 * without clock say what it costs.
 */
import { join } from "node:path";
import { type BuildPlace, buildOnce, type Missing, outputOf } from "./build-cache.ts";

const FOLDER = join(import.meta.dir, "cpp");
const SOURCES = ["peer.cpp", "options.hpp", "message.hpp", "topic.hpp"];
const FLAGS = ["-std=c++20", "-O2", "-pthread", "-Wall", "-Wextra", "-Werror"];

/** The command that runs the peer, or why there is none. `folder` has the sources. */
export function buildCpp(place: BuildPlace, folder: string = FOLDER): readonly string[] | Missing {
  const compiler = Bun.which("g++", { PATH: place.path });
  if (compiler === null) return { missing: "no g++ on the PATH: apt-get install g++" };
  const version = outputOf([compiler, "--version"]);
  const built = buildOnce(place, {
    name: "cpp",
    sources: SOURCES.map((file) => join(folder, file)),
    depends: [version.text, ...FLAGS],
    command: (to) => [compiler, ...FLAGS, join(folder, "peer.cpp"), "-o", join(to, "peer")],
  });
  return typeof built === "string" ? [join(built, "peer")] : built;
}
