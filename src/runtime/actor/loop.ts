/**
 * The loop of one worker: it turns over its actors while there is work, and when there is none it
 * parks on one doorbell, or spins if an actor asks for it and it may.
 *
 * One turn: commands, completions and due timers; then topics, up to 256 messages or 1 ms, looked
 * at after each chunk of one topic; then release; then `settle` when the mailbox is empty, or at
 * latest after 1 024 messages or 5 ms of backlog; then the last look for readers that fell asleep.
 * Between turns the event loop runs, so sockets and timers are never starved.
 *
 * It spins nowhere but in a callback of its own from the event loop, and schedules the next before it
 * leaves: so sockets, timers and commands have their turn between two spins, and none waits for one.
 *
 * A loop without actors does nothing: another thread, to which they were handed over, may wait at
 * the same bell.
 *
 * Invariant: before it parks it has said SLEEPING and then looked at everything once more, so that
 * a writer either saw the word or was seen.
 */
import type { Spinner } from "../ring/idle-strategy.ts";
import type { ActorCell } from "./actor-cell.ts";

const TURN_MESSAGES = 256;
const TURN_NS = 1e6;
const BACKLOG_MESSAGES = 1_024;
const BACKLOG_NS = 5e6;

/** Told that a cell threw: it has left the loop, and its incarnation is over. */
export type OnCrash = (cell: ActorCell, error: unknown) => void;

/** What a loop waits at: a doorbell of its lines. */
export type Bell = {
  prepareToSleep(): undefined;
  cancelSleep(): undefined;
  /** Resolves at the next ring; null when it has rung since `prepareToSleep`. */
  wait(): PromiseLike<unknown> | null;
};

/** The ways in which a loop waits. */
export type Waiting = {
  readonly bell: Bell;
  readonly spinner: Spinner;
  /** Runs `run` behind what the thread has to do now. */
  readonly soon: (run: () => void) => void;
};

export class Loop {
  readonly #bell: Bell;
  readonly #spinner: Spinner;
  readonly #soon: Waiting["soon"];
  readonly #clock: () => number;
  readonly #onCrash: OnCrash;
  /** Replaced, never changed: a turn goes on over those that it began with. */
  #cells: readonly ActorCell[] = [];
  /** Whether one of them asks to spin. */
  #asksToSpin = false;
  /** Those whose topics and boards it polls while it spins: all that are not suspended. */
  #polled: readonly ActorCell[] = [];
  readonly #waitingForResume: (() => void)[] = [];
  #turning = false;
  #scheduled = false;
  #waiter: PromiseLike<unknown> | null = null;
  /** The turn's last reading of the clock. */
  #turnedAt = 0;
  #backlogMessages = 0;
  #backlogSince = Number.NaN;
  readonly #wake = () => {
    this.#scheduled = false;
    if (this.#maySpin()) this.#spin();
    else this.turn();
  };
  readonly #hasNews = () => {
    for (const cell of this.#polled) if (cell.peekWork()) return true;
    return false;
  };

  constructor({ bell, spinner, soon }: Waiting, clock: () => number, onCrash: OnCrash) {
    this.#bell = bell;
    this.#spinner = spinner;
    this.#soon = soon;
    this.#clock = clock;
    this.#onCrash = onCrash;
  }

  add(cell: ActorCell): undefined {
    this.#setCells([...this.#cells, cell]);
    cell.onCompletion = () => this.turn();
    this.#schedule();
  }

  remove(cell: ActorCell): undefined {
    this.#setCells(this.#cells.filter((one) => one !== cell));
  }

  /**
   * Runs a command of main as part of a turn, so that no completion runs in the middle of it.
   *
   * @throws What the command throws.
   */
  command(run: () => undefined): undefined {
    this.#turning = true;
    try {
      run();
    } finally {
      this.#turning = false;
    }
    this.turn();
  }

