/**
 * Chronicle Queue: `chronicle/`, compiled by javac against the pinned jars, and run with what its
 * documentation wants of a JVM of version 17.
 */
import { join } from "node:path";
import { type BuildPlace, buildOnce, type Missing, outputOf } from "./build-cache.ts";
import { CHRONICLE_JARS } from "./chronicle-jars.ts";
import { findJar } from "./pinned-jar.ts";

const FOLDER = join(import.meta.dir, "chronicle");
const PACKAGE = "apt-get install openjdk-17-jdk-headless";
/** Of JDK 17: what is closed there and used all the same. */
const OPENED = [
  "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
  "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
  "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
  "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
  "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
  "--add-opens=java.base/java.lang=ALL-UNNAMED",
  "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
  "--add-opens=java.base/java.io=ALL-UNNAMED",
  "--add-opens=java.base/java.util=ALL-UNNAMED",
] as const;

/** The command that runs the peer, or why there is none. `folder` has the source. */
export function buildChronicle(
  place: BuildPlace,
  folder: string = FOLDER,
): readonly string[] | Missing {
  const compiler = Bun.which("javac", { PATH: place.path });
  if (compiler === null) return { missing: `no javac on the PATH: ${PACKAGE}` };
  const java = Bun.which("java", { PATH: place.path });
  if (java === null) return { missing: `no java on the PATH: ${PACKAGE}` };
  const jars: string[] = [];
  for (const jar of CHRONICLE_JARS) {
    const found = findJar(place.cacheFolder, jar);
    if (typeof found !== "string") return found;
    jars.push(found);
  }
  const source = join(folder, "Log.java");
  const classes = jars.join(":");
  const built = buildOnce(place, {
    name: "chronicle",
    sources: [source],
    depends: [outputOf([compiler, "-version"]).text, ...CHRONICLE_JARS.map(({ sha256 }) => sha256)],
    command: (to) => [
      compiler,
      "-Xlint:all,-classfile,-path",
      "-Werror",
      "-cp",
      classes,
      "-d",
      to,
      source,
    ],
  });
  if (typeof built !== "string") return built;
  return [java, ...OPENED, "-cp", `${classes}:${built}`, "Log"];
}
