import type { ComponentChildren } from "preact";
import { useSession, useShell, useStrings } from "../context";
import { Icon, type IconName } from "../ui/icon";
import { useShare } from "./header";
import { noticeOf } from "./view";

/** The one banner under the header: what is the matter and what to do about it. */
export function NoticeBanner() {
  const shell = useShell();
  const session = useSession();
  const { notice: words, room } = useStrings();
  const share = useShare();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const notice = noticeOf({
    snapshot,
    connection: session.connection.value,
    online: shell.online.value,
    soundBlocked: session.soundBlocked.value,
    notHeard: session.notHeard.value,
  });
  switch (notice) {
    case null:
      return null;
    case "offline":
      return <Banner kind={notice} icon="signal" title={words.offline} />;
    case "reconnecting":
      return <Banner kind={notice} icon="signal" title={words.reconnecting} />;
    case "sound":
      return (
        <Banner kind={notice} icon="ear" title={words.soundTitle} text={words.soundText}>
          <button type="button" class="button primary" data-testid="listen-again" onClick={() => session.listenAgain()}>
            {words.soundButton}
          </button>
        </Banner>
      );
    case "host_muted":
      return <Banner kind={notice} icon="micOff" title={words.hostMutedTitle} text={words.hostMutedText} />;
    case "seat_muted":
      return <Banner kind={notice} icon="micOff" title={words.seatMutedText} />;
    case "not_heard":
      return <Banner kind={notice} icon="micOff" title={words.notHeardTitle} text={words.notHeardText} />;
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
  children?: ComponentChildren;
}

/** A status, not an alert: it must not talk over the room. */
function Banner({ kind, icon, title, text = "", children }: BannerProps) {
  return (
    <div class="banner" role="status" data-kind={kind} data-testid="notice">
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        {text !== "" && <p>{text}</p>}
      </div>
      {children}
    </div>
  );
}
