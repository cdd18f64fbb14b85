/**
 * Talks to a desk that runs on this machine: found by its run's folder, commanded with the token
 * that lies there. Every request has a deadline.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { TOKEN_FILE } from "../../http/control/control-token.ts";

/** Longest wait for an answer: the swap of a feed, which syncs first, lies within it. Milliseconds. */
const ANSWER_MS = 60_000;

export type ClientFailure = {
  /** No desk runs there; it may not be asked; it did not answer in time. */
  readonly kind: "NOT_RUNNING" | "FORBIDDEN" | "TIMEOUT";
  readonly message: string;
};

/** A document of the desk, and the status that it came with. */
export type Reply = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** One running desk. */
export class DeskClient {
  readonly url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  /**
   * Finds the desk whose run's folder is `folder`.
   *
   * @param folder `run/latest`, or what `start --data` was given.
   */
  static async find(folder: string): Promise<Result<DeskClient, ClientFailure>> {
    const card = await readCard(folder);
    if (card === null) {
      return failWith({
        kind: "NOT_RUNNING",
        message: `no desk is up in ${folder}: it starts, was refused, or never was`,
      });
    }
    if (!isAlive(card.pid)) {
      const message = `the desk of ${folder} does not run any more (it was process ${card.pid})`;
      return failWith({ kind: "NOT_RUNNING", message });
    }
    try {
      const token = (await readFile(join(folder, TOKEN_FILE), "utf8")).trim();
      return succeed(new DeskClient(card.url, token));
    } catch (thrown) {
      const { code = "" } = thrown as { code?: string };
      const message = `cannot read the token in ${folder} (${code}): only the user who started the desk can`;
      return failWith({ kind: "FORBIDDEN", message });
    }
  }

  /** A document that anybody may read. */
  read(path: string): Promise<Result<Reply, ClientFailure>> {
    return this.#request(path, { method: "GET" });
  }

  /** A question or a command, with the token. */
  command(path: string, body: unknown = {}): Promise<Result<Reply, ClientFailure>> {
    return this.#request(path, { method: "POST", body: JSON.stringify(body) });
  }

  async #request(path: string, init: RequestInit): Promise<Result<Reply, ClientFailure>> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      "content-type": "application/json",
    };
    const signal = AbortSignal.timeout(ANSWER_MS);
    try {
      const response = await fetch(`${this.url}${path}`, { ...init, headers, signal });
      return succeed({ status: response.status, body: (await response.json()) as Reply["body"] });
    } catch (thrown) {
      return failWith(failureOf(thrown, this.url));
    }
  }
}

function failureOf(thrown: unknown, url: string): ClientFailure {
  const { name, message } = thrown as Error;
  if (name === "TimeoutError") {
    return { kind: "TIMEOUT", message: `${url} did not answer within ${ANSWER_MS / 1_000} s` };
  }
  return { kind: "NOT_RUNNING", message: `${url} does not answer: ${message}` };
}

async function readCard(folder: string): Promise<{ url: string; pid: number } | null> {
  try {
    const card: unknown = JSON.parse(await readFile(join(folder, "desk.json"), "utf8"));
    const { url, pid } = card as { url?: unknown; pid?: unknown };
    return typeof url === "string" && typeof pid === "number" ? { url, pid } : null;
  } catch {
    // No card, or one that is not whole: nothing runs there that could be asked.
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: string }).code === "EPERM";
  }
}
