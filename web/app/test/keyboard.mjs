/**
 * Walks through the app with nothing but a keyboard, in Chromium, on the scripted room. Every step either finds what it
 * looks for with Tab alone or fails.
 *
 *   node app/test/keyboard.mjs
 */
import assert from "node:assert/strict";
import { launch, open, serveFixture } from "./site.mjs";

const site = await serveFixture();
const browser = await launch();
const faults = [];
let done = 0;

/** Presses Tab until the element with this test id has the focus, at most once around the page. */
async function tabTo(page, id) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === id) return;
  }
  assert.fail(`Tab never reaches ${id}`);
}

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.className ?? "");
const attribute = (page, id, name) => page.getAttribute(`[data-testid="${id}"]`, name);
const gone = (page, selector) => page.waitForSelector(selector, { state: "detached", timeout: 5000 });
const there = (page, selector) => page.waitForSelector(selector, { timeout: 5000 });
const settled = (page, id) => page.waitForFunction((wanted) => document.activeElement?.getAttribute("data-testid") === wanted, id, { timeout: 5000 });
const pressed = (page, id, value) =>
  page.waitForFunction(([wanted, is]) => document.querySelector(`[data-testid="${wanted}"]`)?.getAttribute("aria-pressed") === is, [id, value], { timeout: 5000 });

async function walk(name, state, steps) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, reducedMotion: "reduce" });
  const page = await open(context, site.base, state, "en", (text) => faults.push(`${name}: ${text}`));
  try {
    await steps(page);
    done++;
  } catch (fault) {
    faults.push(`${name}: ${fault.message} ${/keyboard.mjs:\d+/.exec(fault.stack.split("\n").filter((line) => !line.includes("settled") && !line.includes("pressed")).join("\n"))?.[0] ?? ""}, focus on ${await focused(page)}`);
  }
  await context.close();
}

await walk("a guest goes from the lobby into a room", "lobby-first", async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "skip");
  await tabTo(page, "room");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="join"]');
  await tabTo(page, "join");
  await page.keyboard.press("Enter");
  await settled(page, "room-title");
});

await walk("a listener raises and lowers a hand", "listener", async (page) => {
  await tabTo(page, "hand-button");
  await page.keyboard.press("Enter");
  await pressed(page, "hand-button", "true");
  await page.keyboard.press("Space");
  await pressed(page, "hand-button", "false");
});

await walk("an invited listener takes the seat and talks", "invited", async (page) => {
  await tabTo(page, "accept");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="invitation"]');
  await settled(page, "microphone");
  assert.equal(await attribute(page, "microphone", "aria-pressed"), "false");
  await page.keyboard.press("m");
  await pressed(page, "microphone", "true");
  await page.keyboard.press("m");
  await pressed(page, "microphone", "false");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.down("Space");
  await pressed(page, "microphone", "true");
  await page.keyboard.up("Space");
  await pressed(page, "microphone", "false");
  await tabTo(page, "step-down");
  await page.keyboard.press("Enter");
  await settled(page, "hand-button");
});

await walk("a host invites, takes back, and mutes a seat", "host-queue", async (page) => {
  await tabTo(page, "invite");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="take-back"]').length === 2, null, { timeout: 5000 });
  await tabTo(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await page.keyboard.press("Escape");
  await gone(page, "dialog");
  await settled(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await tabTo(page, "mute-person");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="seat-2"][data-state="host_muted"]');
  await settled(page, "open-seat-2");
});

await walk("a sheet gives the focus back to what opened it", "lobby", async (page) => {
  await tabTo(page, "create");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await tabTo(page, "open");
  await page.keyboard.press("Escape");
  await settled(page, "create");
});

await walk("a room opens by keyboard", "lobby", async (page) => {
  await tabTo(page, "create");
  await page.keyboard.press("Enter");
  await tabTo(page, "title");
  await page.keyboard.type("Moths and lamps");
  await page.keyboard.press("Enter");
  await settled(page, "room-title");
});

await walk("somebody to talk to is the first stop after the head of the lobby", "lobby", async (page) => {
  await tabTo(page, "settings");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "quick");
  await page.keyboard.press("Enter");
  await settled(page, "room-title");
});

