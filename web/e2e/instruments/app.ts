/** The app as a person uses it: by clicking. What the page says is read from the screen or from the frames it was sent. */

import type { Locator, Page } from "playwright-core";
import { type ChromiumOptions, type ChromiumPerson, openChromium } from "./chromium.ts";
import { eventually } from "./process.ts";
import { slotStats } from "./recording.ts";

/** A person with a browser, in the lobby or in a room. */
export class Person {
  constructor(
    readonly name: string,
    private readonly chromium: Omit<ChromiumPerson, "browser">,
  ) {}

  /** arrive opens a browser of its own for somebody. */
  static async arrive(name: string, options: ChromiumOptions): Promise<Person> {
    return new Person(name, await openChromium(options));
  }

  get page(): Page {
    return this.chromium.page;
  }

  get troubles(): string[] {
    return this.chromium.troubles;
  }

  /** createRoom goes from the lobby into a new room and returns its link. */
  async createRoom(server: string, room: { title: string; topic?: string }): Promise<string> {
    await this.page.goto(server);
    await this.at("create").click();
    await this.at("title").fill(room.title);
    if (room.topic) await this.at("topic").fill(room.topic);
    await this.at("nickname").fill(this.name);
    await this.at("open").click();
    await this.inside();
    return this.page.url();
  }

  /** openLink opens a room's link as far as the card with the join button. */
  async openLink(link: string): Promise<void> {
    await this.page.goto(link);
    await this.at("nickname").fill(this.name);
  }

  /** join taps the one button of that card. */
  async join(): Promise<void> {
    await this.at("join").click();
    await this.inside();
  }

  /** joinFromLobby picks a room by its title. */
  async joinFromLobby(server: string, title: string): Promise<void> {
    await this.page.goto(server);
    await this.at("room").filter({ hasText: title }).click();
    await this.at("nickname").fill(this.name);
    await this.join();
  }

  /** inside waits until the room is on the screen. */
  async inside(): Promise<void> {
    await this.at("leave").waitFor();
  }

  async raiseHand(): Promise<void> {
    await this.at("hand-button").click();
  }

  /** invite answers a raised hand. */
  async invite(name: string): Promise<void> {
    await this.at("hand").filter({ hasText: name }).getByTestId("invite").click();
  }

  async accept(): Promise<void> {
    await this.at("accept").click();
  }

  /** unmute opens the microphone and waits until the page says that it is open. */
  async unmute(): Promise<void> {
    await this.at("microphone").click();
    await this.page.locator('[data-testid="microphone"][aria-pressed="true"]').waitFor();
  }

  /** mute closes the own microphone and waits until the page says so. */
  async mute(): Promise<void> {
    await this.at("microphone").click();
    await this.page.locator('[data-testid="microphone"][aria-pressed="false"]').waitFor();
  }

  /** muteOther closes somebody's microphone from their seat. */
  async muteOther(name: string): Promise<void> {
    await this.page.locator(".seat", { hasText: name }).getByRole("button").click();
    await this.at("mute-person").click();
  }

  /** takeTheStage is the whole way from listener to open microphone, by a host's invitation. */
  async takeTheStage(host: Person): Promise<void> {
    await this.raiseHand();
    await host.invite(this.name);
    await this.accept();
    await this.unmute();
  }

  /** hears waits until any slot of this person carries sound. */
  async hears(): Promise<void> {
    await eventually(`sound at ${this.name}`, async () => (await slotStats(this.page)).some((slot) => slot.energy > 0));
  }

  /** stage is who sits where, as the page shows it: "seat-0 <participant id>". */
  stage(): Promise<string[]> {
    return this.page
      .locator(".seat[data-participant]")
      .evaluateAll((seats) => seats.map((seat) => `${seat.getAttribute("data-testid")} ${seat.getAttribute("data-participant")}`));
  }

  /** at finds what the app named for tests. */
  at(name: string): Locator {
    return this.page.getByTestId(name);
  }

  close(): Promise<void> {
    return this.chromium.close();
  }
}
