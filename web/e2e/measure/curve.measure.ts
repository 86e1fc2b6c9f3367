/**
 * The curve of loss: a Chromium speaks, a Chromium and a Firefox listen, and a share of the datagrams is dropped at
 * random between each of them and the server, both ways. Prints a table, and writes the figures to out/curve.json.
 *
 *   npm run e2e -- curve        CORNER_CURVE_SECONDS=20 is how long each figure is listened to
 */

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { type FirefoxPerson, openFirefox } from "../instruments/firefox.ts";
import { Network, serverAddress } from "../instruments/network.ts";
import { eventually, pause } from "../instruments/process.ts";
import {
  type Listener, bestMatch, quality, settled, slotStats, startListening, stopListening,
} from "../instruments/recording.ts";
import { speech, voices } from "../instruments/speech.ts";
import { Scene, percent } from "../tests/scene.ts";

const seconds = Number(process.env.CORNER_CURVE_SECONDS ?? 20);
const shares = [0, 0.05, 0.1, 0.2, 0.3];
const origin = `http://${serverAddress.v4}:8080`;

/** How what is sent to an audience is merged. */
const packings = [
  { name: "20 ms", arguments: ["--packing-from=0"] },
  { name: "40 ms", arguments: ["--packing-from=1", "--packing-ms=40"] },
  { name: "60 ms", arguments: ["--packing-from=1", "--packing-ms=60"] },
];

interface Row {
  packets: string;
  listener: string;
  loss: number;
  lost: number;
  concealed: number;
  audible: number;
  correlation: number;
  jitterBufferMs: number;
}

const rows: Row[] = [];

describe.each(packings)("packets of $name", ({ name, arguments: given }) => {
  let network: Network;
  let scene: Scene;
  const listeners: { name: string; page: Listener }[] = [];

  beforeAll(async () => {
    network = await Network.open();
    scene = await Scene.open({ network, arguments: given });
    const ada = await scene.person("Ada", voices.ada, { trusted: [origin] });
    const link = await ada.createRoom(origin, { title: "Through the storm" });
    await ada.unmute();
    const bo: Person = await scene.person("Bo", voices.bo, { trusted: [origin] });
    await bo.openLink(link);
    await bo.join();
    const fox = scene.keep(await openFirefox());
    await joinInFirefox(fox, link);
    listeners.push({ name: "Chromium", page: bo.page }, { name: "Firefox", page: fox.page });
    for (const { page } of listeners) await settled(page);
  }, 120_000);

  afterAll(async () => {
    await scene?.close();
    await network?.close();
  });

  it.each(shares)("a share of %s lost", { timeout: 60_000 + seconds * 2_000 }, async (loss) => {
    await network.lose(loss, scene.server.mediaPort);
    // A jitter buffer needs a while to learn what it is up against.
    await pause(5_000);
    for (const row of await listen(loss)) {
      rows.push({ packets: name, ...row });
      expect(row.correlation).toBeGreaterThan(0);
    }
  });

  /** listen is one figure of every listener, over the same stretch. */
  async function listen(loss: number): Promise<Omit<Row, "packets">[]> {
    const before = await Promise.all(listeners.map(({ page }) => slotStats(page)));
    for (const { page } of listeners) await startListening(page);
    await pause(seconds * 1_000);
    const heard = await Promise.all(listeners.map(({ page }) => stopListening(page)));
    const after = await Promise.all(listeners.map(({ page }) => slotStats(page)));
    const said = await speech(voices.ada);
    return Promise.all(
      listeners.map(async ({ name: listener }, index) => {
        const { r, mid } = await bestMatch(heard[index]!, said);
        const { packets, lost, concealedShare, audibleConcealed, samples, jitterBufferMs } = quality(before[index]!, after[index]!, mid);
        return {
          listener, loss, lost: lost / (packets + lost), concealed: concealedShare, audible: audibleConcealed / samples,
          correlation: r, jitterBufferMs,
        };
      }),
    );
  }
});

afterAll(async () => {
  const line = (row: Row) =>
    `| ${row.packets} | ${row.listener} | ${percent(row.loss)} | ${percent(row.lost)} | ${percent(row.concealed)} | ` +
    `${percent(row.audible)} | ${row.correlation.toFixed(3)} | ${row.jitterBufferMs.toFixed(0)} ms |`;
  const head = "| packets | listener | loss on each leg | lost for good | concealed | audibly | correlation | jitter buffer |\n|---|---|---|---|---|---|---|---|";
  console.log(`${head}\n${rows.map(line).join("\n")}`);
  await writeFile(fileURLToPath(new URL("../out/curve.json", import.meta.url)), JSON.stringify({ seconds, rows }, null, 2));
});

async function joinInFirefox({ page }: FirefoxPerson, link: string): Promise<void> {
  await page.goto(link);
  const join = '[data-testid="join"]';
  await page.waitForSelector(join, { visible: true });
  await page.click(join);
  await page.waitForSelector('[data-testid="leave"]');
  await eventually("sound", async () => (await slotStats(page)).some((slot) => slot.energy > 0), 30_000);
}