await walk("the settings are reached, changed and left", "lobby", async (page) => {
  await tabTo(page, "settings");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="settings-page"]');
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  await tabTo(page, "theme-system");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await there(page, 'html[data-theme="dark"]');
  await tabTo(page, "chime");
  await page.keyboard.press("Space");
  assert.equal(await page.isChecked('[data-testid="chime"]'), false);
  await tabTo(page, "forget");
  await page.keyboard.press("Enter");
  await settled(page, "forget-undo");
  await there(page, "html:not([data-theme])");
  await page.keyboard.press("Enter");
  await settled(page, "forget");
  await there(page, 'html[data-theme="dark"]');
  assert.equal(await page.isChecked('[data-testid="chime"]'), false);
  await tabTo(page, "back");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="quick"]');
});

await walk("a microphone is checked, and the focus stays with it", "settings-page-check", async (page) => {
  await tabTo(page, "microphone-choice");
  await tabTo(page, "close-microphone");
  await page.keyboard.press("Enter");
  await settled(page, "check-microphone");
  await page.keyboard.press("Enter");
  await settled(page, "record");
});

await walk("somebody is silenced for oneself", "listener", async (page) => {
  await tabTo(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await tabTo(page, "hush");
  await page.keyboard.press("Space");
  await there(page, '[data-testid="seat-2"][data-state="hushed"]');
  await page.keyboard.press("Escape");
  await settled(page, "open-seat-2");
});

await walk("who has said nothing yet says who they are, and is in a room", "lobby-first", async (page) => {
  await tabTo(page, "quick");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await tabTo(page, "level-zh");
  await page.keyboard.press("B");
  await tabTo(page, "count-me");
  await page.keyboard.press("Space");
  await tabTo(page, "save-profile");
  await page.keyboard.press("Enter");
  await settled(page, "room-title");
  assert.deepEqual(
    await page.evaluate(() => [window.shell.profile.value.levels, window.shell.profile.value.hidden]),
    [[{ language: "zh", level: "B1" }], true],
  );
});

await walk("rooms are filtered, and all of them shown again", "lobby", async (page) => {
  await tabTo(page, "filter-level");
  await page.keyboard.press("B");
  await there(page, ".filter[data-on]");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await gone(page, ".filter[data-on]");
  assert.equal(await focused(page), "filter-level");
});

await walk("the focus stays on its card when the order changes", "lobby", async (page) => {
  await tabTo(page, "room");
  const card = () => page.evaluate(() => [document.activeElement.getAttribute("href"), [...document.querySelectorAll("[data-testid=room]")].indexOf(document.activeElement)]);
  const [first] = await card();
  const feed = () => page.evaluate(() => {
    const { rooms } = window.shell;
    rooms.feed.tell({ rooms: [...rooms.feed.state.rooms].reverse() });
  });
  await feed();
  assert.deepEqual(await card(), [first, 0], "nothing moves under the focus");
  await page.evaluate(() => window.shell.rooms.still.release());
  await page.waitForFunction(() => document.querySelector("[data-testid=room]") !== document.activeElement, null, { timeout: 5000 });
  assert.deepEqual(await card(), [first, 3]);
});

await walk("letters typed into a field never reach the microphone", "speaker-off", async (page) => {
  await tabTo(page, "settings");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await page.keyboard.press("m");
  await page.keyboard.press("Escape");
  await gone(page, "dialog");
  assert.equal(await attribute(page, "microphone", "aria-pressed"), "false");
});

await walk("a host runs a person from the seat: move, undo, time, and back", "host-no-hands", async (page) => {
  await tabTo(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await tabTo(page, "act-place");
  await page.keyboard.press("Enter");
  await tabTo(page, "place-5");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="seat-5"][data-participant="p-omar"]');
  await gone(page, "dialog");
  await page.keyboard.press("Control+z");
  await there(page, '[data-testid="seat-2"][data-participant="p-omar"]');
  await tabTo(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await tabTo(page, "turn-120");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="seat-2"] [data-testid="seat-turn"]');
  await settled(page, "open-seat-2");
});

await walk("a host locks and unlocks an empty seat, and may think better of a ban", "host-no-hands", async (page) => {
  await tabTo(page, "free-seat-5");
  await page.keyboard.press("Enter");
  await tabTo(page, "seat-act-lock");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="seat-5"].locked');
  await settled(page, "free-seat-5");
  await page.keyboard.press("Control+z");
  await there(page, '[data-testid="seat-5"]:not(.locked)');
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, "act-ban");
  await page.keyboard.press("Enter");
  await tabTo(page, "time-3600");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector('[data-testid="time-86400"]').checked, null, { timeout: 5000 });
  await page.keyboard.press("Escape");
  await gone(page, "dialog");
  assert.equal(await page.evaluate(() => window.fake.sent.some((command) => command.startsWith("participant."))), false);
});

