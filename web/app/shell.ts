import { batch, computed, effect, type Signal, signal } from "@preact/signals";
import type { InvitationEnd, Notice, Profile, Reported } from "@sdk";
import { rulesAhead } from "./console/agreed";
import { count, isNight, ownZone } from "./format";
import { Quick, type QuickOutside } from "./lobby/quick";
import { Rooms } from "./lobby/rooms";
import { freshProfile, type Memory } from "./memory";
import { Install } from "./pwa/install";
import { Chime } from "./room/chime";
import type { RoomSession, SessionListener } from "./room/session";
import { Sound } from "./room/sound";
import { toldOf } from "./room/told";
import { isAlone } from "./room/view";
import { type Route, Router } from "./router";
import type { RoomWish, Services } from "./services";
import { applyTheme, type Theme } from "./settings/theme";
import { directionOf, errorText, isWhole, loadStrings, type Locale, reasonText, type Strings, withRoom } from "./strings";
import { type LateStrings, LateWords } from "./strings/late";

/** How long a toast stays; one with something to do stays longer. */
const toastMs = 5000;
const toastActionMs = 9000;

/** A short message at the bottom. */
export interface Toast {
  text: string;
  /** Undo: it takes back what was just done, and so does Control+Z. */
  action?: { label: string; run: () => void; undo?: boolean };
  /** Whom it is about, so that what has become old news of them can go. */
  about?: string;
}

/** What was fetched before there is a shell: the language of the person, its words, and the memory that knew it. */
export interface Spoken {
  locale: Locale;
  strings: Strings;
  memory: Memory;
}

