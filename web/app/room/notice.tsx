import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Notice } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { Icon, type IconName } from "../ui/icon";
import { useShare } from "./header";
import { mutedWords, toldOf } from "./told";
import { noticeOf } from "./view";

/** The one banner under the header: what is the matter and what to do about it. */
export function NoticeBanner() {
  const shell = useShell();
  const session = useSession();
  const strings = useStrings();
  const { notice: words, room, openStage } = strings;
  const share = useShare();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const notice = noticeOf({
    snapshot,
    connection: session.connection.value,
    online: shell.online.value,
    soundBlocked: session.soundBlocked.value,
    pathBlocked: session.pathBlocked.value,
    notHeard: session.notHeard.value,
  });
  switch (notice) {
    case null:
      return null;
    case "offline":
      return <Banner kind={notice} icon="signal" title={words.offline} />;
    case "reconnecting":
      return <Banner kind={notice} icon="signal" title={words.reconnecting} />;
    case "no_path":
      return (
        <Banner kind={notice} icon="signal" title={words.noPathTitle} text={words.noPathText}>
          <button type="button" class="button primary" data-testid="seek-sound" onClick={() => session.seekSound()}>
            {strings.app.retry}
          </button>
        </Banner>
      );
    case "sound":
      return (
        <Banner kind={notice} icon="ear" title={words.soundTitle} text={words.soundText}>
          <button type="button" class="button primary" data-testid="listen-again" onClick={() => session.listenAgain()}>
            {words.soundButton}
          </button>
        </Banner>
      );
    case "host_muted":
      return <Banner kind={notice} icon="micOff" {...mutedWords(session.muteCause.value, strings)} />;
    case "seat_muted":
      return <Banner kind={notice} icon="micOff" title={words.seatMutedText} />;
    case "not_heard":
      return <Banner kind={notice} icon="micOff" title={words.notHeardTitle} text={words.notHeardText} />;
    case "open_stage":
      return <Banner kind={notice} icon="lamp" title={openStage.title} text={openStage.text} />;
    case "alone":
      return (
        <Banner kind={notice} icon="lamp" title={words.aloneTitle} text={words.aloneText}>
          <button type="button" class="button primary" onClick={share}><Icon name="share" />{room.shareRoom}</button>
        </Banner>
      );
  }
}

interface BannerProps {
  kind: string;
  icon: IconName;
  title: string;
  text?: string;
  /** False for what changes each second: a screen reader would hear every one. */
  live?: boolean;
  children?: ComponentChildren;
}

/** A status, not an alert: it must not talk over the room. */
function Banner({ kind, icon, title, text = "", live = true, children }: BannerProps) {
  return (
    <div class="banner" role={live ? "status" : "timer"} data-kind={kind} data-testid="notice">
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        {text !== "" && <p>{text}</p>}
      </div>
      {children}
    </div>
  );
}

const told: Partial<Record<Notice["action"], IconName>> = {
  role: "shield",
  host: "host",
  host_lost: "host",
  chat_muted: "chatOff",
  turn_warning: "later",
};

/** What was done to the person here: stays until they have read it, since it may have come while they looked away. */
export function ToldBanner() {
  const session = useSession();
  const notice = session.notice.value;
  const snapshot = session.snapshot.value;
  if (notice === null) return null;
  // Who is not the host any more, after a restart of the server say, is not told that they are.
  if (notice.action === "host" && snapshot !== null && snapshot.host !== snapshot.you.id) return null;
  return notice.action === "turn_warning" ? <TurnWarning notice={notice} /> : <ToldOnce notice={notice} />;
}

function ToldOnce({ notice }: { notice: Notice }) {
  const session = useSession();
  const strings = useStrings();
  const words = useTold(notice, 0);
  return (
    <Banner kind={notice.action} icon={told[notice.action] ?? "down"} {...words}>
      <button type="button" class="button" data-testid="got-it" onClick={() => (session.notice.value = null)}>
        {strings.notice.gotIt}
      </button>
    </Banner>
  );
}

/** The last seconds of a turn, counted down; it goes with the turn. */
function TurnWarning({ notice }: { notice: Notice }) {
  const session = useSession();
  const now = useNow(500) + session.client.clockOffsetMs;
  const words = useTold(notice, now);
  const over = now >= notice.until_ms;
  useEffect(() => {
    if (over && session.notice.peek() === notice) session.notice.value = null;
  }, [over, session, notice]);
  // The number ticks for eyes alone; a screen reader is told once.
  return <Banner kind={notice.action} icon="later" live={false} {...words} />;
}

function useTold(notice: Notice, nowMs: number): { title: string; text: string } {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const mode = useSession().snapshot.value?.room.mode ?? "apply";
  return toldOf(notice, { strings, locale, mode, nowMs });
}
