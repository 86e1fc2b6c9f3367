/** The shortest time between two words about the list; more would talk over everything else. */
const pauseMs = 30_000;

/** Decides when somebody who hears the page is told that the list has changed. The first list is no change. */
export class News {
  private last: string | null = null;
  private toldAt = Number.NEGATIVE_INFINITY;

  /** Returns 0 to tell now, in how many milliseconds to ask again, or −1 when there is nothing to tell. */
  next(nowMs: number, order: string): number {
    if (this.last === null) this.last = order;
    if (order === this.last) return -1;
    const wait = this.toldAt + pauseMs - nowMs;
    if (wait > 0) return wait;
    this.last = order;
    this.toldAt = nowMs;
    return 0;
  }
}
