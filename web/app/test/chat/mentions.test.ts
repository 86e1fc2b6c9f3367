import { describe, expect, it } from "vitest";
import { completed, maxMentions, mentionsIn, offeredFor, openMention, peopleKnown, piecesOf } from "../../room/chat/mentions";
import { message } from "../fake/chat";
import { person, room } from "../fake/people";

const people = [
  { id: "tom", name: "Tom" },
  { id: "lee", name: "Tom Lee" },
  { id: "yu", name: "小雨" },
  { id: "omar", name: "عمر" },
];

describe("a name that is being written", () => {
  it.each([
    ["@", 1, { from: 0, query: "" }],
    ["hi @to", 6, { from: 3, query: "to" }],
    ["你好@小", 4, { from: 2, query: "小" }],
    ["hi @Tom Le", 10, { from: 3, query: "Tom Le" }],
    ["hi @to and more", 6, { from: 3, query: "to" }],
    ["a@b.example", 11, null],
    ["hi there", 8, null],
    ["@tom\nnext", 9, null],
    [`@${"x".repeat(60)}`, 61, null],
    ["before @", 3, null],
  ])("%j at %d: %j", (text, caret, open) => {
    expect(openMention(text, caret)).toEqual(open);
  });

  it.each([
    ["", ["tom", "lee", "yu", "omar"]],
    ["TOM", ["tom", "lee"]],
    ["lee", ["lee"]],
    ["ｔｏｍ", ["tom", "lee"]],
    ["雨", ["yu"]],
    ["nobody", []],
  ])("%j offers %j", (query, ids) => {
    expect(offeredFor(query, people).map((one) => one.id)).toEqual(ids);
  });

  it("offers who begins so before who merely contains it, and never a whole room", () => {
    const many = [{ id: "x", name: "Atom" }, ...people, ...Array.from({ length: 9 }, (_, i) => ({ id: `${i}`, name: `Tom ${i}` }))];
    const offered = offeredFor("tom", many);
    expect([offered[0]?.id, offered.length]).toEqual(["tom", 5]);
  });

  it.each([
    ["hi @to", 6, "Tom", "hi @Tom ", 8],
    ["hi @to and more", 6, "Tom", "hi @Tom and more", 8],
    ["你好@", 3, "小雨", "你好@小雨 ", 6],
  ])("%j at %d completed by %s: %j", (text, caret, name, after, at) => {
    expect(completed(text, openMention(text, caret)!, name)).toEqual({ text: after, caret: at });
  });
});

describe("whom a text speaks to", () => {
  it.each([
    ["@Tom hello", ["tom"]],
    ["@Tom Lee hello", ["lee"]],
    ["@Tom, @Tom Lee", ["tom", "lee"]],
    ["你好@小雨！", ["yu"]],
    ["مرحبا @عمر", ["omar"]],
    ["@Tom @Tom", ["tom"]],
    ["@@Tom", ["tom"]],
    ["tom, @tom, @", []],
  ])("%j: %j", (text, ids) => {
    expect(mentionsIn(text, people)).toEqual(ids);
  });

  it("are not more than a message takes", () => {
    const crowd = Array.from({ length: 12 }, (_, i) => ({ id: `${i}`, name: `N${String.fromCodePoint(97 + i)}` }));
    expect(mentionsIn(crowd.map(({ name }) => `@${name}`).join(" "), crowd)).toHaveLength(maxMentions);
  });

  it("cuts the text without losing a letter", () => {
    const text = "a @Tom Lee, @nobody and @小雨";
    const pieces = piecesOf(text, people);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.filter((piece) => piece.to !== "")).toEqual([{ text: "@Tom Lee", to: "lee" }, { text: "@小雨", to: "yu" }]);
  });

  it("is never markup", () => {
    expect(piecesOf("<b>@Tom</b>", people).map((piece) => piece.text)).toEqual(["<b>", "@Tom", "</b>"]);
  });
});

describe("the people known", () => {
  it("are who wrote, the latest first, then who is in sight, each once", () => {
    const gone = message(1, 0, "bye", { from: { id: "gone", name: "Gone", speaks: [], learns: [] } });
    const known = peopleKnown(room({ hands: [{ participant: person(7), raised_ms: 1 }] }), [gone, message(2, 5, "a"), message(3, 0, "b")]);
    expect(known.slice(0, 3).map((one) => one.id)).toEqual(["p-lena", "p-tom", "gone"]);
    expect(known.map((one) => one.id)).toContain("p-an");
    expect(new Set(known.map((one) => one.id)).size).toBe(known.length);
  });
});
