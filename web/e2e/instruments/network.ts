/**
 * A network of our own, made of namespaces: a server, a router with NAT, a client behind it. Nothing outside of them is
 * touched but one link by which the tests themselves reach the server. Needs root; install.sh says so.
 *
 *   tests ── 10.213.9.0/24 ── server ── 10.213.1.0/24 ── router (NAT for IPv4) ── 10.213.2.0/24 ── client
 *                                       fd13:1::/64                               fd13:2::/64
 */

import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./process.ts";

/** Where the server is reached, from everywhere. */
export const serverAddress = { v4: "10.213.1.1", v6: "fd13:1::1" } as const;

const router = "10.213.1.254";

const inside = fileURLToPath(new URL("inside.py", import.meta.url));

/** Every path carries what IPv6 promises and not a byte more. */
const mtu = 1280;

/** Names begin with this and the process that made them, so that the next run can sweep what a killed one left. */
const prefix = "corner";

/** Namespace is one host. */
export class Namespace {
  constructor(readonly name: string) {}

  /** command is how a program is started in here. */
  command(program: string, ...args: string[]): [string, string[]] {
    return ["ip", ["netns", "exec", this.name, program, ...args]];
  }

  async run(program: string, ...args: string[]): Promise<string> {
    const [command, all] = this.command(program, ...args);
    return (await run(command, all)).toString("utf8");
  }

  /** ip configures the host's own links and addresses. */
  async ip(line: string): Promise<void> {
    await run("ip", ["-netns", this.name, ...line.split(" ")]);
  }

  async iptables(line: string): Promise<void> {
    await this.run("iptables", "-w", ...line.split(" "));
  }
}

/** Network is the three hosts and what can happen to them. */
export class Network {
  readonly server: Namespace;
  readonly router: Namespace;
  readonly client: Namespace;
  private readonly link: string;
  private folder = "";
  private ports = 20_000;
  private clientHost = 2;
  private readonly sweep = () => this.removeNow();

  private constructor(id: string) {
    this.server = new Namespace(`${prefix}-${id}-server`);
    this.router = new Namespace(`${prefix}-${id}-router`);
    this.client = new Namespace(`${prefix}-${id}-client`);
    this.link = `${prefix}${id}`;
  }

  /** open makes the network; close, or the end of the process, removes it. */
  static async open(): Promise<Network> {
    removeAbandoned();
    const network = new Network(String(process.pid));
    process.once("exit", network.sweep);
    try {
      await network.build();
      return network;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  private async build(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), "corner-e2e-network-"));
    const { server, router: between, client } = this;
    for (const { name } of [server, between, client]) await run("ip", ["netns", "add", name]);
    for (const host of [server, between, client]) await host.ip("link set lo up");
    await run("ip", ["link", "add", this.link, "type", "veth", "peer", "name", "tests", "netns", server.name]);
    await server.ip(`link add near mtu ${mtu} type veth peer name server mtu ${mtu} netns ${between.name}`);
    await between.ip(`link add client mtu ${mtu} type veth peer name out mtu ${mtu} netns ${client.name}`);

    await run("ip", ["address", "add", "10.213.9.1/24", "dev", this.link]);
    await run("ip", ["link", "set", this.link, "up"]);
    await server.ip("address add 10.213.9.2/24 dev tests");
    await server.ip("link set tests up");
    await run("ip", ["route", "add", `${serverAddress.v4}/32`, "via", "10.213.9.2"]);

