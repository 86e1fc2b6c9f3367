/** The page's WebSockets: everything they bring is seen here first, and can be kept from the page. */

/** A frame of corner.v1 as far as a probe reads it. */
export interface Frame {
  re?: number;
  seq?: number;
  type?: string;
  data?: { slots?: unknown[]; people?: Talked[] };
}

/** For how long somebody was heard, by language. */
interface Talked {
  participant: string;
  voiced: { ms: number }[];
}

const frames: Frame[] = [];
let talk: Talked[] = [];
const answered = new Map<string, number>();
let deaf = false;

/** numberedFrames are all events and answers the page was sent, in order, whether it listened or not. */
export function numberedFrames(): Frame[] {
  return frames;
}

/** lastTalk is the newest word on who has talked for how long, milliseconds, as far as they show it. */
export function lastTalk(): [participant: string, ms: number][] {
  return talk.map(({ participant, voiced }) => [participant, voiced.reduce((sum, { ms }) => sum + ms, 0)]);
}

/** answeredMs is the wall-clock moment at which the last command of a type was answered, 0 when it was not. */
export function answeredMs(type: string): number {
  return answered.get(type) ?? 0;
}

/** deafen keeps everything from the page that its server says from now on. */
export function deafen(): void {
  deaf = true;
}

/** watchSockets replaces the constructor by one that listens before the page can. */
export function watchSockets(see: (frame: Frame) => void): void {
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    private readonly asked = new Map<number, string>();

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      super.addEventListener("message", ({ data }: MessageEvent<string>) => {
        const frame = JSON.parse(data) as Frame;
        if (frame.re !== undefined) answered.set(this.asked.get(frame.re) ?? "", performance.timeOrigin + performance.now());
        if (frame.re !== undefined || frame.seq !== undefined) frames.push(frame);
        if (frame.type === "talk") talk = frame.data?.people ?? [];
        see(frame);
      });
      for (const type of ["message", "close", "error"]) {
        super.addEventListener(type, (event) => deaf && event.stopImmediatePropagation());
      }
    }

    override send(data: string): void {
      const { id, type } = JSON.parse(data) as { id?: number; type: string };
      if (id !== undefined) this.asked.set(id, type);
      super.send(data);
    }
  };
}
