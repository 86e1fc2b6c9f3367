/**
 * The app as a person uses it: clicks and words, no internals. Words come from the app's own strings, so that a
 * reworded button breaks no test.
 */

import type { Locator, Page } from "playwright-core";
import { en } from "../../app/strings/en.ts";
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
    await this.page.getByTestId("create").click();
    await this.page.getByTestId("title").fill(room.title);
    if (room.topic) await this.page.getByTestId("topic").fill(room.topic);
    await this.page.getByTestId("nickname").fill(this.name);
    await this.page.getByTestId("open").click();
    await this.inside();
    return this.page.url();
  }

  /** openLink opens a room's link as far as the card with the join button. */
  async openLink(link: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByTestId("nickname").fill(this.name);
  }

  /** join taps the one button of that card. */
  async join(): Promise<void> {
    await this.page.getByRole("button", { name: en.join.button }).click();
    await this.inside();
  }

  /** joinFromLobby picks a room by its title. */
  async joinFromLobby(server: string, title: string): Promise<void> {
    await this.page.goto(server);
    await this.page.getByTestId("room").filter({ hasText: title }).click();
    await this.page.getByTestId("nickname").fill(this.name);
    await this.join();
  }

  /** inside waits until the room is on the screen. */
  async inside(): Promise<void> {
    await this.button(en.bar.leave).waitFor();
  }

  async raiseHand(): Promise<void> {
    await this.button(en.bar.raise).click();
  }

  /** invite answers a raised hand. */
  async invite(name: string): Promise<void> {
    await this.button(en.hands.invite(name)).click();
  }

  async accept(): Promise<void> {
    await this.button(en.invitation.accept).click();
  }

  /** unmute opens the microphone and waits until the server counts its packets. */
  async unmute(): Promise<void> {
    await this.microphone().click();
    await this.page.waitForFunction(() => document.querySelector('[aria-pressed="true"]') !== null);
  }

  async mute(): Promise<void> {
    await this.microphone().click();
  }

  /** muteOther closes somebody's microphone from their seat. */
  async muteOther(name: string): Promise<void> {
    await this.page.getByRole("button", { name: en.person.actions(name) }).click();
    await this.button(en.person.mute).click();
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

  /** stage names who sits on the stage as this person sees it, in the order of the seats. */
  stage(): Promise<string[]> {
    return this.page.getByTestId("seat-name").allInnerTexts();
  }

  close(): Promise<void> {
    return this.chromium.close();
  }

  private microphone(): Locator {
    return this.page.getByTestId("microphone");
  }

  private button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }
}
