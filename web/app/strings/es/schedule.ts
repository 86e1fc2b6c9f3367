import type { ScheduleStrings } from "../en/schedule";

/** Los encuentros: qué hay planeado, a qué hora es en cada lugar y quién viene. */
export const schedule: ScheduleStrings = {
  heading: "Encuentros",
};
