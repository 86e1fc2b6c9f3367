import { useEffect, useState } from "preact/hooks";
import type { AuditRecord } from "@sdk";
import { useSession, useShell, useStrings } from "../context";
import { moment } from "../format";
import { reasonText } from "../strings";
import { recordDetail, recordText } from "./record";

/** Who did what to whom, newest first, page by page. */
export function AuditList() {
  const session = useSession();
  const { record: words } = useStrings();
  const [records, setRecords] = useState<AuditRecord[]>([]);
  const [next, setNext] = useState("");
  const [status, setStatus] = useState<"loading" | "ready" | "failed">("loading");
  const read = async (before: string) => {
    setStatus("loading");
    try {
      const page = await session.client.listAudit(before);
      setRecords((known) => (before === "" ? page.records : [...known, ...page.records]));
      setNext(page.next);
      setStatus("ready");
    } catch {
      setStatus("failed");
    }
  };
  useEffect(() => void read(""), [session]);
  return (
    <>
      {records.length > 0 && <ol class="records">{records.map((entry) => <RecordRow key={entry.id} entry={entry} />)}</ol>}
      {status === "ready" && records.length === 0 && <p class="soft">{words.empty}</p>}
      {status === "loading" && <p class="soft" role="status">{words.loading}</p>}
      {status === "failed" && <p class="error" role="alert">{words.failed}</p>}
      {status === "ready" && next !== "" && (
        <button type="button" class="button wide" data-testid="older-records" onClick={() => void read(next)}>{words.more}</button>
      )}
    </>
  );
}

function RecordRow({ entry }: { entry: AuditRecord }) {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const now = Date.now() + session.client.clockOffsetMs;
  const more = [recordDetail(strings, entry, locale), entry.reason === "" ? "" : strings.reasons.because(reasonText(strings, entry.reason))];
  return (
    <li class="record" data-testid="record">
      <time class="soft figures" dateTime={new Date(entry.time_ms).toISOString()}>{moment(entry.time_ms, now, locale)}</time>
      <span>
        {recordText(strings, entry)}
        {more.map((text) => text !== "" && <span key={text} class="soft record-more">{text}</span>)}
      </span>
    </li>
  );
}
