/** Meetups: what is planned, when it is on where, and who comes. Fetched with the pages that say them. */
export const schedule = {
  heading: "Meetups",
};

/** What every language says about meetups. */
export type ScheduleStrings = typeof schedule;
