import { useEffect, useState } from "preact/hooks";
import type { Session } from "@sdk";
import { useNow, useShell, useStrings, useWords } from "../context";
import { roomWords } from "../console/room-words";
import { isolate } from "../format";
import { Icon } from "../ui/icon";
import { markOf, nextLook, reminderAt, sessionsOf } from "./reminders";
import { untilText } from "./say";
import "../styles/schedule.css";

/** What one comes to and when the next look is: kept by the server's clock, so that a wrong one here reminds nobody late. */
function useMine(): { sessions: Session[]; offset: number } {
  const shell = useShell();
  const changes = shell.planned.value;
  const [mine, setMine] = useState<{ sessions: Session[]; offset: number }>({ sessions: [], offset: 0 });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const look = async () => {
      clearTimeout(timer);
      const plans = await shell.services.plans();
      const [offset, found] = await Promise.all([plans.clockOffset(), plans.mine().catch(() => null)]);
      if (gone) return;
      if (found !== null) setMine({ sessions: sessionsOf(found), offset });
      timer = setTimeout(() => void look(), found === null ? 60_000 : nextLook(sessionsOf(found), Date.now() + offset));
    };
    const seen = () => shell.window.document.visibilityState === "visible" && void look();
    void look();
    shell.window.document.addEventListener("visibilitychange", seen);
    return () => {
      gone = true;
      clearTimeout(timer);
      shell.window.document.removeEventListener("visibilitychange", seen);
    };
  }, [shell, changes]);
  return mine;
}

/** On any page: something one comes to begins soon, or its doors are open. Said once each; not where one is already. */
export function RemindBanner() {
  const shell = useShell();
  const { app } = useStrings();
  const { remind } = useWords("schedule");
  const locale = shell.locale.value;
  const { sessions, offset } = useMine();
  const now = useNow(5000) + offset;
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const route = shell.router.route.value;
  const here = route.page === "room" ? route.id : "";
  const reminder = reminderAt(sessions.filter(({ plan }) => plan.id !== here), now, seen);
  if (reminder === null) return <div role="status" />;
  const { kind, plan, session } = reminder;
  const title = isolate(roomWords(plan, [locale, ...shell.profile.value.speaks]).title);
  const away = () => setSeen(new Set([...seen, markOf(reminder)]));
  const go = () => {
    away();
    // In a room the door is a look first: nobody is taken off a stage by a reminder.
    if (kind === "open" && shell.known.peek() && shell.session.peek() === null) void shell.visit(plan.id);
    else shell.router.go({ page: "room", id: plan.id });
  };
  return (
    <div role="status">
      <div class="reminder" data-testid="reminder" data-kind={kind}>
        <Icon name="later" />
        <p>{kind === "open" ? remind.open(title) : remind.soon(title, untilText(session.start_ms, now, locale))}</p>
        <button type="button" class="button" data-testid="reminder-go" onClick={go}>{kind === "open" ? remind.go : remind.look}</button>
        <button type="button" class="icon-button" aria-label={app.dismiss} data-testid="reminder-away" onClick={away}><Icon name="close" /></button>
      </div>
    </div>
  );
}
