import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../instruments/app.ts";
import { alike, wellHeard } from "../instruments/calm.ts";
import { type ChromiumPerson, openChromium } from "../instruments/chromium.ts";
import { eventually, freePort, pause } from "../instruments/process.ts";
import { bestMatch, settled, slotStats, startListening, stopListening } from "../instruments/recording.ts";
import { checkTypes, newProject, type Project, servePage } from "../instruments/sdk-package.ts";
import { silence, speech, voices } from "../instruments/speech.ts";
import { Scene } from "./scene.ts";

const linesAtMost = 60;
const stretchMs = 6_000;

describe("the SDK as somebody else gets it", () => {
  let project: Project;
  let scene: Scene;
  let ada: Person;
  let link: string;
  let guest: ChromiumPerson;
  let page: { url: string; close(): Promise<void> };

  beforeAll(async () => {
    project = await newProject();
    const port = await freePort();
    page = await servePage(project, port);
    scene = await Scene.open({ origins: [page.url] });
    ada = await scene.person("Ada", voices.ada);
    link = await ada.createRoom(scene.server.url, { title: "Heard from another page" });
    await ada.unmute();
    guest = scene.keep(await openChromium({ microphone: await silence() }));
  });

  afterAll(async () => {
    await scene?.close();
    await page?.close();
    await project?.close();
  });

  it("consists of its files, their types, a README and a licence, and of nobody else's", () => {
    const { files } = project;
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "dist/LICENSE", "dist/room.js", "dist/lobby.js", "dist/plans.js"]));
    expect(files.filter((path) => !/^(package\.json|README\.md|dist\/LICENSE|dist\/\w+\.js|dist\/types\/.*\.d\.ts)$/.test(path))).toEqual([]);
  });

  it(`has an example of under ${linesAtMost} lines whose types are right, however modules are found`, async () => {
    expect(project.example.trim().split("\n").length).toBeLessThan(linesAtMost);
    await checkTypes(project, "bundler");
    await checkTypes(project, "nodenext");
  });

  it("joins a room with that example, from a page of another origin, and hears who speaks", async () => {
    const room = new URL(link).pathname.split("/").at(-1)!;
    await guest.page.goto(`${page.url}/?${new URLSearchParams({ server: scene.server.url, room })}`);
    await guest.page.getByRole("button", { name: "Listen" }).click();
    await guest.page.getByText("Heard from another page: 1 on the stage, 1 listening").waitFor();
    await eventually("sound", async () => (await slotStats(guest.page)).some(({ energy }) => energy > 0));
    await guest.page.getByText("Ada is speaking").waitFor();
    await settled(guest.page);
    await pause(3_000);
    const said = await wellHeard(async () => {
      await startListening(guest.page);
      await pause(stretchMs);
      return bestMatch(await stopListening(guest.page), await speech(voices.ada));
    }, ({ r }) => r);
    console.log(`the example hears Ada: correlation ${said.r.toFixed(3)}`);
    expect(said.r).toBeGreaterThanOrEqual(alike);
  });

  it("raises a hand there, is invited and opens the microphone", async () => {
    const button = (name: string) => guest.page.getByRole("button", { name });
    await button("Raise a hand").click();
    await ada.invite("小雨");
    await button("Take the seat").click();
    await button("Open the microphone").click();
    await button("Close the microphone").waitFor();
    expect(guest.troubles).toEqual([]);
  });
});
