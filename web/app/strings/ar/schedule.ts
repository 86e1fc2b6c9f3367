import type { ScheduleStrings } from "../en/schedule";

/** Meetups, in Arabic. */
export const schedule: ScheduleStrings = {
  heading: "اللقاءات",
};
