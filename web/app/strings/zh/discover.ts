import type { Strings } from "../en";

export const discover: Strings["discover"] = {
  missed: "刚才轮到你了，但没有等到回应。想说的时候再举手。",
};

export const discoverErrors = {
  no_round: "现在没有在轮换语言。",
  invalid_round: "每轮 30 秒到 2 小时，语言要是房间的语言。",
  no_pack: "这里没有这套话题卡。",
  no_hand: "对方已经把手放下了。",
  seat_kept: "这个麦位是留给别人的。",
};
