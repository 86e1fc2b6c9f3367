/** A redis-server of our own that can be taken away and given back on the same port. */

import { Child, eventually, freePort } from "./process.ts";
import { connect } from "node:net";

/** A Redis that a test may kill. */
export interface Redis {
  url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** startRedis runs it in memory only: what returns after kill and start is empty, as after the loss of a machine. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort("tcp");
  let child: Child | undefined;
  const start = async () => {
    const started = new Child("redis-server", [
      "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--protected-mode", "no",
    ]);
    child = started;
    await eventually("redis", () => ping(port));
  };
  const kill = async () => {
    child?.signal("SIGKILL");
    await child?.exit();
  };
  await start();
  return { url: `redis://127.0.0.1:${port}/0`, start, kill, close: async () => child?.stop() };
}

/** redisDump returns everything stored there as text, to search it for what must not be in it. */
export async function redisDump(url: string): Promise<string> {
  const { port } = new URL(url);
  const script = `local out = {} for _, key in ipairs(redis.call('KEYS', '*')) do
    local kind = redis.call('TYPE', key).ok
    local value = kind == 'string' and {redis.call('GET', key)} or kind == 'hash' and redis.call('HGETALL', key)
      or kind == 'zset' and redis.call('ZRANGE', key, 0, -1) or kind == 'set' and redis.call('SMEMBERS', key)
      or kind == 'list' and redis.call('LRANGE', key, 0, -1) or {kind}
    out[#out + 1] = key .. ' = ' .. table.concat(value, ' ')
  end return table.concat(out, '\\n')`;
  return command(Number(port), ["EVAL", script, "0"]);
}

async function ping(port: number): Promise<boolean> {
  return (await command(port, ["PING"])).includes("PONG");
}

/** command speaks the wire protocol: enough for one question, and no client library to install. */
function command(port: number, words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("error", reject);
    socket.on("data", (data) => {
      answer += data.toString("utf8");
      if (complete(answer)) socket.end();
    });
    socket.on("close", () => resolve(answer));
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    socket.write(`*${words.length}\r\n${parts.join("")}`);
  });
}

function complete(answer: string): boolean {
  const bulk = /^\$(-?\d+)\r\n/.exec(answer);
  if (!bulk) return answer.endsWith("\r\n");
  return Number(bulk[1]) < 0 || Buffer.byteLength(answer) >= bulk[0].length + Number(bulk[1]) + 2;
}
