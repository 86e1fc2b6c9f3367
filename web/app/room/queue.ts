import { signal } from "@preact/signals";
import type { Hand } from "@sdk";

/**
 * The queue of hands as this host wants to see it: who is put off stands behind the others, in the order of putting
 * off. It is this device's own order; the server's, and with it the place each person sees, stays as it is.
 */
export class Queue {
  private readonly putOff = signal<readonly string[]>([]);

  /** Puts a hand behind the others. A hand that is lowered and raised again starts afresh. */
  later(hand: Hand): void {
    const key = keyOf(hand);
    this.putOff.value = [...this.putOff.peek().filter((other) => other !== key), key];
  }

  /** Takes back that a hand was put off: it goes where the server has it. */
  first(participant: string): void {
    this.putOff.value = this.putOff.peek().filter((key) => !key.startsWith(`${participant} `));
  }

  /** Returns the hands in the order they are shown. */
  sorted(hands: readonly Hand[]): Hand[] {
    const rank = (hand: Hand) => this.putOff.value.indexOf(keyOf(hand));
    return [...hands].sort((a, b) => rank(a) - rank(b)); // stable: who was never put off (−1) keeps the server's order
  }
}

function keyOf(hand: Hand): string {
  return `${hand.participant.id} ${hand.raised_ms}`;
}
