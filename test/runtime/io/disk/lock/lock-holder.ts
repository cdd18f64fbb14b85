/**
 * A process that takes a lock, a writer's or the kernel's, and says so. It holds it until it is killed,
 * or its input ends: who began it is gone then.
 */
import { takeKernelLock } from "../../../../../src/runtime/io/disk/lock/kernel-lock.ts";
import { WriterLock } from "../../../../../src/runtime/io/disk/lock/writer-lock.ts";

const [kind = "", path = ""] = process.argv.slice(2);
const taken = kind === "writer" ? new WriterLock(path, null).take() : takeKernelLock(path);
await Bun.write(Bun.stdout, `${JSON.stringify(taken)}\n`);
await Bun.readableStreamToText(Bun.stdin.stream());
process.exit();