await walk("a host works the desk: lets in, goes along the tabs, saves, and takes it back", "console-door", async (page) => {
  await tabTo(page, "desk");
  await page.keyboard.press("Enter");
  await tabTo(page, "admit");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="waiting"]').length === 1, null, { timeout: 5000 });
  await tabTo(page, "tab-now");
  await page.keyboard.press("ArrowRight");
  await settled(page, "tab-settings");
  await tabTo(page, "more-seats");
  await page.keyboard.press("Enter");
  await tabTo(page, "save-room");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.fake.sent.includes("room.update 9"), null, { timeout: 5000 });
  await tabTo(page, "toast-action");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.fake.sent.includes("room.update 8"), null, { timeout: 5000 });
  await tabTo(page, "tab-settings");
  await page.keyboard.press("End");
  await settled(page, "tab-record");
  await page.keyboard.press("Escape");
  await gone(page, "dialog");
  await settled(page, "desk");
});

await walk("a speaker agrees to the rules and is heard", "rules-speaker", async (page) => {
  await tabTo(page, "microphone");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await tabTo(page, "agree");
  await page.keyboard.press("Enter");
  await pressed(page, "microphone", "true");
  await settled(page, "microphone");
});

await walk("a listener reports somebody", "listener", async (page) => {
  await tabTo(page, "open-seat-4");
  await page.keyboard.press("Enter");
  await tabTo(page, "act-report");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="reason"]');
  await tabTo(page, "reason-noise");
  await page.keyboard.press("Space");
  await tabTo(page, "report-send");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.fake.sent.includes("participant.report p-hostile noise"), null, { timeout: 5000 });
  await settled(page, "open-seat-4");
});

await walk("a listener takes a seat where seats are free", "mode-free", async (page) => {
  await tabTo(page, "free-seat-6");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="seat-6"][data-participant="p-yu"]');
  await settled(page, "microphone");
});

await walk("a sheet about a seat goes when somebody was quicker, and the keys are back", "console-seat-moderator", async (page) => {
  await there(page, "dialog[open]");
  await page.evaluate(() => {
    const { stage, audience } = window.fake.state;
    const person = { ...audience.sample[0], seat: 6, role: "speaker" };
    window.fake.update({ stage: stage.map((seat) => (seat.index === 6 ? { ...seat, occupant: person } : seat)) });
  });
  await gone(page, "dialog");
  await page.keyboard.press("m");
  await pressed(page, "microphone", "true");
});

await walk("a message is written, answered and deleted", "chat-empty", async (page) => {
  await page.keyboard.press("Escape");
  await settled(page, "chat-button");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="chat"]');
  await tabTo(page, "chat-text");
  await page.keyboard.type("one");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="message"]');
  assert.equal(await page.inputValue('[data-testid="chat-text"]'), "");
  await page.keyboard.press("Shift+Tab");
  await settled(page, "message-more");
  await page.keyboard.press("Enter");
  await tabTo(page, "message-reply");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="answering"]');
  await settled(page, "chat-text");
  await page.keyboard.type("three");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="message"]').length === 2, null, { timeout: 5000 });
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await tabTo(page, "message-delete");
  await page.keyboard.press("Enter");
  await tabTo(page, "delete-yes");
  await page.keyboard.press("Enter");
  await there(page, ".line-gone");
  await settled(page, "chat-text");
});

