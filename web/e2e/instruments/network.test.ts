import { afterAll, beforeAll, expect, it } from "vitest";
import { execFileSync } from "node:child_process";
import { Network, serverAddress } from "./network.ts";
import { Child, eventually, run } from "./process.ts";

/** What a host hears: a program that tells where each datagram came from. */
const listener = `
const socket = require("node:dgram").createSocket("udp6");
socket.on("message", (message, { address, port }) => console.log(message + " " + address + " " + port));
socket.bind(9000, () => console.log("ready"));`;

/** A client that sends a word from one port of its own. */
const sender = (word: string, to: string) => `
const socket = require("node:dgram").createSocket("${to.includes(":") ? "udp6" : "udp4"}");
socket.bind(9001, () => socket.send("${word}", 9000, "${to}", () => socket.close()));`;

let network: Network;
let server: Child;

beforeAll(async () => {
  network = await Network.open();
  server = new Child(...network.server.command("node", "-e", listener));
  await eventually("the listener", () => server.output.includes("ready"));
});

afterAll(async () => {
  await server?.stop();
  await network?.close();
  const names = execFileSync("ip", ["netns", "list"], { encoding: "utf8" });
  expect(names).not.toContain(network.server.name);
});

/** heard sends a word from the client and returns whom the server saw. */
async function heard(word: string, to: string = serverAddress.v4): Promise<{ address: string; port: number }> {
  await network.client.run("node", "-e", sender(word, to));
  const line = await eventually(word, () => server.output.split("\n").find((found) => found.startsWith(word)), 2_000);
  const [, address, port] = line.split(" ");
  return { address: address!, port: Number(port) };
}

it("translates, and after a rebinding from another port", async () => {
  const before = await heard("before");
  await network.rebind();
  const after = await heard("after");
  expect(before).toMatchObject({ address: "::ffff:10.213.1.254" });
  expect(Math.floor(before.port / 1_000)).toBe(20);
  expect(Math.floor(after.port / 1_000)).toBe(21);
});

it("moves the client, blocks its datagrams and lets them pass again", async () => {
  await network.moveClient();
  await heard("moved");
  await network.blockUDP();
  await expect(heard("blocked")).rejects.toThrow();
  await network.allowUDP();
  await heard("allowed");
});

it("loses about the share it is told to", async () => {
  await network.lose(0.5, 9000);
  const words = Array.from({ length: 200 }, (_, n) => `word${n}.`);
  const burst = words.map((word) => `socket.send("${word}", 9000, "${serverAddress.v4}");`).join("");
  await network.client.run("node", "-e", `const socket = require("node:dgram").createSocket("udp4"); ${burst} setTimeout(() => socket.close(), 200)`);
  await network.lose(0, 9000);
  await heard("last");
  const arrived = words.filter((word) => server.output.includes(word)).length;
  expect(arrived).toBeGreaterThan(60);
  expect(arrived).toBeLessThan(140);
});

it("reaches the server over IPv6 alone, and by the tests themselves", async () => {
  await network.dropIPv4();
  expect(await heard("six", serverAddress.v6)).toMatchObject({ address: "fd13:2::2" });
  await run("node", ["-e", sender("outside", serverAddress.v4)]);
  await eventually("outside", () => server.output.includes("outside"));
});
