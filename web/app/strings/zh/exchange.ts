import type { Strings } from "../en";
import type { exchangeLines as lines, exchangeRecord as record } from "../en/exchange";

/** 数字前空一格，文字前不空。 */
const spaced = (time: string) => (/^\d/.test(time) ? ` ${time}` : time);

/** 房间里的语言交换：轮换、时长、排队、话题卡、常客，还有今晚的结尾。 */
export const exchange: Strings["exchange"] = {
  round: {
    heading: "语言轮换",
    now: (language) => `现在说${language}`,
    left: (time) => `还剩 ${time}`,
    next: (language) => `接着说${language}`,
    paused: (time) => `已暂停，还剩 ${time}`,
    pausedShort: "已暂停",
    learning: "你在学这门语言，慢慢说，没关系。",
    native: "这是你的母语，带一带正在学的人。",
    speaks: (language) => `这一轮说${language}，你可以先听听。`,
    start: "开始轮换",
    skip: "现在就换语言",
    end: "结束轮换",
    pause: "暂停",
    resume: "继续",
    each: (time) => `每种语言 ${time}`,
    own: "按房间设定",
    length: "每种语言说多久",
    plus: (time) => `加 ${time}`,
    cards: "换语言时发一张话题卡",
    noCards: "不发卡",
    said: (language, time) => `现在说${language}，${time}`,
    over: "轮换结束了。",
  },

  talk: {
    heading: "发言时长",
    hide: "不显示我的发言时长",
    hideHint: "排队时仍然会算进去。",
    spoke: (time) => `今晚说了${spaced(time)}`,
    you: (time) => `今晚你说了${spaced(time)}`,
    hidden: "不显示",
    nobody: "今晚还没有人说过话。",
    stage: "麦上",
    languages: "各种语言合计",
    noLanguage: "没有轮换时",
    balance: (shares) => `语言比例：${shares}`,
    share: (language, percent) => `${language}占 ${percent}`,
    tonight: "今晚",
    end: (time, language) => `今晚你说了${spaced(time)}${language}。`,
    endPlain: (time) => `今晚你说了${spaced(time)}。`,
    none: "不到一分钟",
  },

  line: {
    place: (place, total) => `你排在第 ${place} 位，共 ${total} 人举手`,
    next: "下一个就是你",
    share: (shown) => `${shown} 人说得比你少`,
    learner: (shown) => `${shown} 人在学这一轮的语言`,
    time: (shown) => `${shown} 人比你先举手`,
    patience: (shown) => `${shown} 人已经让过好几次`,
    cutIn: (shown) => `${shown} 人由房主请到前面`,
    before: (reasons) => `排在你前面的：${reasons}。`,
    atMost: (shown) => `最多再等 ${shown} 个人`,
    learns: "在学这一轮的语言",
    turn: "轮到你说话了",
    turnText: "你排在最前面，所以房间来请你。",
  },

  cut: {
    heading: "请到最前面",
    title: (name) => `请${name}到最前面`,
    text: "会告诉大家，并说明原因。",
    done: (name) => `${name}现在排在最前面。`,
    reasons: {
      answer: "大家在等这位回答",
      word: "帮忙解释一个词",
      leaving: "马上要走",
      quiet: "还没说过话",
      other: "其他原因",
    },
  },

  kept: { takeIt: "坐这里" },

  card: {
    heading: "话题卡",
    deal: "发一张话题卡",
    another: "换一张",
    away: "收起来",
    fold: "折起话题卡",
    unfold: "看话题卡",
    number: (shown, of) => `第 ${shown} 张，共 ${of} 张`,
    from: "从哪套卡里发",
    any: "合适的一套",
    packs: "话题卡",
    none: "这里没有话题卡。",
    read: (text) => `新的话题卡：${text}`,
  },

  say: {
    button: "这个怎么说？",
    label: (language) => `这个用${language}怎么说？`,
    placeholder: "一个词或几个词",
    send: "问一下",
    long: "最多 60 个字。",
    sent: "问题已经发到聊天里。",
    other: (text, language) => `“${text}”用${language}怎么说？`,
  },

  regulars: {
    heading: "常客",
    online: "在线",
    here: "在这里",
  },
};

export const exchangeLines: typeof lines = {
  round: (language) => `现在大家说${language}。`,
  roundPaused: (by) => `${by}暂停了轮换。`,
  roundResumed: (by) => `${by}让轮换继续了。`,
  roundExtended: (by, time) => `${by}把这一轮延长了 ${time}。`,
  roundStopped: (by) => `${by}结束了轮换，想说哪种语言都可以。`,
  cutIn: (by, name, reason) => `${by}请${name}排到最前面：${reason}。`,
};

export const exchangeRecord: typeof record = {
  "round.start": (by) => `${by}开始了语言轮换`,
  "round.pause": (by) => `${by}暂停或继续了轮换`,
  "round.extend": (by) => `${by}延长了一轮的时间`,
  "round.skip": (by) => `${by}换到了下一种语言`,
  "round.stop": (by) => `${by}结束了语言轮换`,
  "hand.advance": (by, name) => `${by}请${name}排到最前面`,
};
