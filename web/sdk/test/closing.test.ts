import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { closingByCode, closingByName } from "../src/closing";

const rows: [number, string, string][] = [
  [4000, "internal", "resume"],
  [4001, "slow_consumer", "resume"],
  [4002, "heartbeat_timeout", "resume"],
  [4003, "session_lost", "join"],
  [4004, "token_expired", "renew"],
  [4005, "server_draining", "wait"],
  [4006, "moved", "moved"],
  [4007, "rate_limited", "wait"],
  [4008, "waiting", "wait"],
  [4500, "bad_request", "stop"],
  [4501, "unsupported_version", "stop"],
  [4502, "unauthenticated", "stop"],
  [4503, "not_allowed", "stop"],
  [4504, "replaced", "stop"],
  [4505, "kicked", "stop"],
  [4506, "banned", "stop"],
  [4507, "room_closed", "stop"],
  [4508, "room_full", "stop"],
  [4509, "left", "stop"],
  [4510, "room_locked", "stop"],
  [4511, "not_open_yet", "stop"],
];

test.each(rows)("%i %s: %s", (code, name, next) => {
  expect(closingByCode(code)).toEqual({ code, name, next });
  expect(closingByName(name)).toEqual({ code, name, next });
});

test("the table is the protocol's, row for row", () => {
  const protocol = readFileSync(new URL("../../../signaling/PROTOCOL.md", import.meta.url), "utf8");
  const written = [...protocol.matchAll(/^\| (4\d{3}) \| (\w+) \|/gm)].map(([, code, name]) => [Number(code), name]);
  expect(written).toEqual(rows.map(([code, name]) => [code, name]));
});

test("codes nobody has given yet act by their range", () => {
  expect(closingByCode(4499).next).toBe("resume");
  expect(closingByCode(4999).next).toBe("stop");
});

test("a network's end resumes", () => {
  for (const code of [1000, 1001, 1005, 1006, 1012]) {
    expect(closingByCode(code)).toMatchObject({ name: "network", next: "resume" });
  }
  expect(closingByName("network").next).toBe("resume");
});

test("a refusal that says when to try again passes", () => {
  expect(closingByName("directory_unavailable", 5000)).toEqual({ code: 4007, name: "directory_unavailable", next: "wait" });
  expect(closingByName("room_full", 30_000).next).toBe("stop");
});

test("a busy server is waited for, even when it names no time", () => {
  expect(closingByName("server_busy")).toEqual({ code: 4007, name: "server_busy", next: "wait" });
});

test("a refusal without a close code of its own stops and keeps its name", () => {
  expect(closingByName("invalid_profile")).toEqual({ code: 4500, name: "invalid_profile", next: "stop" });
});

test("who was not let in is refused for good, by that name", () => {
  expect(closingByName("denied")).toEqual({ code: 4503, name: "denied", next: "stop" });
});
