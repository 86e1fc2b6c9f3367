import { useEffect, useRef, useState } from "preact/hooks";
import { useSession, useShell, useStrings } from "../../context";
import { count } from "../../format";
import { ChatAnnouncer } from "./announce";
import { isNews } from "./log";

/** Tells a screen reader what is written, politely and not too often; can be turned off in the settings. */
export function LiveChat() {
  const shell = useShell();
  const session = useSession();
  const strings = useStrings();
  const announcer = useRef(new ChatAnnouncer());
  const [text, setText] = useState("");
  const log = session.chat.log.value;

  useEffect(() => {
    const say = () => {
      const snapshot = session.snapshot.peek();
      if (snapshot === null) return;
      const { you, blocked } = snapshot;
      const news = announcer.current.next(Date.now(), log.filter((one) => isNews(one, you.id, blocked)), log.at(-1)?.id ?? 0);
      if (news === null) return;
      if (news.kind === "many") return setText(strings.chat.came(count(news.count, shell.locale.peek())));
      const say = news.message.mentions.includes(you.id) ? strings.chat.saysToYou : strings.chat.says;
      setText(say(news.message.from?.name ?? "", news.text));
    };
    say();
    // What came within the gap is told when the gap is over.
    const later = setTimeout(say, 3100);
    return () => clearTimeout(later);
  }, [session, log, strings]);

  return <p class="hidden" aria-live="polite" data-testid="chat-announcer">{shell.announces.value ? text : ""}</p>;
}
