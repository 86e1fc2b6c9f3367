import type { Participant, Reason, RoomSettings, Snapshot, VoiceRoomClient } from "@sdk";
import { count, duration } from "../format";
import type { Strings } from "../strings";
import { previousOf } from "./draft";
import { mutableAll } from "./powers";
import { turnLeft } from "./turns";

/** What the deeds need of a visit. */
export interface DeedSession {
  readonly client: VoiceRoomClient;
  readonly snapshot: { peek(): Snapshot | null };
  run(command: () => Promise<void>): Promise<boolean>;
}

/** What the deeds need of the app. */
export interface DeedShell {
  readonly strings: { peek(): Strings };
  readonly locale: { peek(): string };
  tell(text: string, action?: { label: string; run: () => void; undo?: boolean }, about?: string): void;
}

/**
 * What leaders do with one tap: the command, a word that it is done, and its true inverse for as long as the word
 * stands. Refusals are told by the session.
 */
export class Deeds {
  constructor(
    private readonly session: DeedSession,
    private readonly shell: DeedShell,
  ) {}

  mute(person: Participant, muted: boolean): Promise<boolean> {
    const { client } = this.session;
    const { acts } = this.words;
    const said = muted ? acts.muted(person.name) : acts.allowed(person.name);
    return this.do((on: boolean) => client.muteParticipant(person.id, on), muted, said);
  }

  /** Undone by allowing those it muted, and nobody who was muted before. */
  async muteAll(): Promise<boolean> {
    const { client, snapshot } = this.session;
    const state = snapshot.peek();
    const muted = state === null ? [] : mutableAll(state);
    if (muted.length === 0) {
      this.shell.tell(this.words.acts.nobodyToMute);
      return false;
    }
    if (!(await this.session.run(() => client.muteAll()))) return false;
    const undo = async () => {
      await Promise.all(muted.map(({ id }) => client.muteParticipant(id, false)));
    };
    this.say(this.words.acts.mutedAll(count(muted.length, this.locale), muted.length), undo);
    return true;
  }

  async unseat(person: Participant): Promise<boolean> {
    const { client } = this.session;
    if (!(await this.session.run(() => client.removeFromStage(person.id)))) return false;
    this.say(this.words.acts.unseated(person.name), () => client.invite(person.id), person.id);
    return true;
  }

  /** Undone by inviting again. */
  async takeBack(person: Participant): Promise<boolean> {
    const { client } = this.session;
    if (!(await this.session.run(() => client.cancelInvitation(person.id)))) return false;
    this.say(this.words.acts.takenBack(person.name), () => client.invite(person.id), person.id);
    return true;
  }

  /** A hand is its owner's to raise: lowering it has no inverse here. */
  async lower(person: Participant): Promise<boolean> {
    const done = await this.session.run(() => this.session.client.lowerHand(person.id));
    if (done) this.shell.tell(this.words.acts.lowered(person.name));
    return done;
  }

  move(person: Participant, index: number): Promise<boolean> {
    const { client } = this.session;
    const said = this.words.acts.moved(person.name, this.number(index));
    return this.do((to: number) => client.moveSeat(person.id, to), index, said, person.seat);
  }

  swap(person: Participant, other: Participant): Promise<boolean> {
    const { client } = this.session;
    const [a, b] = [person.seat, other.seat];
    return this.do(() => client.swapSeats(a, b), true, this.words.acts.swapped(person.name, other.name));
  }

  /** Undone by unlocking, and by asking back who had to step down. */
  async lockSeat(index: number, locked: boolean): Promise<boolean> {
    const { client, snapshot } = this.session;
    const { seats } = this.words;
    const sitter = snapshot.peek()?.stage.find((seat) => seat.index === index)?.occupant ?? null;
    if (!(await this.session.run(() => client.lockSeat(index, locked)))) return false;
    const number = this.number(index);
    const said = !locked ? seats.unlocked(number) : sitter === null ? seats.locked(number) : seats.lockedWith(number, sitter.name);
    this.say(said, async () => {
      await client.lockSeat(index, !locked);
      if (locked && sitter !== null) await client.invite(sitter.id);
    });
    return true;
  }

  muteSeat(index: number, muted: boolean): Promise<boolean> {
    const { client } = this.session;
    const { seats } = this.words;
    const said = muted ? seats.muted(this.number(index)) : seats.opened(this.number(index));
    return this.do((on: boolean) => client.muteSeat(index, on), muted, said);
  }

  /** Undone by what was left of the turn before. */
  async setTurn(person: Participant, seconds: number): Promise<boolean> {
    const { client } = this.session;
    const { turns } = this.words;
    const before = { turn_ends_ms: person.turn_ends_ms };
    if (!(await this.session.run(() => client.setTurn(person.id, seconds)))) return false;
    const said = seconds === 0 ? turns.lifted(person.name) : turns.given(person.name, duration(seconds * 1000, this.locale));
    this.say(said, () => client.setTurn(person.id, turnLeft(before, Date.now() + client.clockOffsetMs)), person.id);
    return true;
  }

  muteChat(person: Participant, muted: boolean): Promise<boolean> {
    const { client } = this.session;
    const { acts } = this.words;
    const said = muted ? acts.chatMuted(person.name) : acts.chatAllowed(person.name);
    return this.do((on: boolean) => client.muteChat(person.id, on), muted, said);
  }

