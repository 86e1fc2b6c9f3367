import { useMemo, useRef, useState } from "preact/hooks";
import type { OverlapSlot } from "@sdk";
import { useShell, useWords } from "../context";
import { type Cell, gridOf, type Kind, kindOf, nextCell } from "./hours";
import { timeOf, wallSaid, weekdayName } from "./say";
import { weekdayOf } from "./wall";

interface TableProps {
  slots: readonly OverlapSlot[];
  /** Date of the first column. */
  from: string;
  zones: readonly string[];
  chosen: OverlapSlot | null;
  onChoose: (slot: OverlapSlot) => void;
}

/** A mark in each cell, since colour alone says nothing to some. */
const marks: Record<Kind, string> = { good: "●", fair: "◐", poor: "·", asleep: "" };
const kinds: readonly Kind[] = ["good", "fair", "poor", "asleep"];

/** A week as a map of heat: one stop of the Tab key, arrow keys within, Enter chooses. */
export function HoursTable({ slots, from, zones, chosen, onChoose }: TableProps) {
  const { hours, place } = useWords("schedule");
  const locale = useShell().locale.value;
  const grid = useMemo(() => gridOf(slots, from), [slots, from]);
  const [at, setAt] = useState<Cell>({ row: 20, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const choose = (cell: Cell) => {
    const slot = grid.rows[cell.row]?.cells[cell.column] ?? null;
    setAt(cell);
    if (slot !== null) onChoose(slot);
  };
  const go = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return choose(at);
    }
    const next = nextCell(event.key, at, getComputedStyle(event.currentTarget as HTMLElement).direction === "rtl");
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}-${next.column}"]`)?.focus();
  };
  const width = locale === "ar" ? "narrow" : "short"; // the days have no short names in Arabic, but a letter each
  return (
    <>
      <div class="hours-scroll">
        <table ref={table} class="hours-table figures" role="grid" aria-label={hours.table(place(zones[0] ?? ""))} data-testid="hours-table" onKeyDown={go}>
          <thead>
            <tr>
              <th scope="col"><span class="hidden">{hours.hour}</span></th>
              {grid.dates.map((date) => (
                <th key={date} scope="col">
                  <span aria-hidden="true">{weekdayName(weekdayOf(date), locale, width)}<br />{Number(date.slice(8))}</span>
                  <span class="hidden">{weekdayName(weekdayOf(date), locale)} {Number(date.slice(8))}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map(({ hour, cells }) => (
              <tr key={hour}>
                <th scope="row">{timeOf(Date.UTC(2026, 0, 1, hour), "UTC", locale)}</th>
                {cells.map((slot, column) => (
                  <HourCell
                    key={column}
                    slot={slot}
                    zones={zones}
                    id={`${hour}-${column}`}
                    current={at.row === hour && at.column === column}
                    chosen={slot !== null && slot.start_ms === chosen?.start_ms}
                    onChoose={() => choose({ row: hour, column })}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="hours-key" aria-label={hours.legend}>
        {kinds.map((kind) => <li key={kind}><span class="hour-cell" data-kind={kind} aria-hidden="true">{marks[kind]}</span>{hours.kind[kind]}</li>)}
      </ul>
    </>
  );
}

interface CellProps {
  slot: OverlapSlot | null;
  zones: readonly string[];
  id: string;
  /** The one that Tab reaches. */
  current: boolean;
  chosen: boolean;
  onChoose: () => void;
}

function HourCell({ slot, zones, id, current, chosen, onChoose }: CellProps) {
  const words = useWords("schedule");
  const locale = useShell().locale.value;
  const shared = { "data-cell": id, tabIndex: current ? 0 : -1, "data-testid": current ? "hour-cell" : undefined };
  if (slot === null) return <td {...shared} role="gridcell" aria-label="–" />;
  const kind = kindOf(slot.kind);
  const times = slot.walls.map((wall, i) => words.time.there(wallSaid(wall, locale), words.place(zones[i] ?? "")));
  return (
    <td {...shared} role="gridcell" class="hour-cell" data-kind={kind} aria-selected={chosen} aria-label={[...times, words.hours.kind[kind]].join(", ")} onClick={onChoose}>
      <span aria-hidden="true">{marks[kind]}</span>
    </td>
  );
}
