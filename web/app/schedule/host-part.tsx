import { useState } from "preact/hooks";
import type { Plan, PlanInstance } from "@sdk";
import { useShell, useWords } from "../context";
import { Icon } from "../ui/icon";
import { Sheet } from "../ui/sheet";
import { useAct } from "./act";
import { EditSheet } from "./plan-sheet";

interface HostPartProps {
  plan: Plan;
  next: PlanInstance | undefined;
  onChanged: (plan: Plan) => void;
}

/** What the host may do with the whole of it. */
export function HostPart({ plan, next, onChanged }: HostPartProps) {
  const { host } = useWords("schedule");
  const [sheet, setSheet] = useState<"edit" | "cancel" | null>(null);
  const close = () => setSheet(null);
  return (
    <section aria-labelledby="host">
      <h2 id="host" class="section-title">{host.heading}</h2>
      <div class="actions">
        <button type="button" class="button" data-testid="edit-plan" onClick={() => setSheet("edit")}><Icon name="settings" />{host.edit}</button>
        <button type="button" class="button" data-testid="cancel-plan" onClick={() => setSheet("cancel")}>
          <Icon name="close" />{plan.rule === "" ? host.cancelOnce : host.cancelAll}
        </button>
      </div>
      {sheet === "edit" && <EditSheet plan={plan} next={next} onChanged={onChanged} onClose={close} />}
      {sheet === "cancel" && <CancelSheet plan={plan} onChanged={onChanged} onClose={close} />}
    </section>
  );
}

/** The one thing that cannot be taken back, and so is asked about. */
function CancelSheet({ plan, onChanged, onClose }: { plan: Plan; onChanged: (plan: Plan) => void; onClose: () => void }) {
  const shell = useShell();
  const { host } = useWords("schedule");
  const act = useAct();
  const cancel = async () => {
    const cancelled = await act((plans) => plans.cancel(plan));
    onClose();
    if (cancelled === null) return;
    onChanged(cancelled);
    shell.planned.value++;
    shell.tell(host.didCancelAll);
  };
  const verb = plan.rule === "" ? host.cancelOnce : host.cancelAll;
  return (
    <Sheet title={verb} onClose={onClose}>
      <p>{host.cancelAllText}</p>
      <div class="actions">
        <button type="button" class="button" data-testid="keep-plan" onClick={onClose}>{host.keep}</button>
        <button type="button" class="button primary" data-testid="really-cancel" onClick={() => void cancel()}>{verb}</button>
      </div>
    </Sheet>
  );
}
