import type { DutyStrings } from "../en/duty";

export const duty: DutyStrings = {
  heading: "轮值房主",
  hosts: (name, time) => `房主到${time}：${name}`,
  standsIn: (name, time) => `房主到${time}：${name}（替班）`,
  missing: (name, time) => `值班到${time}：${name}，还没接手`,
  after: (name, theirs) => (theirs === "" ? `接着是${name}` : `接着是${name}（${theirs}）`),
  afterAt: (name, at) => `接着是${name}，${at}`,
  next: (name, at) => `下一位房主：${name}，${at}`,
  there: (time, place) => `${place}${time}`,
  aside: (time, theirs) => `${time}（${theirs}）`,
};
