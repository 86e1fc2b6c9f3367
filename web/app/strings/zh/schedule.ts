import type { ScheduleStrings } from "../en/schedule";

/** 约聊：约了什么、各地几点、谁会来。 */
export const schedule: ScheduleStrings = {
  heading: "约聊",
};
