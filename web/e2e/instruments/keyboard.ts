/** A person without a mouse: what the Tab key comes to, what is pressed there, and what is typed. */

import type { Page } from "playwright-core";
import { eventually } from "./process.ts";

/** How many stops of the Tab key a page may have before what is looked for. */
const stops = 150;

/** The keys of a person at a page. A step after which nothing has the focus fails: the next key would begin at the top. */
export class Keyboard {
  /** Whether the page has had the focus since it was opened. */
  private begun = false;

  constructor(private readonly page: Page) {}

  /** open goes to an address, or loads the present page anew. */
  async open(url = this.page.url()): Promise<void> {
    await this.page.goto(url);
    this.begun = false;
  }

  /** press goes to something with the Tab key, and presses it. */
  async press(name: string, key = "Enter"): Promise<void> {
    await this.reach(name);
    await this.page.keyboard.press(key);
  }

  /** reach goes to something with the Tab key. */
  async reach(name: string): Promise<void> {
    await this.page.getByTestId(name).first().waitFor();
    if (this.begun) await eventually(`a focus from which the Tab key comes to ${name}`, async () => (await this.focused()) !== null, 3_000);
    for (let stop = 0; stop < stops; stop++) {
      if ((await this.focused()) === name) return void (this.begun = true);
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key does not come to ${name} within ${stops} stops`);
  }

  /** replace goes to a field and writes something in the place of what it holds. */
  async replace(name: string, text: string): Promise<void> {
    await this.reach(name);
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.type(text);
  }

  /** along presses keys one after another, such as arrows. */
  async along(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** date goes to a field for a date and writes one like "2026-11-28" there, part after part in the field's own order. */
  async date(name: string, value: string): Promise<void> {
    const [year, month, day] = value.split("-") as [string, string, string];
    await this.reach(name);
    await this.fill({ year, month, day });
    await this.holds(value);
  }

  /** time goes to a field for a time of day and writes one like "20:45" there. */
  async time(name: string, value: string): Promise<void> {
    const [hour, minute] = value.split(":").map(Number) as [number, number];
    await this.reach(name);
    const parts = await this.parts();
    const halves = parts.includes("ampm");
    await this.fill({ hour: padded(halves ? hour % 12 || 12 : hour), minute: padded(minute), ampm: "" });
    // The word for the half of the day is the language's own; the arrows know it.
    for (let press = 0; halves && press < 2 && (await this.value()) !== value; press++) await this.page.keyboard.press("ArrowUp");
    await this.holds(value);
  }

  /** fill writes the parts of the field that has the focus, from its first one on. */
  private async fill(digits: Record<string, string>): Promise<void> {
    const parts = await this.parts();
    for (const [i, part] of parts.entries()) {
      await this.page.keyboard.type(digits[part]!);
      // Two digits are a whole month, and the field goes on by itself; a year may have more than four.
      if (part === "year" && i < parts.length - 1) await this.page.keyboard.press("ArrowRight");
    }
  }

  /** parts are those of the date or time field that has the focus, in the order in which it shows them. */
  private async parts(): Promise<string[]> {
    const devtools = await this.page.context().newCDPSession(this.page);
    try {
      const { result } = await devtools.send("Runtime.evaluate", { expression: "document.activeElement" });
      const { node } = await devtools.send("DOM.describeNode", { objectId: result.objectId!, depth: -1, pierce: true });
      return [...JSON.stringify(node).matchAll(/-webkit-datetime-edit-(year|month|day|hour|minute|ampm)-field/g)].map(([, part]) => part!);
    } finally {
      await devtools.detach();
    }
  }

  /** focused is the name of what has the focus, "" for what has none, null where nothing has it. */
  private focused(): Promise<string | null> {
    return this.page.evaluate(() => {
      const { activeElement, body } = document;
      return activeElement === body ? null : (activeElement?.getAttribute("data-testid") ?? "");
    });
  }

  /** value is what the field that has the focus holds. */
  private value(): Promise<string> {
    return this.page.evaluate(() => (document.activeElement as HTMLInputElement).value);
  }

  private async holds(value: string): Promise<void> {
    const has = await this.value();
    if (has !== value) throw new Error(`${value} was typed, and the field holds ${JSON.stringify(has)}`);
  }
}

function padded(part: number): string {
  return String(part).padStart(2, "0");
}