  /** A moderator has no turn: undone, they have again what was left of theirs. */
  async setModerator(person: Participant, on: boolean): Promise<boolean> {
    const { client } = this.session;
    const { acts } = this.words;
    const role = (is: boolean) => client.setRole(person.id, is ? "moderator" : "listener");
    const before = { turn_ends_ms: person.turn_ends_ms };
    if (!(await this.session.run(() => role(on)))) return false;
    this.say(on ? acts.promoted(person.name) : acts.demoted(person.name), async () => {
      await role(!on);
      const left = turnLeft(before, Date.now() + client.clockOffsetMs);
      if (on && left > 0) await client.setTurn(person.id, left);
    });
    return true;
  }

  lockRoom(locked: boolean): Promise<boolean> {
    const { client } = this.session;
    const { desk } = this.words;
    return this.do((is: boolean) => client.lockRoom(is), locked, locked ? desk.locked : desk.unlocked);
  }

  /**
   * Undone by the values that were there before, of what was changed alone. Seats that come back are locked and muted
   * as they were, and who had to step down from them is asked back.
   */
  async update(changes: Partial<RoomSettings>): Promise<boolean> {
    const { client, snapshot } = this.session;
    const state = snapshot.peek();
    if (state === null) return false;
    const before = previousOf(state.room, changes);
    if (!(await this.session.run(() => client.updateRoom(changes)))) return false;
    const lost = changes.seats === undefined ? [] : state.stage.slice(changes.seats);
    this.say(this.words.house.saved, async () => {
      await client.updateRoom(before);
      for (const { index, locked, muted, occupant } of lost) {
        if (locked) await client.lockSeat(index, true);
        if (muted) await client.muteSeat(index, true);
        if (occupant !== null) await client.invite(occupant.id);
      }
    });
    return true;
  }

  async admit(participant: string, name: string): Promise<boolean> {
    const done = await this.session.run(() => this.session.client.admit(participant));
    if (done) this.shell.tell(this.words.desk.admitted(name));
    return done;
  }

  /** Undone by lifting the denial, which stands in the list of the removed. */
  async deny(participant: string, name: string): Promise<boolean> {
    const { client } = this.session;
    if (!(await this.session.run(() => client.deny(participant)))) return false;
    this.say(this.words.desk.denied(name), async () => {
      const denial = (await client.listBans()).find((ban) => ban.kind === "deny" && ban.participant === participant);
      if (denial !== undefined) await client.liftBan(denial.id);
    });
    return true;
  }

  /** Whom a host blocks loses their seat: undone, they are asked back. */
  async block(participant: string, name: string, blocked: boolean): Promise<boolean> {
    const { client, snapshot } = this.session;
    const { acts } = this.words;
    const state = snapshot.peek();
    const evicted = blocked && state?.you.role === "host" && state.stage.some(({ occupant }) => occupant?.id === participant);
    if (!(await this.session.run(() => client.block(participant, blocked)))) return false;
    this.say(blocked ? acts.blocked(name) : acts.unblocked(name), async () => {
      await client.block(participant, !blocked);
      if (evicted) await client.invite(participant);
    });
    return true;
  }

  /** Puts somebody out: until the room ends without seconds, else for so long, 0 for good. */
  async exclude(participant: string, name: string, seconds: number | null, reason?: Reason): Promise<boolean> {
    const { client } = this.session;
    const out = () => (seconds === null ? client.kick(participant, reason) : client.ban(participant, reason, seconds));
    const done = await this.session.run(out);
    if (done) this.shell.tell(this.words.confirm.excluded(name));
    return done;
  }

  async transfer(participant: string, name: string): Promise<boolean> {
    const done = await this.session.run(() => this.session.client.transferHost(participant));
    if (done) this.shell.tell(this.words.confirm.transferred(name));
    return done;
  }

  async report(participant: string, reason: Reason, text: string): Promise<boolean> {
    const done = await this.session.run(() => this.session.client.report(participant, reason, text.trim()));
    if (done) this.shell.tell(this.words.report.sent);
    return done;
  }

  /** Takes a free seat for oneself. */
  takeSeat(index?: number): Promise<boolean> {
    return this.session.run(() => this.session.client.takeSeat(index));
  }

  /** Runs a command that its own opposite undoes; `back` is the opposite where it is no plain "not". */
  private async do<T extends boolean | number>(
    command: (value: T) => Promise<void>,
    value: T,
    said: string,
    back?: T,
  ): Promise<boolean> {
    if (!(await this.session.run(() => command(value)))) return false;
    this.say(said, () => command(back ?? (!value as T)));
    return true;
  }

  private say(said: string, undo: () => Promise<void>, about?: string): void {
    const label = this.words.app.undo;
    this.shell.tell(said, { label, run: () => void this.session.run(undo), undo: true }, about);
  }

  private get words(): Strings {
    return this.shell.strings.peek();
  }

  private get locale(): string {
    return this.shell.locale.peek();
  }

  /** Seats are counted from one. */
  private number(index: number): string {
    return count(index + 1, this.locale);
  }
}
