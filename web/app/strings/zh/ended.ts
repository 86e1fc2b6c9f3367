import type { Strings } from "../en";

/** 来访结束、稍候再进时说的话。 */
export const delayed: Strings["delayed"] = {
  busy: {
    title: "现在来的人有点多",
    text: "为了让正在聊的人听得清楚，大家分批进房。轮到时会自动进去，不用操作。",
  },
  pause: { title: "服务器要缓一缓", text: "好了会自动进房，不用操作。" },
  next: (time) => `${time}后再试`,
  now: "正在进房",
  leave: "先看看别的房间",
};

/** The end of a visit in which one spoke. */
const exchangeEnded: Pick<Strings["ended"], "left"> = {
  left: { title: "今晚就到这里", text: "你已经离开房间。里面还在聊，随时可以回去。" },
};

export const ended: Strings["ended"] = {
  ...exchangeEnded,
  replaced: { title: "你已在另一个标签页里", text: "你在别处进了这个房间，这里就不再出声，麦位也跟过去了。" },
  room_closed: { title: "房间已结束", text: "房主关了房间，或者大家都散了。别的街角还亮着灯。" },
  room_gone: { title: "断线期间房间结束了", text: "没能再找到它。可以重新开一个，或者看看谁还没睡。" },
  room_full: { title: "房间满了", text: "暂时没有空位，不过随时会有人离开。先看看这些房间？" },
  room_locked: { title: "房间暂时锁定了", text: "新来的人暂时进不去，过一会儿再试。先看看这些房间？" },
  not_open_yet: { title: "还没到开门的时间", text: "约聊开始前五分钟开门。先看看这些房间？" },
  kicked: { title: "你已被移出房间", text: "本场结束前不能再进这个房间。其他房间都欢迎你。" },
  banned: { title: "你现在不能进这个房间", text: "其他房间都欢迎你。" },
  denied: { title: "这次没能进去", text: "这个房间要有人开门才能进，这次没有开。其他房间都欢迎你。" },
  moved: { title: "房间换了服务器", text: "浏览器没能自动跟过去，重新进房就好。" },
  not_found: { title: "没有这个房间", text: "可能已经结束，也可能链接不完整。" },
  not_allowed: { title: "这个链接进不了这个房间", text: "它是给别的房间或别的人的，请再要一个新的。" },
  unauthenticated: { title: "通行凭证已失效", text: "重新进房会拿到新的。" },
  token_expired: { title: "通行凭证已过期", text: "重新进房会拿到新的。" },
  unsupported_version: { title: "页面版本旧了", text: "刷新一下就是新的。" },
  bad_request: { title: "页面和服务器没对上话", text: "请刷新页面。如果还是这样，请告诉本站的管理者。" },
  network: { title: "连不上服务器", text: "请检查网络。有些网络会拦语音，换手机流量往往就好。" },
  server_draining: { title: "服务器正在重启", text: "房间会搬到另一台，稍等片刻再进。" },
  server_busy: { title: "服务器太忙了", text: "这次没能进房，过几分钟再试试。" },
  rate_limited: { title: "试得太频繁了", text: "等一会儿再进房。" },
  session_lost: { title: "离开得有点久", text: "麦位已经让出。重新进房可以接着听。" },
  unsupported: { title: "这个浏览器进不了语音房", text: "请用新版的 Chrome、Firefox、Edge 或 Safari 打开链接。" },
  internal: { title: "服务器出了点问题", text: "已经记录下来，稍后再进房试试。" },
  again: "重新进房",
  here: "改在这里听",
  reload: "刷新页面",
  lobby: "看看别的房间",
  others: "其他正在聊的房间",
  detail: {
    by: (name) => `操作人：${name}。`,
    until: (time) => `${time}之后可以再来。`,
    noEnd: "没有设定期限。",
    appeal: "如果觉得是误会，可以联系本站的管理者，告知房间和时间即可查询。",
  },
};
