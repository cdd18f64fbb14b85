/** Runs long jobs two at a time, in their order. */

const AT_ONCE = 2;

/** Begins at once. The n-th promise is that of the n-th job. */
export function twoAtATime<Job, Result>(
  jobs: readonly Job[],
  run: (job: Job) => Promise<Result>,
): readonly Promise<Result>[] {
  const waiting = jobs.map((job) => ({ job, ...Promise.withResolvers<Result>() }));
  const results = waiting.map(({ promise }) => promise);
  // Who waits for one that failed hears of it; until then it is nobody's.
  for (const promise of results) promise.catch(() => {});
  for (let worker = 0; worker < AT_ONCE; worker += 1) void work();
  return results;

  async function work(): Promise<undefined> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await run(next.job).then(next.resolve, next.reject);
    }
  }
}
