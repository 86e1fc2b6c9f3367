import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { calmly } from "../instruments/calm.ts";
import { eventually, freePort, pause } from "../instruments/process.ts";
import { type Quality, quality, settled, slotStats } from "../instruments/recording.ts";
import { type Redis, startRedis } from "../instruments/redis.ts";
import { type NewRoom, type Server, createRoom, listRooms, startServer } from "../instruments/server.ts";
import { voices } from "../instruments/speech.ts";
import { startTalking } from "../instruments/talkers.ts";
import { Scene, percent } from "./scene.ts";

const outageMs = process.env.CORNER_E2E_FULL ? 60_000 : 10_000;

/** What a listener must get meanwhile, of 50 packets a second, and how much may be invented. */
const packetsAtLeast = (outageMs / 1_000) * 45;
const concealedAtMost = 0.01;

describe("two servers on one Redis, a talking room on each", () => {
  let redis: Redis;
  let scene: Scene;
  let second: Server;
  let rooms: NewRoom[];
  let listeners: Person[];

  beforeAll(async () => {
    redis = await startRedis();
    const port = await freePort();
    scene = await Scene.open({ redis: redis.url, origins: [`http://127.0.0.1:${port}`] });
    second = await startServer({ redis: redis.url, port, origins: [scene.server.url] });
    rooms = [];
    listeners = [];
    for (const server of [scene.server, second]) {
      const room = await createRoom(server.url, { title: `Room of ${server.port}` });
      await startTalking(await scene.talkers(server.url), room);
      rooms.push(room);
      const listener = await scene.person("Listener", voices.ada);
      // Both knock at the first server; the second one's room is somewhere else.
      await listener.openLink(`${scene.server.url}/r/${room.id}`);
      await listener.join();
      await listener.hears();
      listeners.push(listener);
    }
  });

  afterAll(async () => {
    await scene?.close();
    await second?.close();
    await redis?.close();
  });

  it("see each other's rooms", async () => {
    for (const server of [scene.server, second]) await directoryIsRight(server, 5_000);
  });

  it(`go on talking while Redis is away for ${outageMs / 1_000} s, and agree again within 5 s`, async () => {
    await Promise.all(listeners.map(({ page }) => settled(page)));
    const heard = await calmly(async () => {
      const before = await Promise.all(listeners.map(({ page }) => slotStats(page)));
      await redis.kill();
      await pause(outageMs);
      const after = await Promise.all(listeners.map(({ page }) => slotStats(page)));
      await redis.start();
      const returned = Date.now();
      for (const server of [scene.server, second]) await directoryIsRight(server, 5_000);
      console.log(`the directory is right ${Date.now() - returned} ms after Redis returned`);
      return listeners.map((_, index) => quality(before[index]!, after[index]!));
    }, 2, (all) => all.every(unbroken));
    for (const { packets, concealedShare } of heard) {
      console.log(`without Redis: ${packets} packets in ${outageMs / 1_000} s, concealed ${percent(concealedShare)}`);
      expect(packets).toBeGreaterThan(packetsAtLeast);
      expect(concealedShare).toBeLessThan(concealedAtMost);
    }
  });

  it("forget the people of a server that was killed, within 30 s", async () => {
    await second.kill();
    const killed = Date.now();
    const gone = async () => (await listRooms(scene.server.url)).rooms.every(({ id }) => id !== rooms[1]!.id);
    await eventually("the room of the killed server to be gone", gone, 30_000, 250);
    console.log(`the killed server's room is gone after ${((Date.now() - killed) / 1_000).toFixed(1)} s`);
    const [left] = (await listRooms(scene.server.url)).rooms;
    expect(left).toMatchObject({ id: rooms[0]!.id, speakers: 1, listeners: 1 });
  });

  /** unbroken reports whether a listener heard on. */
  function unbroken({ packets, concealedShare }: Quality): boolean {
    return packets > packetsAtLeast && concealedShare < concealedAtMost;
  }

  /** directoryIsRight waits until a server lists both rooms, each with its speaker and its listener. */
  async function directoryIsRight(server: Server, timeoutMs: number): Promise<void> {
    const wanted = rooms.map(({ id }) => ({ id, speakers: 1, listeners: 1 }));
    await eventually(
      `the whole directory at ${server.url}`,
      async () => {
        const { rooms: listed, stale } = await listRooms(server.url);
        const seen = listed.map(({ id, speakers, listeners: count }) => ({ id, speakers, listeners: count }));
        const right = !stale && wanted.every((room) => seen.some((one) => JSON.stringify(one) === JSON.stringify(room)));
        if (!right) throw new Error(JSON.stringify({ stale, seen }));
        return true;
      },
      timeoutMs,
    );
  }
});