await walk("a name is completed, and the letters of an input method are its own", "chat-empty", async (page) => {
  await tabTo(page, "chat-text");
  await page.keyboard.type("hi @ma");
  await there(page, '[data-testid="mention-names"]');
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="mention-names"]');
  assert.equal(await page.inputValue('[data-testid="chat-text"]'), "hi @Marta Wiśniewska-Kowalczyk ");
  // What a browser sends while 小雨 is being composed: its Enter picks a word.
  await page.evaluate(() => {
    const composing = new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(composing);
  });
  assert.equal(await page.$('[data-testid="message"]'), null);
  await page.keyboard.type("@");
  await there(page, '[data-testid="mention-names"]');
  await page.keyboard.press("Escape");
  await gone(page, '[data-testid="mention-names"]');
  await there(page, '[data-testid="chat"]');
});

await walk("a speaker writes without opening the microphone", "chat-speaker", async (page) => {
  await pressed(page, "microphone", "true");
  await tabTo(page, "chat-text");
  await page.keyboard.type("m m");
  assert.equal(await attribute(page, "microphone", "aria-pressed"), "true");
  await page.keyboard.press("Escape");
  await settled(page, "chat-button");
});

await walk("a listener reacts and asks the speaker to slow down", "tray", async (page) => {
  await settled(page, "reaction");
  await page.keyboard.press("Enter");
  await tabTo(page, "ask-slower");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="tray"]');
  await settled(page, "reactions-button");
  assert.deepEqual(await page.evaluate(() => window.fake.sent.slice(-2)), ["reaction.send 👏", "signal.send p-omar slower"]);
});

await walk("a notice is read and put away", "told-stage_removed", async (page) => {
  await tabTo(page, "got-it");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="got-it"]');
  await settled(page, "hand-button");
});

await walk("a host starts rounds, pauses, goes on to the next language and ends them", "round-start", async (page) => {
  await page.keyboard.press("r");
  await there(page, "dialog[open]");
  await tabTo(page, "round-go");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="round-bar"][data-language="zh"]');
  await gone(page, "dialog");
  await tabTo(page, "open-rounds");
  await page.keyboard.press("Enter");
  await tabTo(page, "round-skip");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="round-bar"][data-language="en"]');
  await page.keyboard.press("Shift+Tab");
  await settled(page, "round-pause");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="round-bar"][data-paused="true"]');
  await tabTo(page, "round-stop");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="round-bar"]');
});

await walk("a listener sees the talk time and hides their own", "round-learning", async (page) => {
  await page.keyboard.press("r"); // the rounds are not theirs to run
  assert.equal(await page.$("dialog"), null);
  await tabTo(page, "open-rounds");
  await page.keyboard.press("Enter");
  await tabTo(page, "hide-talk");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => window.fake.sent.includes("talk.hide true"), null, { timeout: 5000 });
  await page.keyboard.press("Escape");
  await settled(page, "open-rounds");
});

await walk("a host puts somebody first, with a reason", "line-host", async (page) => {
  await page.evaluate(() => (window.shell.session.value.sheet.value = { kind: "person", id: "p-an" }));
  await there(page, "dialog[open]");
  await tabTo(page, "act-first");
  await page.keyboard.press("Enter");
  await tabTo(page, "first-leaving");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.fake.sent.includes("hand.advance p-an leaving"), null, { timeout: 5000 });
  await gone(page, "dialog");
});

await walk("a card is folded and unfolded, dealt and put away", "card-host", async (page) => {
  await tabTo(page, "card-fold");
  await page.keyboard.press("Enter");
  await tabTo(page, "card-unfold");
  await page.keyboard.press("Enter");
  await tabTo(page, "card-another");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.fake.state.card.number === 4, null, { timeout: 5000 });
  await tabTo(page, "card-away");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="card"]');
});

await walk("a word is asked for", "round-learning", async (page) => {
  await tabTo(page, "reactions-button");
  await page.keyboard.press("Enter");
  await tabTo(page, "say");
  await page.keyboard.press("Enter");
  await settled(page, "say-text");
  await page.keyboard.type("rm -rf");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="tray"]');
  await page.waitForFunction(() => window.fake.state.chat.at(-1).text === "How do you say “rm -rf” in English?", null, { timeout: 5000 });
});

await browser.close();
await site.stop();
for (const fault of faults) console.error(fault);
console.log(`${done} walks done, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
