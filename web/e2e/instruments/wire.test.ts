import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "./process.ts";
import { redisDump, startRedis } from "./redis.ts";
import { serveBlank } from "./rehearsal.ts";
import { openWire } from "./wire.ts";

describe("a wire", () => {
  it("carries, is cut, refuses, and carries again", async () => {
    const site = await serveBlank();
    const wire = await openWire(Number(new URL(site.url).port));
    const ask = async () => (await fetch(wire.url, { headers: { connection: "close" } })).ok;
    expect(await ask()).toBe(true);
    wire.cut();
    await expect(ask()).rejects.toThrow();
    wire.mend();
    expect(await ask()).toBe(true);
    await wire.close();
    await site.close();
  });

  it("brings what was said last before the end, however long it is", async () => {
    const server = createServer((socket) => socket.end("goodbye")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const wire = await openWire((server.address() as AddressInfo).port, 0, "127.0.0.1", 50);
    const socket = connect(Number(new URL(wire.url).port), "127.0.0.1");
    let heard = "";
    socket.on("data", (data) => (heard += data.toString()));
    await once(socket, "close");
    expect(heard).toBe("goodbye");
    await wire.close();
    server.close();
  });

  it("can be told its port beforehand", async () => {
    const port = await freePort();
    const wire = await openWire(1, port);
    expect(wire.url).toBe(`http://127.0.0.1:${port}`);
    await wire.close();
  });
});

describe("a Redis of our own", () => {
  it("comes back empty on the same port", async () => {
    const redis = await startRedis();
    expect(await redisDump(redis.url)).toBe("$0\r\n\r\n");
    await redis.kill();
    await expect(redisDump(redis.url)).rejects.toThrow();
    await redis.start();
    expect(await redisDump(redis.url)).toBe("$0\r\n\r\n");
    await redis.close();
  });
});
