/** A worker whose timers a test's actor can take away, so that its event loop runs dry. */
const timers: ReturnType<typeof setInterval>[] = [];
const original = globalThis.setInterval;

Reflect.set(globalThis, "setInterval", (...args: Parameters<typeof setInterval>) => {
  const timer = original(...args);
  timers.push(timer);
  return timer;
});
Reflect.set(globalThis, "timersOfWorker", timers);

await import("../../../../src/runtime/actor/worker.ts");
