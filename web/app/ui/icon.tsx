/** One set of drawings, one stroke, 24 by 24; colour is the text's. */
const paths = {
  lamp: "M12 3v3M7 14a5 5 0 1 1 10 0zM9 18h6M10 21h4",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3",
  micOff: "M9 5.5A3 3 0 0 1 15 6v5M15 13a3 3 0 0 1-6-2V9M5 11a7 7 0 0 0 11 5.7M19 11a7 7 0 0 1-.5 2.6M12 18v3M4 3l16 18",
  hand: "M8 12V6a1.5 1.5 0 0 1 3 0v5M11 10V4.5a1.5 1.5 0 0 1 3 0V11M14 10.5V6a1.5 1.5 0 0 1 3 0v8a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4l-1.5-3a1.5 1.5 0 0 1 2.5-1.5L8 15",
  leave: "M14 4h4a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-4M10 8l-4 4 4 4M6 12h9",
  share: "M12 14V4M8 7l4-4 4 4M6 11H5v9h14v-9h-1",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14a6.5 6.5 0 0 1 3.5 6",
  settings: "M4 7h9M19 7h1M4 17h1M11 17h9M16 7m-2.5 0a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M8 17m-2.5 0a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
  host: "M4 18h16M4 15l-1-8 5 4 4-6 4 6 5-4-1 8z",
  shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v10H5z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 4v12M7 11l5 5 5-5M5 20h14",
  wave: "M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4",
  ear: "M7 9a5 5 0 0 1 10 0c0 4-4 4-4 8a3 3 0 0 1-5 2M10 10a2 2 0 0 1 4 0c0 1.5-1.5 2-1.5 3.5",
  signal: "M3 9a13 13 0 0 1 18 0M6.5 13a8 8 0 0 1 11 0M10 17a3 3 0 0 1 4 0",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  back: "M15 5l-7 7 7 7",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1M12 20v1M3 12h1M20 12h1M5.6 5.6l.7.7M17.7 17.7l.7.7M5.6 18.4l.7-.7M17.7 6.3l.7-.7",
  round: "M20 11a8 8 0 0 0-14.5-4M5 3v4h4M4 13a8 8 0 0 0 14.5 4M19 21v-4h-4",
  cards: "M4 8l9-4 6 12-9 4zM15 5l5 1-2 12",
  scale: "M4 20V10M9 20V4M14 20v-8M19 20V7",
  first: "M12 20V9M7 13l5-5 5 5M5 4h14",
  later: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
  check: "M5 12l5 5 9-10",
  swap: "M7 4L3 8l4 4M3 8h14M17 12l4 4-4 4M21 16H7",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.7l12.6 12.6",
  silent: "M4 10v4h3l5 4V6L7 10zM16 10l5 5M21 10l-5 5",
  desk: "M4 6h10M4 12h16M4 18h7M18 4v4M14 16v4M18 6h2M14 18h6",
  door: "M6 21V4h9v17M4 21h16M12 12v1M15 6h3v15",
  book: "M5 5a2 2 0 0 1 2-2h12v15H7a2 2 0 0 0-2 2zM5 20a2 2 0 0 0 2 1h12v-3",
  chat: "M4 5h16v11H11l-5 4v-4H4z",
  chatOff: "M8 5h12v11h-2M13.5 16H11l-5 4v-4H4V5M3 3l18 18",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14a4 4 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
  send: "M4 12l16-8-6 16-3-7zM11 13l9-9",
  reply: "M10 5L4 11l6 6M4 11h9a7 7 0 0 1 7 7v1",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  at: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  flag: "M5 21V4h12l-2 4 2 4H5",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof paths;

/** Drawings of a way along the line, which is the other way where lines run from the right; a clock or a hand is no way. */
const pointing: ReadonlySet<IconName> = new Set<IconName>(["back", "book", "leave", "reply", "send", "silent"]);

/** Draws an icon beside its words; it says nothing to a screen reader. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" data-points={pointing.has(name) || undefined} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
