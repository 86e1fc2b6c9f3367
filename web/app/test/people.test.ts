import { describe, expect, it } from "vitest";
import { People } from "../room/people";
import { person } from "./fake/people";

const off = (index: number) => person(index);

/** A list that is answered by the test. */
function reading() {
  const asked: { cursor: string; answer: (indexes: number[], next: string) => void; fail: () => void }[] = [];
  const people = new People(
    (cursor) =>
      new Promise((resolve, reject) => {
        asked.push({
          cursor,
          answer: (indexes, next) => resolve({ participants: indexes.map(off), next }),
          fail: () => reject({ code: "rate_limited" }),
        });
      }),
  );
  const seen = () => [people.status.value, people.found.value.map(({ id }) => id), people.more.value];
  return { people, asked, seen };
}

const ids = (...indexes: number[]) => indexes.map((index) => off(index).id);

describe("the list of the audience", () => {
  it("is read page by page to its end", async () => {
    const { people, asked, seen } = reading();
    const first = people.load();
    expect(seen()).toEqual(["loading", [], false]);
    asked[0]?.answer([8, 9], "c1");
    await first;
    expect(seen()).toEqual(["ready", ids(8, 9), true]);
    const second = people.load();
    asked[1]?.answer([10], "");
    await second;
    expect(seen()).toEqual(["ready", ids(8, 9, 10), false]);
    await people.load();
    expect(asked.map(({ cursor }) => cursor)).toEqual(["", "c1"]);
  });

  it("of an empty room is ready, and empty", async () => {
    const { people, asked, seen } = reading();
    const first = people.load();
    asked[0]?.answer([], "");
    await first;
    expect(seen()).toEqual(["ready", [], false]);
  });

  it("is asked for one page at a time, however often the end comes into view", async () => {
    const { people, asked } = reading();
    const first = people.load();
    void people.load();
    void people.load();
    asked[0]?.answer([8], "c1");
    await first;
    expect(asked).toHaveLength(1);
  });

  it("that could not be read keeps what it has, and the same page is tried again", async () => {
    const { people, asked, seen } = reading();
    const first = people.load();
    asked[0]?.answer([8], "c1");
    await first;
    const second = people.load();
    asked[1]?.fail();
    await second;
    expect(seen()).toEqual(["failed", ids(8), false]);
    const third = people.load();
    asked[2]?.answer([9], "");
    await third;
    expect(asked.map(({ cursor }) => cursor)).toEqual(["", "c1", "c1"]);
    expect(seen()).toEqual(["ready", ids(8, 9), false]);
  });

  it("shows who came back while it was read once, where they are now", async () => {
    const { people, asked, seen } = reading();
    const first = people.load();
    asked[0]?.answer([8, 9], "c1");
    await first;
    const second = people.load();
    asked[1]?.answer([10, 8], "");
    await second;
    expect(seen()[1]).toEqual(ids(9, 10, 8));
  });

  it("does not go round in a circle", async () => {
    const { people, asked, seen } = reading();
    const first = people.load();
    asked[0]?.answer([8], "c1");
    await first;
    const second = people.load();
    asked[1]?.answer([9], "c1");
    await second;
    expect(seen()).toEqual(["ready", ids(8, 9), false]);
  });
});
