import { useSession, useShell, useStrings } from "../context";
import { Sheet } from "../ui/sheet";
import { rulesAhead } from "./agreed";
import { useRoomWords } from "./use-room-words";

/** The rules of the house. Before the first word in a room they ask to be agreed to; later they can be read again. */
export function RulesSheet({ opens, onClose }: { opens: boolean; onClose: () => void }) {
  const session = useSession();
  const shell = useShell();
  const { rules: words } = useStrings();
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const ahead = rulesAhead(snapshot, shell.memory.agreed());
  const agree = () => {
    shell.memory.keepAgreed(snapshot.room.id, snapshot.room.rules);
    onClose();
    if (opens) void session.microphone.want(true);
    else shell.tell(words.thanks);
  };
  return (
    <Sheet title={words.open} onClose={onClose}>
      {opens && <p class="soft">{words.before}</p>}
      <RulesText />
      {ahead && (
        <button type="button" class="button primary wide" data-testid="agree" onClick={agree}>
          {opens ? words.agree : words.agreeOnly}
        </button>
      )}
    </Sheet>
  );
}

/** The rules as they are written, line by line, in the viewer's language where there is one. */
function RulesText() {
  const session = useSession();
  const { rules, language } = useRoomWords(session.snapshot.value!.room);
  return <p class="rules" dir="auto" lang={language} data-testid="rules-text">{rules}</p>;
}
