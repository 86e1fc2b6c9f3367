/** Meetups ahead: schedules, replies, common hours, calendars, reminders, and what the server is. */
export {
  about, calendarUrl, cancelPlan, cancelSession, changePlan, clockOffset, createPlan, dropPush, findOverlap, getAgenda, getFeeds,
  getPlan, getReplies, makeFeed, moveSession, myPlans, pushKey, reply, restoreSession, revokeFeed, savePush,
} from "../schedule";
export type { At } from "../schedule";
export type * from "../schedule-types";
