import { beforeEach, expect, test, vi } from "vitest";
import { awake, createRoom, getRoom, listRooms, quickStart } from "../src/http";

const fetched = vi.fn<(url: URL, init: RequestInit) => Promise<Response>>();
beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

const answer = (body: unknown, status = 200) => fetched.mockResolvedValue(Response.json(body, { status }));
const asked = () => fetched.mock.calls[0] ?? [];

test("rooms are listed", async () => {
  answer({ rooms: [{ id: "a", seats: 8, speakers: 3 }], stale: true });
  expect(await listRooms("https://corner.example")).toEqual({
    rooms: [
      {
        id: "a", mode: "apply", locked: false, waiting_room: false, translations: [], seats: 8, speakers: 3,
        level: "", pace: "", tags: [], kept: [], counts: [], free_seats: 5, round: "",
      },
    ],
    stale: true,
  });
  expect(String(asked()[0])).toBe("https://corner.example/v1/rooms");
});

test("no rooms are an empty list", async () => {
  answer({});
  expect(await listRooms("https://corner.example")).toEqual({ rooms: [], stale: false });
});

test("one room is found by its id, whatever is in it", async () => {
  answer({ id: "a" });
  await getRoom("https://corner.example", "a/../b");
  expect(String(asked()[0])).toBe("https://corner.example/v1/rooms/a%2F..%2Fb");
});

test("a room is created as the person the token names, and the token stays out of the address", async () => {
  answer({ room: { id: "a" }, guest_token: "eyJ" }, 201);
  const room = { title: "Late", languages: ["zh", "en"] };
  expect(await createRoom("https://corner.example", room, "old")).toEqual({ room: { id: "a" }, guestToken: "eyJ" });
  const [url, init] = asked();
  expect(String(url)).toBe("https://corner.example/v1/rooms");
  expect(init?.method).toBe("POST");
  expect(init?.headers).toMatchObject({ Authorization: "Bearer old" });
  expect(JSON.parse(String(init?.body))).toEqual(room);
});

test("a room is created by a new guest without a token, and by an app's user without a guest token", async () => {
  answer({ room: { id: "a" } }, 201);
  expect(await createRoom("https://corner.example", { title: "x", languages: [] })).toMatchObject({ guestToken: "" });
  expect(asked()[1]?.headers).not.toHaveProperty("Authorization");
});

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };

test("a quick start says what is given and what is sought, and which rooms it has tried", async () => {
  answer({ room: "tea" });
  expect(await quickStart("https://corner.example", profile, "zh", "en", "kept", ["a", "b"])).toBe("tea");
  const [url, init] = asked();
  expect(String(url)).toBe("https://corner.example/v1/lobby/quick");
  expect(init?.headers).toMatchObject({ Authorization: "Bearer kept" });
  expect(JSON.parse(String(init?.body))).toEqual({ profile, give: "zh", get: "en", not: ["a", "b"] });
});

test("of the rooms it has tried a quick start names the last eight, and no room is none", async () => {
  answer({});
  const tried = [..."abcdefghij"];
  expect(await quickStart("https://corner.example", profile, "zh", "en", "", tried)).toBe("");
  expect(JSON.parse(String(asked()[1]?.body)).not).toEqual([..."cdefghij"]);
});

test("the hours of two languages are asked for as a pair", async () => {
  answer({ hours: [{ language: "zh", by_hour: [1] }] });
  const busy = await awake("https://corner.example", ["zh", "en"]);
  expect(busy).toEqual({ hours: [{ language: "zh", by_hour: [1] }], lines: [], stale: false });
  expect(String(asked()[0])).toBe("https://corner.example/v1/awake?pair=zh,en");
});

test("a refusal carries the server's code", async () => {
  answer({ error: { code: "invalid_room", text: "out of bounds", retry_ms: 5 } }, 422);
  await expect(listRooms("https://corner.example")).rejects.toMatchObject({ code: "invalid_room", retryMs: 5 });
});

test.each([
  ["nobody answers", () => fetched.mockRejectedValue(new TypeError("failed"))],
  ["a proxy answers", () => fetched.mockResolvedValue(new Response("<html>", { status: 502 }))],
  ["an answer is no JSON", () => fetched.mockResolvedValue(new Response("ok"))],
])("when %s the refusal is the network's", async (_, arrange) => {
  arrange();
  await expect(listRooms("https://corner.example")).rejects.toMatchObject({ code: "network" });
});
