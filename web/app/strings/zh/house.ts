import type { Strings } from "../en";

/** 房间的设置：开房间时、在管理台里。 */
export const house: Strings["house"] = {
  titleIn: (language) => `${language}房间名`,
  titleInOptional: (language) => `${language}房间名（选填）`,
  rulesIn: (language) => `${language}房规（选填）`,
  rulesPlaceholder: "友善交流，让别人把话说完，对方愿意再纠正。",
  rulesTooLong: "房规最多 600 个字。",
  mode: "上麦方式",
  modeFree: "自由上麦",
  modeApply: "先举手，再受邀上麦",
  modeInvite: "仅限邀请上麦",
  waitingRoom: "新来的人先在门外等候",
  turn: "每次发言时间",
  turnMutes: "时间到自动禁麦",
  slow: "聊天慢速模式",
  every: (time) => `每 ${time}一条`,
  off: "关闭",
  save: "保存",
  saved: "房间设置已更新。",
  nothing: "还没有改动。",
  fewerHint: "减掉的麦位上如果有人，会先下麦。",
  more: "更多",
  closeRoom: "关闭房间",
};