  /** Resolves once an actor is resumed, be it this one or another. */
  resumed(): Promise<void> {
    return new Promise((resolve) => this.#waitingForResume.push(resolve));
  }

  /** One turn, now; nothing when one is running, which will see whatever came. */
  turn(): undefined {
    if (this.#turning || this.#cells.length === 0) return;
    this.#turning = true;
    this.#bell.cancelSleep();
    const more = this.#turnCells();
    this.#turning = false;
    if (more || this.#maySpin()) this.#schedule();
    else this.#park();
  }

  /** Turns whenever there is news, until the event loop is due. */
  #spin(): undefined {
    this.#turning = true;
    this.#bell.cancelSleep();
    const deadlineNs = this.#spinner.deadline();
    let more = this.#turnCells();
    // The turn's own last reading of the clock: a poll that always says yes ends here too.
    while (!more && this.#turnedAt < deadlineNs) {
      if (!this.#spinner.spin(deadlineNs, this.#hasNews)) break;
      more = this.#turnCells();
    }
    this.#turning = false;
    this.#schedule();
  }

  #maySpin(): boolean {
    if (!this.#asksToSpin) return false;
    this.#polled = this.#cells.filter((cell) => !this.#isSuspended(cell));
    if (this.#polled.some(({ idle }) => idle === "spin")) return this.#spinner.maySpin();
    this.#spinner.release();
    return false;
  }

  /** True when records or completions are left. What came since, the last look before parking sees. */
  #turnCells(): boolean {
    const startedAt = this.#clock();
    let messages = 0;
    let more = false;
    this.#turnedAt = startedAt;
    for (const cell of this.#cells) {
      if (this.#isSuspended(cell)) continue;
      cell.block.handling = true;
      try {
        cell.runCompletions();
        messages += this.#drain(cell, startedAt);
        cell.release();
        more = cell.hasBacklog() || more;
      } catch (error) {
        this.#crash(cell, error);
      }
      cell.block.handling = false;
    }
    this.#countBacklog(more, messages, startedAt);
    this.#settle(more);
    this.#dismissStopped();
    for (const cell of this.#cells) cell.endTurn();
    return more;
  }

  #setCells(cells: readonly ActorCell[]): undefined {
    this.#cells = cells;
    this.#asksToSpin = cells.some(({ idle }) => idle === "spin");
    if (!this.#asksToSpin) this.#spinner.release();
  }

  #drain(cell: ActorCell, startedAt: number): number {
    let messages = 0;
    let nowNs = startedAt;
    while (messages < TURN_MESSAGES && nowNs - startedAt < TURN_NS) {
      const taken = cell.poll(TURN_MESSAGES - messages, nowNs);
      if (taken === 0) break;
      messages += taken;
      nowNs = this.#clock();
    }
    if (messages > 0) this.#turnedAt = nowNs;
    return messages;
  }

  #countBacklog(more: boolean, messages: number, nowNs: number): undefined {
    if (!(this.#backlogSince > 0)) this.#backlogSince = nowNs;
    this.#backlogMessages += messages;
    if (!more) this.#resetBacklog();
  }

  #settle(more: boolean): undefined {
    const nowNs = this.#turnedAt;
    const late =
      this.#backlogMessages >= BACKLOG_MESSAGES || nowNs - this.#backlogSince >= BACKLOG_NS;
    if (more && !late) return;
    this.#resetBacklog();
    for (const cell of this.#cells) {
      if (this.#isSuspended(cell)) continue;
      cell.block.handling = true;
      try {
        cell.settle();
        cell.snapshots.takeIfDue(nowNs);
      } catch (error) {
        this.#crash(cell, error);
      }
      cell.block.handling = false;
    }
  }

  #crash(cell: ActorCell, error: unknown): undefined {
    this.remove(cell);
    cell.endTurn();
    this.#onCrash(cell, error);
  }

  /** Actors that asked for their own end leave the loop. */
  #dismissStopped(): undefined {
    for (const cell of this.#cells) {
      if (cell.stopReason === null) continue;
      this.remove(cell);
      cell.endTurn();
      cell.onStop(cell.stopReason);
    }
  }

  #resetBacklog(): undefined {
    this.#backlogMessages = 0;
    this.#backlogSince = Number.NaN;
  }

  #isSuspended(cell: ActorCell): boolean {
    const suspended = cell.block.command === "SUSPEND";
    if (suspended && cell.block.state === "READY") cell.block.state = "SUSPENDED";
    if (!suspended && cell.block.state === "SUSPENDED") {
      cell.resume();
      cell.block.state = "READY";
      for (const resolve of this.#waitingForResume.splice(0)) resolve();
    }
    return suspended;
  }

  #schedule(): undefined {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#soon(this.#wake);
  }

  #park(): undefined {
    this.#bell.prepareToSleep();
    if (this.#cells.some((cell) => !this.#isSuspended(cell) && cell.hasWork())) {
      this.#bell.cancelSleep();
      this.#schedule();
      return;
    }
    const waiter = this.#bell.wait();
    if (waiter === null) {
      this.#schedule();
      return;
    }
    if (waiter === this.#waiter) return;
    this.#waiter = waiter;
    void waiter.then(() => {
      this.#waiter = null;
      this.turn();
    });
  }
}
