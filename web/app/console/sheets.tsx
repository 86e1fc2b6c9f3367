import { ExcludeSheet } from "./exclude-sheet";
import { CloseRoomSheet, TransferSheet } from "./confirm-sheets";
import { DeskSheet } from "./desk-sheet";
import { PlaceSheet } from "./place-sheet";
import type { DeskTab } from "./powers";
import { RulesSheet } from "./rules-sheet";
import { SeatSheet } from "./seat-sheet";

/** What lies over the room when it is run, or when people keep apart. */
export type ConsoleSheet =
  | { kind: "seat"; index: number }
  /** Where somebody on the stage goes. */
  | { kind: "place"; id: string }
  | { kind: "exclude"; id: string; name: string; ban: boolean }
  | { kind: "transfer"; id: string; name: string }
  | { kind: "desk"; tab: DeskTab }
  | { kind: "close-room" }
  /** Opens: agreeing turns the microphone on. */
  | { kind: "rules"; opens: boolean };

/** Draws one of them. */
export function ConsoleSheets({ sheet, onClose }: { sheet: ConsoleSheet; onClose: () => void }) {
  switch (sheet.kind) {
    case "seat":
      return <SeatSheet index={sheet.index} onClose={onClose} />;
    case "place":
      return <PlaceSheet id={sheet.id} onClose={onClose} />;
    case "exclude":
      return <ExcludeSheet id={sheet.id} name={sheet.name} ban={sheet.ban} onClose={onClose} />;
    case "transfer":
      return <TransferSheet id={sheet.id} name={sheet.name} onClose={onClose} />;
    case "desk":
      return <DeskSheet first={sheet.tab} onClose={onClose} />;
    case "close-room":
      return <CloseRoomSheet onClose={onClose} />;
    case "rules":
      return <RulesSheet opens={sheet.opens} onClose={onClose} />;
  }
}
