/** A thread that answers every message with its own reading of the clock. */
import { monotonicNs } from "../../src/core/clock.ts";

declare const self: Worker;

self.onmessage = () => self.postMessage(monotonicNs());
