import { beforeEach, expect, test, vi } from "vitest";
import {
  about, calendarUrl, cancelPlan, cancelSession, changePlan, createPlan, dropPush, findOverlap, getAgenda, getFeeds,
  getPlan, getReplies, makeFeed, moveSession, myPlans, pushKey, reply, restoreSession, revokeFeed, savePush,
} from "../src/schedule";

const fetched = vi.fn<(url: URL, init: RequestInit) => Promise<Response>>();
beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

const server = "https://corner.example";
const answer = (body: unknown, status = 200) => fetched.mockImplementation(() => Promise.resolve(Response.json(body, { status })));
/** What was asked: method, path, whose token, of which sequence, and the body. */
const asked = () => {
  const [url, init] = fetched.mock.lastCall!;
  const headers = new Headers(init.headers);
  const body = init.body === undefined ? undefined : JSON.parse(String(init.body));
  return [init.method ?? "GET", String(url).replace(server, ""), headers.get("Authorization"), headers.get("If-Match"), body];
};

const at = { id: "tea", sequence: 4 };

test("a plan is made by a new guest, who is told who they are", async () => {
  answer({ plan: { id: "tea" }, guest_token: "eyJ" }, 201);
  const plan = { start: "2026-11-28T20:00", zone: "Asia/Shanghai", minutes: 60, settings: { title: "Tea", languages: ["zh", "en"] } };
  expect(await createPlan(server, plan)).toEqual({ plan: { id: "tea" }, guestToken: "eyJ" });
  expect(asked()).toEqual(["POST", "/v1/schedules", null, null, plan]);
});

test("who has a token stays who they are", async () => {
  answer({ plan: { id: "tea" } }, 201);
  const settings = { title: "Tea", languages: [] };
  const made = await createPlan(server, { start: "", zone: "", minutes: 1, settings }, "mine");
  expect(made.guestToken).toBe("");
  expect(asked()[2]).toBe("Bearer mine");
});

test("every change says which state it is of", async () => {
  answer({ id: "tea", sequence: 5 });
  expect(await changePlan(server, at, { limit: 8, scope: "from", on: "2026-11-28" }, "mine")).toMatchObject({ sequence: 5 });
  expect(asked()).toEqual(["PATCH", "/v1/schedules/tea", "Bearer mine", '"4"', { limit: 8, scope: "from", on: "2026-11-28" }]);
  await cancelPlan(server, at, "mine");
  expect(asked()).toEqual(["DELETE", "/v1/schedules/tea", "Bearer mine", '"4"', undefined]);
  await cancelSession(server, at, "2026-11-28", "mine");
  expect(asked()).toEqual(["POST", "/v1/schedules/tea/2026-11-28/cancel", "Bearer mine", '"4"', {}]);
  await moveSession(server, at, "2026-11-28", { to: "2026-11-29T21:00" }, "mine");
  expect(asked()).toEqual(["POST", "/v1/schedules/tea/2026-11-28/move", "Bearer mine", '"4"', { to: "2026-11-29T21:00" }]);
  await restoreSession(server, { id: "tea", sequence: 0 }, "2026-11-28", "mine");
  expect(asked()).toEqual(["POST", "/v1/schedules/tea/2026-11-28/restore", "Bearer mine", '"0"', {}]);
});

test("a change that came second is refused as that", async () => {
  answer({ error: { code: "changed", text: "somebody changed it" }, sequence: 5 }, 412);
  await expect(cancelPlan(server, at, "mine")).rejects.toMatchObject({ code: "changed" });
});

test("whatever is in an id stays one part of the address", async () => {
  answer({ id: "x" });
  await getPlan(server, "a/../b?c", "mine");
  expect(asked().slice(0, 3)).toEqual(["GET", "/v1/schedules/a%2F..%2Fb%3Fc", "Bearer mine"]);
  expect(calendarUrl(server, "a/b")).toBe("https://corner.example/v1/schedules/a%2Fb/calendar.ics");
});

test("the agenda is asked for by what is given, and may be empty", async () => {
  answer({});
  expect(await getAgenda(server, { from_ms: 1, language: "zh-Hans", limit: 5 })).toEqual({ instances: [], stale: false });
  expect(asked()[1]).toBe("/v1/schedules?from_ms=1&language=zh-Hans&limit=5");
});

test("one's own plans and evenings", async () => {
  answer({ plans: [], coming: [] });
  expect(await myPlans(server, "mine")).toEqual({ plans: [], coming: [] });
  expect(asked().slice(0, 3)).toEqual(["GET", "/v1/schedules/mine", "Bearer mine"]);
});

test("one comes, and does not come after all", async () => {
  answer({ instance: { on: "2026-11-28", you: "waiting" }, place: 2, guest_token: "eyJ" });
  const who = { name: "Ana", zone: "America/New_York" };
  const instance = { on: "2026-11-28", you: "waiting" };
  expect(await reply(server, "tea", "2026-11-28", who)).toEqual({ instance, place: 2, guestToken: "eyJ" });
  expect(asked()).toEqual(["PUT", "/v1/schedules/tea/2026-11-28/reply", null, null, who]);
  answer({ instance, place: 0 });
  expect(await reply(server, "tea", "2026-11-28", null, "mine")).toEqual({ instance, place: 0, guestToken: "" });
  expect(asked()).toEqual(["DELETE", "/v1/schedules/tea/2026-11-28/reply", "Bearer mine", null, undefined]);
});

test("who comes is asked of the server", async () => {
  answer({ going: 1, waiting: 0, going_names: ["Ana"], waiting_names: [] });
  expect(await getReplies(server, "tea", "2026-11-28", "mine")).toMatchObject({ going_names: ["Ana"] });
  expect(asked()[1]).toBe("/v1/schedules/tea/2026-11-28/replies");
});

test("common hours are nobody's secret", async () => {
  answer({ step: 30, slots: [], suggestions: [] });
  await findOverlap(server, [{ zone: "Asia/Shanghai" }, { zone: "America/New_York" }], "2026-11-23", 60);
  const people = [{ zone: "Asia/Shanghai" }, { zone: "America/New_York" }];
  expect(asked()).toEqual(["POST", "/v1/overlap", null, null, { people, from: "2026-11-23", minutes: 60 }]);
});

test("a feed is made, listed and revoked", async () => {
  answer({ feed: { id: "h", url: "https://corner.example/v1/feeds/s.ics" } }, 201);
  expect(await makeFeed(server, "", "mine")).toMatchObject({ id: "h" });
  expect(asked()).toEqual(["POST", "/v1/feeds", "Bearer mine", null, { plan: "" }]);
  answer({});
  expect(await getFeeds(server, "mine")).toEqual([]);
  await revokeFeed(server, "h", "mine");
  expect(asked()).toEqual(["DELETE", "/v1/feeds/h", "Bearer mine", null, undefined]);
});

test("reminders are had where the server sends any", async () => {
  answer({});
  expect(await pushKey(server)).toBe("");
  const address = { endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" }, locale: "en", zone: "UTC" };
  await savePush(server, address, "mine");
  expect(asked()).toEqual(["PUT", "/v1/push", "Bearer mine", null, address]);
  await dropPush(server, address.endpoint, "mine");
  expect(asked()).toEqual(["DELETE", "/v1/push", "Bearer mine", null, { endpoint: address.endpoint }]);
});

test("a server says what it counts with", async () => {
  answer({ version: "v1", zone_data: "2025c" });
  expect(await about(server)).toEqual({ version: "v1", zone_data: "2025c" });
});
