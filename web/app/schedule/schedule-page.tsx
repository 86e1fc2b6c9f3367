import { useEffect, useState } from "preact/hooks";
import { useStrings, useWords } from "../context";
import { Icon } from "../ui/icon";
import { BackToRooms } from "../ui/page-part";
import { Tabs } from "../ui/tabs";
import { Agenda } from "./agenda";
import { HoursFinder } from "./hours-finder";
import { Mine } from "./mine";
import { PlanSheet } from "./plan-sheet";
import "../styles/schedule.css";

type Tab = "agenda" | "mine" | "hours";

/** What is on in the next weeks, what is one's own, and when both sides are awake. */
export function SchedulePage() {
  const words = useWords("schedule");
  const { app } = useStrings();
  const [tab, setTab] = useState<Tab>("agenda");
  const [planning, setPlanning] = useState(false);
  useEffect(() => {
    document.title = `${words.heading} · ${app.name}`;
    return () => {
      document.title = app.name;
    };
  }, [words, app]);
  const tabs = [{ id: "agenda", label: words.agendaTab }, { id: "mine", label: words.mineTab }, { id: "hours", label: words.hoursTab }] as const;
  return (
    <main id="main" class="page schedule" data-testid="schedule-page">
      <BackToRooms />
      <div class="lobby-title">
        <h1>{words.heading}</h1>
        <button type="button" class="button" data-testid="plan" onClick={() => setPlanning(true)}>
          <Icon name="plus" />{words.plan}
        </button>
      </div>
      <Tabs<Tab> label={words.tabs} tabs={tabs} current={tab} onChange={setTab}>
        {tab === "agenda" && <Agenda />}
        {tab === "mine" && <Mine />}
        {tab === "hours" && <HoursFinder />}
      </Tabs>
      {planning && <PlanSheet onClose={() => setPlanning(false)} />}
    </main>
  );
}
