/** Loaded before all test files: after each test, whatever a kit began for it is ended. */
import { afterEach } from "bun:test";
import { endAll } from "./at-end.ts";

/** A desk that is stopped may take as long as its actors' deadlines. Milliseconds. */
const END_MS = 60_000;

afterEach(endAll, END_MS);
