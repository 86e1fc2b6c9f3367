import { useState } from "preact/hooks";
import type { Plan, PlanInstance, PlanPerson } from "@sdk";
import { useShell, useStrings, useWords } from "../context";
import { ownZone } from "../format";
import { guess } from "../languages";
import { checkProfile, ProfileFields } from "../lobby/profile-fields";
import { checkWish } from "../lobby/wish";
import { Sheet } from "../ui/sheet";
import { useAct } from "./act";
import { changesFrom, changeToSend, draftOfPlan, freshDraft, type PlanDraft, planToSend, timeFault } from "./plan-draft";
import { PlanForm } from "./plan-form";
import { useAsked } from "./use";
import { shareLink } from "./share";
import "../styles/schedule.css";

interface SheetProps {
  title: string;
  first: PlanDraft;
  people?: readonly PlanPerson[];
  owner?: PlanPerson | undefined;
  intro?: string;
  button: string;
  /** Sends it; null when that was refused. */
  onSend: (draft: PlanDraft) => Promise<Plan | null>;
  onDone: (plan: Plan) => void;
  onClose: () => void;
}

/** The form of a plan in a sheet, with what may be wrong in it. */
function FormSheet({ title, first, people = [], owner, intro = "", button, onSend, onDone, onClose }: SheetProps) {
  const shell = useShell();
  const strings = useStrings();
  const { form, errors } = useWords("schedule");
  const [draft, setDraft] = useState(first);
  const [profile, setProfile] = useState(shell.profile.peek());
  const [firstVisit] = useState(() => !shell.known.peek());
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const fault = timeFault(draft, Date.now());
  const when = fault === null ? "" : fault === "past" ? form.past : errors.invalid_time;
  const faults = { ...checkProfile(profile, strings), ...checkWish(draft.wish, strings), when };
  const send = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.values(faults).some((one) => one !== "")) return;
    setBusy(true);
    if (firstVisit) shell.setProfile(profile);
    const plan = await onSend(draft);
    setBusy(false);
    if (plan !== null) onDone(plan);
  };
  // Nobody is told that a title is missing before they had a chance to write one.
  const shown = tried ? faults : { ...faults, title: "" };
  return (
    <Sheet title={title} onClose={onClose}>
      <form class="form" onSubmit={(event) => void send(event)} noValidate>
        {intro !== "" && <p class="soft">{intro}</p>}
        <PlanForm draft={draft} faults={shown} people={people} owner={owner} onChange={setDraft} />
        {firstVisit && <ProfileFields profile={profile} faults={shown} onChange={setProfile} />}
        <button type="submit" class="button primary wide" disabled={busy} data-testid="save-plan">{busy ? form.saving : button}</button>
      </form>
    </Sheet>
  );
}

interface NewProps {
  /** Of a room that meets again, with its id. */
  draft?: PlanDraft;
  room?: string;
  people?: readonly PlanPerson[];
  owner?: PlanPerson;
  onClose: () => void;
}

/** Plans a meetup, and goes to its page. */
export function PlanSheet({ draft, room, people = [], owner, onClose }: NewProps) {
  const shell = useShell();
  const { form, again, page } = useWords("schedule");
  const act = useAct();
  const fresh = () => {
    const { speaks, learns } = shell.profile.peek();
    const spoken = speaks[0] ?? "en";
    const languages = [spoken, learns[0] ?? guess([spoken]).learns[0] ?? "en"];
    return freshDraft({ title: "", languages, topic: "", seats: 8 }, ownZone(), Date.now());
  };
  const send = (made: PlanDraft) =>
    act((plans) => plans.create({ ...planToSend(made), ...(room !== undefined && { room }), profile: shell.present() }));
  const done = (plan: Plan) => {
    onClose();
    shell.planned.value++;
    if (room !== undefined) return shell.tell(form.made, { label: page.share, run: () => shareLink(shell, plan) });
    shell.tell(form.made);
    shell.router.go({ page: "room", id: plan.id });
  };
  return (
    <FormSheet
      title={room === undefined ? form.create : form.again}
      first={draft ?? fresh()}
      people={people}
      owner={owner}
      intro={room === undefined ? "" : again.intro}
      button={form.save}
      onSend={send}
      onDone={done}
      onClose={onClose}
    />
  );
}

interface EditProps {
  plan: Plan;
  next: PlanInstance | undefined;
  onChanged: (plan: Plan) => void;
  onClose: () => void;
}

/** Changes a plan; what was before is one tap away. Who says that they come may be made a co-host. */
export function EditSheet({ plan, next, onChanged, onClose }: EditProps) {
  const shell = useShell();
  const { app } = useStrings();
  const { form } = useWords("schedule");
  const act = useAct();
  const on = next?.on ?? "";
  const from = changesFrom(plan, Date.now());
  const coming = useAsked(`coming ${plan.id} ${on}`, async (plans) => (on === "" ? [] : ((await plans.replies(plan.id, on)).coming ?? [])));
  const change = async (was: Plan, session: PlanInstance | undefined, draft: PlanDraft) => {
    const different = changeToSend(was, session, draft);
    return different === null ? was : act((plans) => plans.change(was, different));
  };
  const undo = async (changed: Plan) => {
    const back = await change(changed, changesFrom(changed, Date.now()), draftOfPlan(plan, from));
    if (back !== null) onChanged(back);
  };
  const done = (changed: Plan) => {
    onClose();
    onChanged(changed);
    if (changed !== plan) shell.tell(form.saved, { label: app.undo, undo: true, run: () => void undo(changed) });
  };
  return (
    <FormSheet
      title={form.change}
      first={draftOfPlan(plan, from)}
      people={(coming.value ?? []).filter(({ id }) => id !== plan.owner)}
      owner={{ id: plan.owner, name: plan.owner_name }}
      button={form.saveChange}
      onSend={(draft) => change(plan, from, draft)}
      onDone={done}
      onClose={onClose}
    />
  );
}
