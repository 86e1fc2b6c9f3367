/** The shortest time between two announcements; more would talk over the room. */
const gapMs = 3000;

/**
 * Decides what a screen reader is told about who speaks: the set of speakers when it has changed, at most every three
 * seconds, and nothing when everybody is silent.
 */
export class Announcer {
  private last = "";
  private spokenAt = Number.NEGATIVE_INFINITY;

  /** Returns the ids to announce now, or null for nothing. */
  next(nowMs: number, speaking: readonly string[]): readonly string[] | null {
    const key = [...speaking].sort().join(" ");
    if (key === "" || key === this.last || nowMs - this.spokenAt < gapMs) return null;
    this.last = key;
    this.spokenAt = nowMs;
    return speaking;
  }
}
