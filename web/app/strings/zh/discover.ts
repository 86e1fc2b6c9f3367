import type { Strings } from "../en";
import { placeOf } from "../places";
import { places } from "./places";

const place = (zone: string) => places[zone] ?? placeOf(zone);

export const discover: Strings["discover"] = {
  missed: "刚才轮到你了，但没有等到回应。想说的时候再举手。",

  quick: {
    heading: "马上开聊",
    offer: (give, get) => `我教${give}，想练${get}`,
    give: "你能教的语言",
    get: "你想练的语言",
    button: "帮我找个房间",
    looking: "正在找房间",
    first: "先说说你会的语言，很快就好。",
    noLearns: "说说你在学什么语言，点一下就能找到房间。",
    languages: "选择语言",
    go: "保存并找房间",
    opened: "暂时没有合适的房间，给你开了一间。",
    another: "还有一个合适的房间，里面有人。",
    goThere: "去那边",
  },

  why: {
    exchange: (give, get) => `你能教${give}，也能练${get}`,
    practise: (get) => `可以练${get}`,
    help: (give) => `可以教${give}`,
    open: "欢迎来听",
  },
  needs: (language) => `缺一位${language}母语者`,

  card: {
    round: (language) => `现在说${language}`,
    level: (level) => `${level} 水平`,
    waits: "进门要等人同意",
    kept: (shown) => `${shown} 个麦位已预留`,
  },

  list: {
    more: "看更多房间",
    count: (shown) => `${shown} 个房间`,
    changed: (rooms) => `${rooms}，列表有变化`,
  },

  filter: {
    label: "看哪些房间",
    languages: "语言",
    level: "水平",
    topic: "话题",
    any: (what) => `${what}：不限`,
    clear: (what) => `${what}：不再限制`,
    none: "没有符合条件的房间",
    noneText: "看看全部房间，或者自己开一间。",
    all: "看全部房间",
  },

  awake: {
    label: "谁还醒着",
    line: (shown, _, language, day, zone) => `${shown} 位${language}母语者在线，多数在${place(zone)}，那边是${day}`,
    plain: (shown, _, language) => `${shown} 位${language}母语者在线`,
    few: (language) => `有几位${language}母语者在线`,
    none: (language) => `现在没有${language}母语者在线`,
    see: "看看什么时候人最多",
  },
  day: { morning: "早上", afternoon: "下午", evening: "晚上", night: "深夜" },

  hours: {
    heading: "什么时候人最多（你的时间）",
    text: "平时每个钟头有多少母语者在这里。",
    hour: "钟点",
    now: "现在",
    few: "现在的数据还太少，过一两天再来看。",
    failed: "暂时读不到这些数据。",
    loading: "正在统计",
  },

  profile: {
    level: (language) => `你的${language}水平`,
    noLevel: "未填",
    levelHint: "A1 刚会几句 · B1 能聊日常 · C1 流利",
    count: "把我算进在线人数",
    countHint: "只显示人数，不显示你的名字和位置。",
  },

  create: {
    level: "水平",
    anyLevel: "不限水平",
    pace: "语速",
    anyPace: "不限语速",
    paces: { slow: "慢慢说", natural: "正常语速", fast: "语速快" },
    tags: "关键词（可不填）",
    tagsHint: "最多五个，方便别人找到房间。按回车或逗号添加。",
    tagLong: "一个关键词最多 24 个字。",
    removeTag: (tag) => `去掉 ${tag}`,
    rounds: "轮流说两种语言",
    noRounds: "不轮换",
    each: (time) => `每种语言 ${time}`,
    queue: "举手的次序",
    fair: "公平：说得少的先来",
    firstCome: "先举手先来",
    next: "时间到了，自动请下一位",
    nextHint: "每人说三分钟。",
    kept: "留一个麦位给",
    keptAdd: "请选择",
    native: (language) => `留给${language}母语者`,
    learner: (language) => `留给学${language}的人`,
    nativeShort: (language) => `${language}母语者`,
    learnerShort: (language) => `学${language}的人`,
    removeKept: (who) => `不再给${who}留麦位`,
  },
};

export const discoverErrors = {
  no_round: "现在没有语言轮换。",
  invalid_round: "每轮 30 秒到 2 小时，语言必须是房间里的语言。",
  no_pack: "这里没有这套话题卡。",
  no_hand: "对方已经把手放下了。",
  seat_kept: "这个麦位是留给别人的。",
};
