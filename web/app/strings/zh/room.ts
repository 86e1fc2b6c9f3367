import type { RoomStrings } from "../en/room";
import { acts, bans, blocks, confirm, desk, openStage, record, rules, seats, turns } from "./console";
import { chat, reactions } from "./chat";
import { exchange } from "./exchange";
import { notice, reasons, report, waiting } from "./visit";

/** 房间里用的话，和房间一起取来。 */
export const room: RoomStrings = {
  bar: {
    label: "我的操作",
    raise: "举手",
    raised: "已举手",
    position: (place) => `第 ${place} 位`,
    microphone: "麦克风",
    opening: "请稍候",
    away: "重连中",
    onAir: "已开麦",
    off: "已闭麦",
    locked: "房主禁麦",
    seatLocked: "麦位静音",
    stepDown: "下麦",
    leave: "离开",
    keys: "按 M 开麦或闭麦，按住空格键说话。房主和管理员按 R 打开语言轮换。",
  },

  hands: {
    heading: "举手的人",
    none: "暂时没有人举手",
    invite: (name) => `邀请${name}上麦`,
    inviteShort: "邀请",
    waiting: (time) => `已等 ${time}`,
    justNow: "刚刚举手",
    invited: (seconds) => `已邀请 · ${seconds}`,
    cancelShort: "撤回",
    yours: (place, total) => `你已举手，排在第 ${place} 位，共 ${total} 人`,
    up: "你已举手",
    behind: (shown) => `后面还有 ${shown} 人举手，会依次补上`,
    later: (name) => `稍后：把${name}排到后面`,
    laterShort: "稍后",
    sent: (name) => `已邀请${name}。`,
    declined: (name) => (name === "" ? "对方婉拒了邀请。" : `${name}想先听一听。`),
    unanswered: (name) => (name === "" ? "邀请已过期。" : `${name}没有回应，可以再邀请一次。`),
    left: (name) => (name === "" ? "受邀的人已离开房间。" : `${name}已离开房间。`),
    stageFull: "麦位已满，要先有人下麦。",
  },

  invitation: {
    heading: "邀请你上麦",
    from: (name) => `${name}想听你说说。`,
    fromHost: "房主想听你说说。",
    text: "上麦时麦克风是关着的，准备好了再自己打开。",
    accept: "上麦",
    decline: "先不了",
    left: (seconds) => `还有 ${seconds}可以回应`,
    expired: "邀请已过期，房主可以再邀请你。",
    cancelled: "邀请已撤回。",
  },

  person: {
    volume: "我听到的音量",
    hush: "只在我这里静音",
    silent: "本机已静音",
    yourTime: (time) => `你这边 ${time}`,
    theirTime: (time) => `对方 ${time}`,
  },

  people: {
    heading: "房间里的人",
    onStage: "麦上",
    listening: "正在听",
    hands: (shown) => `${shown} 人举手`,
    handUp: "已举手",
    more: "显示更多",
    loading: "正在读取名单",
    failed: "暂时读不到名单。",
  },

  chat,
  reactions,
  notice,
  waiting,
  reasons,
  report,
  acts,
  seats,
  turns,
  confirm,
  desk,
  bans,
  record,
  rules,
  openStage,
  blocks,
  exchange,
};
