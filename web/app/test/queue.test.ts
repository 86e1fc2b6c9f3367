import { describe, expect, it } from "vitest";
import { Queue } from "../room/queue";
import { person } from "./fake/people";

const hand = (index: number, raised_ms = index) => ({ participant: person(index), raised_ms });
const [a, b, c] = [hand(5), hand(7), hand(12)];

describe("the queue of hands", () => {
  it("is the server's as long as nobody is put off", () => {
    expect(new Queue().sorted([a, b, c])).toEqual([a, b, c]);
  });

  it("has who is put off behind the others, the last put off last", () => {
    const queue = new Queue();
    queue.later(a);
    queue.later(b);
    expect(queue.sorted([a, b, c])).toEqual([c, a, b]);
    queue.later(a);
    expect(queue.sorted([a, b, c])).toEqual([c, b, a]);
  });

  it("forgets who lowered the hand and raised it again", () => {
    const queue = new Queue();
    queue.later(a);
    const again = hand(5, 99);
    expect(queue.sorted([b, again, c])).toEqual([b, again, c]);
  });

  it("has who was put first where the server has them again", () => {
    const queue = new Queue();
    queue.later(a);
    queue.later(b);
    queue.first(a.participant.id);
    expect(queue.sorted([a, b, c])).toEqual([a, c, b]);
  });

  it("leaves the list it was given alone", () => {
    const queue = new Queue();
    queue.later(a);
    const given = [a, b];
    queue.sorted(given);
    expect(given).toEqual([a, b]);
  });
});