/** What the whole app shares: language, address, profile, the list of rooms and the one session. Built once, in main. */
export class Shell {
  readonly memory: Memory;
  readonly router: Router;
  readonly rooms: Rooms;
  readonly quick: Quick;
  readonly sound: Sound;
  readonly locale = signal<Locale>("en");
  readonly strings: Signal<Strings>;
  /** The words of the parts that have been drawn. */
  readonly late: LateWords;
  /** Without the zone, which is the browser's at the moment: see present. */
  readonly profile = signal<Profile>({ name: "", speaks: [], learns: [], levels: [], time_zone: "" });
  /** True once the person has confirmed a profile, on this visit or an earlier one. */
  readonly known = signal(false);
  readonly session = signal<RoomSession | null>(null);
  readonly toast = signal<Toast | null>(null);
  /** Grows when the person has changed what they plan or come to, so that reminders look again. */
  readonly planned = signal(0);
  readonly online = signal(true);
  /** How often the browser has come into another zone while the page was open. */
  readonly travels = signal(0);
  /** The zone that the browser is in, "" when it does not say. Asked for by the first who shows it, not before the first view. */
  readonly zone = computed(() => {
    this.travels.value;
    return ownZone();
  });
  readonly announces = signal(true);
  /** Whether an invitation may chime. */
  readonly chimes = signal(true);
  /** Whether sound should come with less delay for a little more data. */
  readonly lowDelay = signal(false);
  readonly theme = signal<Theme>("system");
  /** The chosen microphone and speaker, "" for the system's. */
  readonly microphone = signal("");
  readonly speaker = signal("");
  /** Begins a newer version of the app that is here already; null while there is none. */
  readonly renewal = signal<(() => void) | null>(null);
  readonly install: Install;
  /** Whether the lobby says that the app can be kept. */
  readonly hintsInstall = signal(false);
  private readonly chime = new Chime({ wanted: () => this.chimes.peek(), night: () => isNight(Date.now(), ownZone()) });
  private wanted: Locale | undefined;
  /** Which way into a room is the newest. */
  private turn = 0;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly services: Services, readonly window: Window, spoken: Spoken) {
    this.memory = spoken.memory;
    this.strings = signal(spoken.strings);
    this.late = new LateWords(spoken.locale);
    this.router = new Router(window);
    this.rooms = new Rooms(services.lobby(() => ({ profile: this.viewer() })));
    this.quick = new Quick(this.quickOutside());
    this.sound = new Sound(window.document);
    this.install = new Install(window);
    this.online.value = window.navigator.onLine;
    this.speak(spoken.locale, spoken.strings, {});
    this.recall();
    const network = () => (this.online.value = window.navigator.onLine);
    window.addEventListener("online", network);
    window.addEventListener("offline", network);
    effect(() => this.follow(this.router.route.value));
  }

  /** Changes the language of the app to a chosen one, once its words are here, and remembers it. The last choice wins. */
  async chooseLocale(locale: Locale): Promise<void> {
    this.memory.keepLocale(locale);
    this.wanted = locale;
    try {
      const [first, late] = await Promise.all([loadStrings(locale), this.late.translate(locale)]);
      // Who is in a room gets its words at the same moment.
      const strings = isWhole(this.strings.peek()) ? await withRoom(locale, first) : first;
      if (this.wanted === locale) this.speak(locale, strings, late);
    } catch {
      const { app, ended } = this.strings.peek();
      this.tell(app.localeFailed, { label: ended.reload, run: () => this.window.location.reload() });
    }
  }

  private speak(locale: Locale, strings: Strings, late: Partial<LateStrings>): void {
    batch(() => {
      this.locale.value = locale;
      this.strings.value = strings;
      this.late.speak(locale, late);
    });
    const root = this.window.document.documentElement;
    root.lang = locale;
    root.dir = directionOf(locale);
  }

  /** Turns the spoken announcements on or off and remembers it. */
  setAnnounces(on: boolean): void {
    this.announces.value = on;
    this.memory.keepAnnounces(on);
  }

  /** Turns the chime on or off and remembers it. */
  setChimes(on: boolean): void {
    this.chimes.value = on;
    this.memory.keepChimes(on);
  }

  /** Chooses between less delay and less data, here and in later rooms, and remembers it. */
  setLowDelay(on: boolean): void {
    this.lowDelay.value = on;
    this.memory.keepLowDelay(on);
    const session = this.session.peek();
    void session?.run(() => session.client.setLowDelay(on));
  }

  /** Makes the app light or dark, or as the system is, and remembers it. */
  setTheme(theme: Theme): void {
    this.theme.value = theme;
    this.memory.keepTheme(theme);
    applyTheme(this.window.document, theme);
  }

  /** Speaks through another microphone, here and in later rooms, and remembers it. */
  setMicrophone(id: string): void {
    this.microphone.value = id;
    this.memory.keepDevice("microphone", id);
    const session = this.session.peek();
    void session?.run(() => session.client.setMicrophone(id));
  }

  /** Plays through another speaker, here and in later rooms, and remembers it. */
  setSpeaker(id: string): void {
    this.speaker.value = id;
    this.memory.keepDevice("speaker", id);
    this.sound.use(id);
  }

  /** Forgets on this device who one is and what one chose. What it returns brings it back. */
  forget(): () => void {
    const bringBack = this.memory.forget();
    this.renew();
    return () => {
      bringBack();
      this.renew();
    };
  }

  /** Begins anew with what is remembered now. */
  private renew(): void {
    this.recall();
    applyTheme(this.window.document, this.theme.peek());
    this.rooms.refresh();
  }

  /** Takes up what the browser has kept. */
  private recall(): void {
    batch(() => {
      this.announces.value = this.memory.announces();
      this.chimes.value = this.memory.chimes();
      this.lowDelay.value = this.memory.lowDelay();
      this.theme.value = this.memory.theme();
      this.microphone.value = this.memory.device("microphone");
      this.speaker.value = this.memory.device("speaker");
      this.loadProfile();
    });
    this.sound.use(this.speaker.peek());
  }

  /** Takes a confirmed profile. */
  setProfile(profile: Profile): void {
    const clean = { ...profile, name: profile.name.trim(), time_zone: "" };
    this.profile.value = clean;
    this.known.value = true;
    this.memory.keepProfile(clean);
    this.rooms.refresh();
  }

  /** Returns the profile as others are told it: of a traveller with the zone they are in by now. */
  present(): Profile {
    return { ...this.profile.peek(), time_zone: ownZone() };
  }

  /** Looks whether the browser has come into another zone. */
  lookAround(): void {
    if (ownZone() !== this.zone.peek()) this.travels.value++;
  }

  /** Goes into a room with the present profile. Call it inside the tap, or after a reload. */
  async enter(room: string): Promise<void> {
    this.session.peek()?.leave();
    this.session.value = null;
    const audio = this.sound.unlock(); // inside the tap, whatever comes before the join
    const coming = this.equip();
    if (coming !== null && !(await this.came(coming))) return;
    const client = this.services.client({
      url: this.services.url,
      room,
      profile: this.present(),
      token: this.services.loadToken(),
      audio,
      lowDelay: this.lowDelay.peek(),
    });
    if (this.microphone.peek() !== "") void client.setMicrophone(this.microphone.peek());
    const session = this.services.session(room, client, this.listenerFor(room), this.window);
    const joined = session.join(); // before all that may come a moment later: sound is what the tap is for
    this.session.value = session;
    this.router.go({ page: "room", id: room });
    this.unlockChime();
    await joined;
  }

  /** Fetches what a room needs and the first view does not; null when all of it is here. */
  equip(): Promise<unknown> | null {
    const code = this.services.ready();
    const words = isWhole(this.strings.peek()) ? null : this.fetchRoomWords();
    return code === null && words === null ? null : Promise.all([code, words]);
  }

  private async fetchRoomWords(): Promise<void> {
    while (!isWhole(this.strings.peek())) {
      const locale = this.locale.peek();
      const whole = await withRoom(locale, this.strings.peek());
      // The language may have been changed meanwhile, and then these words are of no use.
      if (locale === this.locale.peek()) this.strings.value = whole;
    }
  }

  /** Waits for what is coming. Reports whether it came, and whether the person still wants to go in. */
  private async came(coming: Promise<unknown>): Promise<boolean> {
    const turn = ++this.turn;
    try {
      await coming;
      return turn === this.turn;
    } catch {
      this.services.unprepare();
      if (turn === this.turn) this.tellRefusal("network");
      return false;
    }
  }

  /** Goes into a room the person has chosen. Call it inside the tap. */
  visit(room: string): Promise<void> {
    this.quick.cancel();
    return this.enter(room);
  }

  /** Opens a room and goes in. Refusals are told; reports whether it worked. */
  async open(wish: RoomWish): Promise<boolean> {
    this.quick.cancel();
    return (await this.opened(wish)) !== "";
  }

  /** Finds somebody to talk to and goes there. Call it inside the tap. */
  quickStart(give: string, get: string): Promise<void> {
    this.unlockForLater();
    return this.quick.start(give, get);
  }

  /** Opens a room and goes in; its id, "" when that was refused. */
  private async opened(wish: RoomWish): Promise<string> {
    this.unlockForLater();
    try {
      const room = await this.services.createRoom(wish, this.present());
      void this.enter(room.id);
      return room.id;
    } catch (fault) {
      this.services.unprepare();
      this.tellRefusal((fault as { code?: string }).code ?? "network");
      return "";
    }
  }

  /** Who looks at the lobby: a name that was only suggested is nobody's yet. */
  private viewer(): Profile {
    const profile = this.present();
    return this.known.peek() ? profile : { ...profile, name: "" };
  }

  private quickOutside(): QuickOutside {
    return {
      find: (give, get, not) => this.services.quickStart(this.viewer(), give, get, not),
      enter: (room) => void this.enter(room),
      open: (wish) => this.opened(wish),
      alone: (room) => {
        const session = this.session.peek();
        const snapshot = session?.room === room ? session.snapshot.peek() : null;
        return snapshot !== null && isAlone(snapshot);
      },
      opened: () => this.tell(this.strings.peek().discover.quick.opened),
      another: (room) => {
        const { another, goThere } = this.strings.peek().discover.quick;
        this.tell(another, { label: goThere, run: () => void this.visit(room) });
      },
      refused: (code) => {
        this.services.unprepare();
        this.tellRefusal(code);
      },
    };
  }

  /**
   * Leaves the room for the lobby; the way back stays open for a while. Who has spoken is first told how much they have,
   * unless they are on their way already.
   */
  leave(): void {
    const session = this.session.peek();
    if (session === null) return;
    const route = this.router.route.peek();
    if (session.hasSpoken && session.ended.peek() === null && route.page === "room" && route.id === session.room) {
      this.quick.cancel();
      this.memory.keepRoom("");
      session.depart();
      return;
    }
    const title = session.snapshot.peek()?.room.title ?? "";
    session.leave();
    this.session.value = null;
    this.quick.cancel();
    this.memory.keepRoom("");
    const here = this.router.route.peek();
    if (here.page === "room" && here.id === session.room) this.router.go({ page: "lobby" });
    const { wentAway, goBack } = this.strings.peek().lobby;
    if (title !== "") this.tell(wentAway(title), { label: goBack, run: () => void this.enter(session.room) });
  }

  /** Forgets an ended or refused session, so that the card or the lobby can be shown. */
  drop(): void {
    this.quick.cancel();
    this.session.peek()?.dispose();
    this.session.value = null;
    this.memory.keepRoom("");
  }

  /** Shows a short message, politely. */
  tell(text: string, action?: Toast["action"], about?: string): void {
    clearTimeout(this.toastTimer);
    this.toast.value = { text, ...(action && { action }), ...(about !== undefined && { about }) };
    this.toastTimer = setTimeout(() => (this.toast.value = null), action === undefined ? toastMs : toastActionMs);
  }

  /** Takes the message away. */
  hush(): void {
    clearTimeout(this.toastTimer);
    this.toast.value = null;
  }

  /** Does what the message offers, and takes it away. */
  act(): void {
    const action = this.toast.peek()?.action;
    this.hush();
    action?.run();
  }

  /** Takes back what was just done, while the message offers that. Reports whether it did. */
  undo(): boolean {
    if (this.toast.peek()?.action?.undo !== true) return false;
    this.act();
    return true;
  }

  /** Takes the message away if it is about this person. */
  hushAbout(id: string): void {
    if (this.toast.peek()?.about === id) this.hush();
  }

  /** Tells a coded refusal in the person's language. */
  tellRefusal(code: string): void {
    this.tell(errorText(this.strings.peek(), code));
  }

  /** The browser's Back leaves the room like the button does: nobody stays on a stage they cannot see. */
  private follow(route: Route): void {
    this.turn++;
    const room = this.session.peek()?.room;
    if (room !== undefined && (route.page !== "room" || route.id !== room)) this.leave();
  }

  private loadProfile(): void {
    const kept = this.memory.profile();
    this.known.value = kept !== null;
    const words = this.strings.peek().profile;
    this.profile.value = kept ?? freshProfile(words, this.window.navigator.languages, Math.random);
  }

  private listenerFor(room: string): SessionListener {
    return {
      joined: () => {
        this.memory.keepRoom(room);
        this.quick.joined(room);
      },
      refused: (code) => this.tellRefusal(code),
      // A tab whose visit is over must not walk in again when it is reloaded; a lost network may.
      ended: (reason) => {
        if (reason !== "network") this.memory.keepRoom("");
        this.quick.ended(room, reason);
      },
      token: (token) => this.services.saveToken(token),
      hostMute: (muted) => {
        if (muted) return; // the banner says it, and stays as long as it is so
        const { releasedTitle, releasedText } = this.strings.peek().notice;
        this.tell(`${releasedTitle} · ${releasedText}`);
      },
      noticed: (notice) => this.tellNotice(notice),
      invited: () => void this.chime.play(this.somebodySpeaks()),
      flipped: () => void this.chime.playInPause(() => this.somebodySpeaks()),
      invitationEnded: (outcome) => this.tell(this.strings.peek().invitation[outcome]),
      answered: (id, name, outcome) => this.tellAnswer(id, name, outcome),
      reported: (report) => this.tellReport(report),
      rulesAhead: (snapshot) => rulesAhead(snapshot, this.memory.agreed()),
    };
  }

  private somebodySpeaks(): boolean {
    return (this.session.peek()?.speaking.peek().size ?? 0) > 0;
  }

  /** Who was reported is one tap away from the one who can do something about it. */
  private tellReport({ participant, name, reason, count: times }: Reported): void {
    const strings = this.strings.peek();
    const session = this.session.peek();
    const look = () => session && (session.sheet.value = { kind: "person", id: participant });
    const text = strings.desk.reported(name, reasonText(strings, reason), count(times, this.locale.peek()), times);
    this.tell(text, { label: strings.desk.look, run: look }, participant);
  }

  private tellNotice(notice: Notice): void {
    const mode = this.session.peek()?.snapshot.peek()?.room.mode ?? "apply";
    const around = { strings: this.strings.peek(), locale: this.locale.peek(), mode, nowMs: Date.now() };
    const { title, text } = toldOf(notice, around);
    this.tell(text === "" ? title : around.strings.reasons.joined(title, text));
  }

  /** Does what only a tap may do, when it is over before the server has answered; meanwhile the sound's way is got ready. */
  private unlockForLater(): void {
    this.services.prepare();
    this.equip()?.catch(() => undefined); // who joins is told
    this.sound.unlock();
    this.unlockChime();
  }

  /** Not after a reload: an audio graph made without a tap only makes the browser complain. */
  private unlockChime(): void {
    if (this.window.navigator.userActivation?.hasBeenActive !== false) this.chime.unlock();
  }

  /** Who accepted is on the stage for all to see; the rest needs a word, since it changes nothing else on the screen. */
  private tellAnswer(id: string, name: string, outcome: InvitationEnd["outcome"]): void {
    const { hands } = this.strings.peek();
    this.hushAbout(id); // its "undo" is of no use any more
    if (outcome === "declined") this.tell(hands.declined(name));
    if (outcome === "expired") this.tell(hands.unanswered(name));
    if (outcome === "left") this.tell(hands.left(name));
  }
}
