/**
 * LMAX Disruptor with our message in its slots: `disruptor/`, compiled by javac against the pinned
 * jar, and run with the flags that a JVM has by default.
 *
 * A single producer and one batch event processor that spins. A slot has no header and nothing is
 * stamped, so the peer does a little less than our ring.
 */
import { join } from "node:path";
import { type BuildPlace, buildOnce, type Missing, outputOf } from "./build-cache.ts";
import { DISRUPTOR } from "./disruptor-jar.ts";
import { findJar } from "./pinned-jar.ts";

const FOLDER = join(import.meta.dir, "disruptor");
const SOURCES = ["Peer.java", "Options.java", "Quote.java", "PauseWaitStrategy.java"];
const PACKAGE = "apt-get install openjdk-17-jdk-headless";

/** The command that runs the peer, or why there is none. `folder` has the sources. */
export function buildDisruptor(
  place: BuildPlace,
  folder: string = FOLDER,
): readonly string[] | Missing {
  const compiler = Bun.which("javac", { PATH: place.path });
  if (compiler === null) return { missing: `no javac on the PATH: ${PACKAGE}` };
  const java = Bun.which("java", { PATH: place.path });
  if (java === null) return { missing: `no java on the PATH: ${PACKAGE}` };
  const jar = findJar(place.cacheFolder, DISRUPTOR);
  if (typeof jar !== "string") return jar;
  const sources = SOURCES.map((file) => join(folder, file));
  const built = buildOnce(place, {
    name: "disruptor",
    sources,
    depends: [outputOf([compiler, "-version"]).text, DISRUPTOR.sha256],
    command: (to) => [compiler, "-Xlint:all", "-Werror", "-cp", jar, "-d", to, ...sources],
  });
  return typeof built === "string" ? [java, "-cp", `${jar}:${built}`, "Peer"] : built;
}
