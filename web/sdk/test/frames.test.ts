import { expect, test } from "vitest";
import { parseFrame } from "../src/frames";

test("an answer", () => {
  expect(parseFrame('{"re":7,"data":{"a":1}}')).toEqual({ kind: "answer", re: 7, data: { a: 1 }, error: null });
  expect(parseFrame('{"re":7}')).toEqual({ kind: "answer", re: 7, data: {}, error: null });
});

test("a refusal", () => {
  expect(parseFrame('{"re":7,"error":{"code":"x"}}')).toMatchObject({ kind: "answer", error: { code: "x" } });
});

test("an event", () => {
  const event = { seq: 42, type: "hand.lowered", data: { participant: "p" } };
  expect(parseFrame(JSON.stringify(event))).toEqual({ kind: "event", event });
});

test("speakers, complete even when the wire leaves lists out", () => {
  expect(parseFrame('{"type":"speakers","data":{"slots":["a"]}}')).toEqual({
    kind: "speakers",
    speakers: { slots: ["a"], speaking: [], receiving: [] },
  });
});

test("reactions, complete even when the wire leaves lists out", () => {
  expect(parseFrame('{"type":"reactions","data":{"reactions":[{"emoji":"👏","count":3}]}}')).toEqual({
    kind: "reactions",
    reactions: { reactions: [{ emoji: "👏", count: 3 }], signals: [] },
  });
});

test("one's place in the queue", () => {
  const ahead = { cut_in: 0, patience: 0, share: 2, learner: 1, time: 0 };
  const position = { position: 3, hands: 12, ahead, at_most: 5 };
  expect(parseFrame(JSON.stringify({ type: "hand.position", data: position }))).toEqual({ kind: "position", position });
  expect(parseFrame('{"type":"hand.position","data":{}}')).toEqual({
    kind: "position",
    position: { position: 0, hands: 0, ahead: { cut_in: 0, patience: 0, share: 0, learner: 0, time: 0 }, at_most: 0 },
  });
});

test("talk time, complete even when the wire leaves lists out", () => {
  expect(parseFrame('{"type":"talk","data":{"people":[{"participant":"a"}]}}')).toEqual({
    kind: "talk",
    talk: { people: [{ participant: "a", voiced: [] }], languages: [], hidden: [] },
  });
  expect(parseFrame('{"type":"talk.own","data":{}}')).toEqual({ kind: "own", own: { voiced: [], hidden: false } });
});

test("a ping", () => {
  expect(parseFrame('{"type":"ping","data":{"seq":42}}')).toEqual({ kind: "ping" });
});

test.each([
  "",
  "{",
  "null",
  "7",
  '"text"',
  "[]",
  "{}",
  '{"type":"unheard"}',
  '{"type":"speakers"}',
  '{"type":"speakers","data":[]}',
  '{"type":"reactions"}',
  '{"type":"hand.position","data":[]}',
  '{"seq":1,"type":"x"}',
  '{"seq":"1","type":"x","data":{}}',
  '{"re":"7"}',
  '{"type":7}',
])("%j is ignored", (text) => {
  expect(parseFrame(text)).toBeNull();
});

test("binary frames are ignored", () => {
  expect(parseFrame(new ArrayBuffer(4))).toBeNull();
});