    await address(server, "near", `${serverAddress.v4}/24`, `${serverAddress.v6}/64`);
    await address(between, "server", `${router}/24`, "fd13:1::fe/64");
    await address(between, "client", "10.213.2.254/24", "fd13:2::fe/64");
    await address(client, "out", "10.213.2.2/24", "fd13:2::2/64");
    await between.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
    // The server has one socket, and what leaves it must come from the address that clients were told.
    await server.ip(`route replace 10.213.9.0/24 dev tests src ${serverAddress.v4}`);
    await server.ip("route add default via fd13:1::fe");
    await client.ip("route add default via 10.213.2.254");
    await client.ip("route add default via fd13:2::fe");
    await between.iptables(`-t nat -A POSTROUTING -o server -p tcp -j SNAT --to-source ${router}`);
    await this.translate("-A POSTROUTING");
  }

  private translate(where: string): Promise<void> {
    const ports = `${this.ports}-${this.ports + 999}`;
    return this.router.iptables(`-t nat ${where} -o server -p udp -j SNAT --to-source ${router}:${ports}`);
  }

  /** launcher is the path of a script that starts a program in a host: what a browser's driver takes. */
  async launcher(host: Namespace, program: string): Promise<string> {
    const path = join(this.folder, `in-${host.name}`);
    await writeFile(path, `#!/bin/sh\nexec ip netns exec ${host.name} ${program} "$@"\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** drivenLauncher is the same for a browser whose driver talks to it by a WebSocket: that is in a host too. */
  async drivenLauncher(host: Namespace, program: string): Promise<string> {
    const path = join(this.folder, `driven-in-${host.name}`);
    await writeFile(path, `#!/bin/sh\nexec python3 ${inside} ${host.name} ${program} "$@"\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** rebind makes the NAT forget: the client's next datagram leaves from another port, and the old one is dead. */
  async rebind(): Promise<void> {
    this.ports += 1_000;
    await this.translate("-R POSTROUTING 2");
    await this.router.run("conntrack", "-D", "-p", "udp").catch(ignoreNothingDeleted);
  }

  /** moveClient takes the client's IPv4 address away and gives it another, as a change of network does. */
  async moveClient(): Promise<void> {
    const old = this.clientHost++;
    await this.client.ip(`address delete 10.213.2.${old}/24 dev out`);
    await this.client.ip(`address add 10.213.2.${this.clientHost}/24 dev out`);
    await this.client.ip("route replace default via 10.213.2.254");
  }

  /** dropIPv4 leaves the client with IPv6 only. */
  dropIPv4(): Promise<void> {
    return this.client.ip("-4 address flush dev out");
  }

  /** blockUDP drops every datagram of the client from now on. */
  blockUDP(): Promise<void> {
    return this.router.iptables("-I FORWARD -p udp -j DROP");
  }

  allowUDP(): Promise<void> {
    return this.router.iptables("-D FORWARD -p udp -j DROP");
  }

  /** lose drops a share of the media at random, at the server: on the way in and on the way out, whoever it is for. */
  async lose(share: number, mediaPort: number): Promise<void> {
    for (const [chain, port] of [["INPUT", "--dport"], ["OUTPUT", "--sport"]] as const) {
      await this.server.iptables(`-F ${chain}`);
      if (share === 0) continue;
      await this.server.iptables(`-A ${chain} -p udp ${port} ${mediaPort} -m statistic --mode random --probability ${share} -j DROP`);
    }
  }

  /** close removes everything; it can be called twice. */
  async close(): Promise<void> {
    process.removeListener("exit", this.sweep);
    this.removeNow();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  private removeNow(): void {
    for (const { name } of [this.client, this.router, this.server]) remove(name);
    // A namespace goes in the kernel's own time, and the addresses of its links with it.
    quietly("link", "delete", this.link);
  }
}

async function address(host: Namespace, link: string, v4: string, v6: string): Promise<void> {
  await host.ip(`address add ${v4} dev ${link}`);
  await host.ip(`address add ${v6} dev ${link} nodad`);
  await host.ip(`link set ${link} up`);
}

/** conntrack fails when there was nothing to forget. */
function ignoreNothingDeleted(error: Error): void {
  if (!error.message.includes("0 flow entries")) throw error;
}

/** removeAbandoned deletes the namespaces and the link, with its routes, of a maker that is no more. */
function removeAbandoned(): void {
  const names = execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).match(new RegExp(`^${prefix}-\\d+-\\w+`, "gm"));
  for (const name of names ?? []) {
    const maker = Number(name.split("-")[1]);
    if (maker === process.pid || alive(maker)) continue;
    remove(name);
    quietly("link", "delete", `${prefix}${maker}`);
  }
}

/** remove ends what still runs in a namespace, which would keep it alive, and deletes it. */
function remove(name: string): void {
  for (const pid of quietly("netns", "pids", name).split("\n").filter(Boolean)) {
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  quietly("netns", "delete", name);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** quietly asks for what may have been done already. */
function quietly(...args: string[]): string {
  try {
    return execFileSync("ip", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
