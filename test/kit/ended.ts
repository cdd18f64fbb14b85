/** A process that ran to its end, and all that it said. */

export type Ended = { readonly exit: number; readonly out: string; readonly err: string };

/** Both streams are read while it runs: a full pipe would hold it for ever. */
export async function endOf(child: Bun.Subprocess<"ignore", "pipe", "pipe">): Promise<Ended> {
  const [exit, out, err] = await Promise.all([
    child.exited,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { exit, out, err };
}
