import { useState } from "preact/hooks";
import type { Plan, PlanInstance } from "@sdk";
import { useShell, useStrings, useWords } from "../context";
import { count, ownZone } from "../format";
import { ProfileSheet } from "../lobby/profile-sheet";
import { Icon } from "../ui/icon";
import { useAct } from "./act";

interface ReplyProps {
  plan: Plan;
  session: PlanInstance;
  onReplied: (session: PlanInstance) => void;
}

/** Whether one comes: said, and taken back, with one tap. Who has no name yet is asked for it first. */
export function Reply({ plan, session, onReplied }: ReplyProps) {
  const shell = useShell();
  const { page } = useWords("schedule");
  const { app } = useStrings();
  const locale = shell.locale.value;
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const full = session.limit > 0 && session.going >= session.limit;
  const say = async (comes: boolean, undone = false) => {
    setBusy(true);
    const { name } = shell.profile.peek();
    const said = await act((plans) => plans.reply(plan.id, session.on, comes ? { name, zone: ownZone() } : null));
    setBusy(false);
    if (said === null) return;
    onReplied(said.instance);
    shell.planned.value++;
    const text = !comes ? page.saidNot : said.place > 0 ? page.saidWaiting(count(said.place, locale)) : page.saidGoing;
    // Who gives up a place may lose it: that can be tried to take back, and the server says with what success.
    shell.tell(text, undone ? undefined : { label: app.undo, undo: true, run: () => void say(!comes, true) });
  };
  const come = () => (shell.known.peek() ? void say(true) : setAsking(true));
  const named = () => {
    setAsking(false);
    if (shell.known.peek()) void say(true);
  };
  return (
    <section class="reply" data-testid="reply" data-you={session.you}>
      {session.you === "" ? (
        <button type="button" class="button primary wide" aria-disabled={busy} data-testid="come" onClick={come}>
          <Icon name="check" />{full ? page.wait : page.come}
        </button>
      ) : (
        <>
          <p role="status"><Icon name="check" /> {session.you === "going" ? page.going : page.inLine(count(session.your_place, locale))}</p>
          <div class="actions">
            <button type="button" class="button" aria-disabled={busy} data-testid="not-come" onClick={() => void say(false)}>{page.notCome}</button>
            <button type="button" class="button" data-testid="remind" onClick={() => shell.router.go({ page: "settings" })}><Icon name="later" />{page.remind}</button>
          </div>
        </>
      )}
      {asking && <ProfileSheet onClose={named} />}
    </section>
  );
}
