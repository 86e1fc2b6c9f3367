import { type ConsoleSheet, ConsoleSheets } from "../console/sheets";
import { MessageSheet } from "./chat/message-sheet";
import { FirstSheet } from "./line/first-sheet";
import { MicrophoneSheet } from "./microphone-sheet";
import { PeopleSheet } from "./people-sheet";
import { PersonSheet } from "./person-sheet";
import { ReportSheet } from "./report-sheet";
import { RoundsSheet } from "./rounds/rounds-sheet";
import type { RoomSheet } from "./session";
import { SettingsSheet } from "./settings-sheet";

/** One sheet at a time: a new one replaces the old. */
export function RoomSheets({ sheet, onClose }: { sheet: RoomSheet; onClose: () => void }) {
  switch (sheet.kind) {
    case "person":
      return <PersonSheet key={sheet.id} id={sheet.id} picked={sheet.picked} onClose={onClose} />;
    case "people":
      return <PeopleSheet onClose={onClose} />;
    case "settings":
      return <SettingsSheet onClose={onClose} />;
    case "rounds":
      return <RoundsSheet onClose={onClose} />;
    case "first":
      return <FirstSheet id={sheet.id} name={sheet.name} onClose={onClose} />;
    case "message":
      return <MessageSheet key={sheet.id} id={sheet.id} onClose={onClose} />;
    case "microphone":
      return <MicrophoneSheet fault={sheet.fault} onClose={onClose} />;
    case "report":
      return <ReportSheet id={sheet.id} name={sheet.name} onClose={onClose} />;
    default:
      return <ConsoleSheets key={sheetKey(sheet)} sheet={sheet} onClose={onClose} />;
  }
}

/** A sheet about somebody else is another sheet. */
function sheetKey(sheet: ConsoleSheet): string {
  return "id" in sheet ? `${sheet.kind} ${sheet.id}` : sheet.kind;
}
