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
  fields: {
    legend: "轮值时间",
    hint: "每个人按自己那里的钟点。两班之间，房主不变。",
    add: "添加一班",
    of: (name) => `${name}的班`,
    who: "房主",
    from: "开始",
    length: "时长",
    days: "星期",
    everyDay: "一天都不选就是每天。",
    otherRule: "这一班的重复方式在这里改不了。",
    zone: "按哪里的时间",
    substitute: "替班",
    nobody: "没有人",
    remove: (name) => `删除${name}的班`,
  },
};
