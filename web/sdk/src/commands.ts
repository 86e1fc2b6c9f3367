import type { MessageOptions } from "./client";
import { completePerson } from "./reduce";
import type {
  AuditRecord,
  Ban,
  CutIn,
  Message,
  Pack,
  Participant,
  Phase,
  Reason,
  Regular,
  RoomSettings,
  Signal,
} from "./types";

/** The commands that need nothing but the connection: one method, one frame. What they mean: VoiceRoomClient. */
export abstract class Commands {
  /** Sends a command; the answer's data, or a Refusal. */
  protected abstract ask(type: string, data: object): Promise<unknown>;

  raiseHand(): Promise<void> {
    return this.request("hand.raise");
  }

  lowerHand(participant = ""): Promise<void> {
    return this.request("hand.lower", { participant });
  }

  advanceHand(participant: string, reason: CutIn): Promise<void> {
    return this.request("hand.advance", { participant, reason });
  }

  invite(participant: string, reason?: CutIn): Promise<void> {
    return this.request("invitation.send", { participant, ...because(reason) });
  }

  cancelInvitation(participant: string): Promise<void> {
    return this.request("invitation.cancel", { participant });
  }

  acceptInvitation(): Promise<void> {
    return this.request("invitation.accept");
  }

  declineInvitation(): Promise<void> {
    return this.request("invitation.decline");
  }

  takeSeat(index = -1): Promise<void> {
    return this.request("seat.take", { index });
  }

  moveSeat(participant: string, index: number): Promise<void> {
    return this.request("seat.move", { participant, index });
  }

  swapSeats(index: number, other: number): Promise<void> {
    return this.request("seat.swap", { index, other });
  }

  lockSeat(index: number, locked: boolean): Promise<void> {
    return this.request("seat.lock", { index, locked });
  }

  muteSeat(index: number, muted: boolean): Promise<void> {
    return this.request("seat.mute", { index, muted });
  }

  muteParticipant(participant: string, muted: boolean, reason?: Reason): Promise<void> {
    return this.request("mute.participant", { participant, muted, ...because(reason) });
  }

  muteAll(): Promise<void> {
    return this.request("mute.all");
  }

  removeFromStage(participant: string, reason?: Reason): Promise<void> {
    return this.request("stage.remove", { participant, ...because(reason) });
  }

  setTurn(participant: string, seconds: number): Promise<void> {
    return this.request("turn.set", { participant, seconds });
  }

  startRounds(timetable: Phase[] = [], pack = ""): Promise<void> {
    return this.request("round.start", { timetable, pack });
  }

  pauseRounds(paused: boolean): Promise<void> {
    return this.request("round.pause", { paused });
  }

  extendRound(seconds: number): Promise<void> {
    return this.request("round.extend", { seconds });
  }

  skipRound(): Promise<void> {
    return this.request("round.skip");
  }

  stopRounds(): Promise<void> {
    return this.request("round.stop");
  }

  hideTalk(hidden: boolean): Promise<void> {
    return this.request("talk.hide", { hidden });
  }

  dealCard(pack = ""): Promise<void> {
    return this.request("card.deal", { pack });
  }

  clearCard(): Promise<void> {
    return this.request("card.clear");
  }

  async listPacks(): Promise<Pack[]> {
    const { packs } = (await this.ask("packs.list", {})) as { packs?: Pack[] };
    return packs ?? [];
  }

  async listRegulars(): Promise<Regular[]> {
    const { regulars } = (await this.ask("regulars.list", {})) as { regulars?: Regular[] };
    return regulars ?? [];
  }

  setRole(participant: string, role: "moderator" | "listener"): Promise<void> {
    return this.request("role.set", { participant, role });
  }

  transferHost(participant: string): Promise<void> {
    return this.request("host.transfer", { participant });
  }

  kick(participant: string, reason?: Reason): Promise<void> {
    return this.request("participant.kick", { participant, ...because(reason) });
  }

  ban(participant: string, reason?: Reason, seconds?: number): Promise<void> {
    const time = seconds === undefined ? {} : { seconds };
    return this.request("participant.ban", { participant, ...because(reason), ...time });
  }

  liftBan(ban: string): Promise<void> {
    return this.request("ban.lift", { ban });
  }

  async listBans(): Promise<Ban[]> {
    const { bans } = (await this.ask("bans.list", {})) as { bans?: Ban[] };
    return bans ?? [];
  }

  admit(participant: string): Promise<void> {
    return this.request("waiting.admit", { participant });
  }

  deny(participant: string, reason?: Reason): Promise<void> {
    return this.request("waiting.deny", { participant, ...because(reason) });
  }

  lockRoom(locked: boolean): Promise<void> {
    return this.request("room.lock", { locked });
  }

  updateRoom(changes: Partial<RoomSettings>): Promise<void> {
    return this.request("room.update", changes);
  }

  closeRoom(): Promise<void> {
    return this.request("room.close");
  }

  async listAudit(before = "", limit = 50): Promise<{ records: AuditRecord[]; next: string }> {
    const page = (await this.ask("audit.list", { before, limit })) as { records?: AuditRecord[]; next?: string };
    return { records: page.records ?? [], next: page.next ?? "" };
  }

  report(participant: string, reason: Reason, text = ""): Promise<void> {
    return this.request("participant.report", { participant, reason, ...(text !== "" && { text }) });
  }

  sendMessage(text: string, { replyTo = 0, mentions = [] }: MessageOptions = {}): Promise<void> {
    const reply = replyTo === 0 ? {} : { reply_to: replyTo };
    return this.request("chat.send", { text, ...reply, ...(mentions.length > 0 && { mentions }) });
  }

  deleteMessage(message: number): Promise<void> {
    return this.request("chat.delete", { message });
  }

  muteChat(participant: string, muted: boolean, reason?: Reason): Promise<void> {
    return this.request("chat.mute", { participant, muted, ...because(reason) });
  }

  async listMessages(before = 0, limit = 50): Promise<{ messages: Message[]; more: boolean }> {
    const page = (await this.ask("chat.list", { before, limit })) as { messages?: Message[]; more?: boolean };
    return { messages: page.messages ?? [], more: page.more ?? false };
  }

  react(emoji: string): Promise<void> {
    return this.request("reaction.send", { emoji });
  }

  signal(participant: string, signal: Signal): Promise<void> {
    return this.request("signal.send", { participant, signal });
  }

  async listParticipants(cursor = "", limit = 50): Promise<{ participants: Participant[]; next: string }> {
    const page = await this.ask("participants.list", { cursor, limit });
    const { participants, next } = page as { participants?: Participant[]; next?: string };
    return { participants: (participants ?? []).map(completePerson), next: next ?? "" };
  }

  protected async request(type: string, data: object = {}): Promise<void> {
    await this.ask(type, data);
  }
}

/** A reason is sent only when there is one. */
function because<R extends Reason | CutIn>(reason: R | undefined): { reason?: R } {
  return reason === undefined ? {} : { reason };
}
