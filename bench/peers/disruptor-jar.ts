/** LMAX Disruptor as Maven Central has it. */
import { pinnedJar } from "./pinned-jar.ts";

export const DISRUPTOR = pinnedJar(
  "com.lmax:disruptor:4.0.0",
  "c2ba80841541272bc815bcadab910d2d716aa563eca15762450ab4c889440505",
);
