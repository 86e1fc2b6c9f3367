/** A wire between browser and server that can be cut: signaling goes through it, media goes past it. */

import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { Transform } from "node:stream";

/** A wire with an address of its own. */
export interface Wire {
  url: string;
  /** cut resets every connection and refuses new ones, without a goodbye, until mend. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/**
 * openWire forwards a free port of 127.0.0.1 to the given one. A fixed port lets the server know its origin before;
 * another address of this machine to come from makes the client recognisable. A long wire keeps everything for a while,
 * each way.
 */
export async function openWire(target: number, port = 0, from = "127.0.0.1", lengthMs = 0): Promise<Wire> {
  const ends = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: target, host: "127.0.0.1", localAddress: from });
    for (const [end, other] of [[near, far], [far, near]] as const) {
      ends.add(end);
      (lengthMs > 0 ? end.pipe(late(lengthMs)) : end).pipe(other);
      end.on("error", () => other.destroy());
      end.on("close", () => {
        ends.delete(end);
        if (lengthMs === 0) other.destroy();
        else setTimeout(() => other.destroy(), 2 * lengthMs); // what is still on its way arrives
      });
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    whole = false;
    for (const end of ends) end.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      whole = true;
    },
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** late hands on what it gets after a while, in order, many pieces at a time. */
function late(ms: number): Transform {
  return new Transform({
    transform(piece, _, done) {
      setTimeout(() => this.push(piece), ms);
      done();
    },
    flush(done) {
      setTimeout(done, ms);
    },
  });
}
