import type { SettingsStrings } from "../en/settings";

/** 设置页、麦克风和扬声器检查，以及安装与更新。 */
export const settings: SettingsStrings = {
  heading: "设置",
  you: "你",
  unknown: "你还没有昵称，第一次进房间时再取就好。",
  editProfile: "昵称和语言",

  look: {
    heading: "外观和语言",
    theme: "浅色或深色",
    themes: { system: "跟随系统", light: "浅色", dark: "深色" },
  },

  quiet: "声音和播报",

  devices: {
    heading: "麦克风和扬声器",
    microphone: "麦克风",
    speaker: "扬声器",
    standard: "跟随系统",
    numbered: (number) => `设备 ${number}`,
    away: "你选的设备没有连接，暂时用系统默认的。",
    noSpeaker: "这个浏览器只能用系统里选好的扬声器播放。",
    check: "检查麦克风",
    checkText: "只有你自己听得到。浏览器可能会询问是否允许使用麦克风。",
    asking: "请在浏览器的提示里作出选择",
    level: "麦克风音量",
    speak: "说句话试试，音量条会跟着动。",
    onAir: "你正在房间里开着麦，音量条显示的就是别人听到的。",
    silent: "一直没有声音。选对麦克风了吗？开关打开了吗？",
    close: "关闭麦克风",
    record: "录四秒听听",
    recording: "正在录音，请说句话。",
    recorded: "别人听到的你是这样的",
    again: "再录一次",
    stays: "录音只留在这台设备上，关闭麦克风就会消失。",
  },

  reminders: {
    heading: "提醒",
    on: "约聊的提醒会发到这台设备。",
    off: "这台设备不会收到提醒。",
    asking: "请在浏览器的提示里作出选择",
    looking: "正在查看",
    turnOn: "开启提醒",
    turnOff: "关闭提醒",
    denied: "浏览器禁止了提醒。想开启的话，请点地址栏旁的网站权限，允许通知，再回到这里。",
    none: "这个浏览器不支持提醒，可以改用日历链接。",
    install: "在这台设备上，把 Corner 添加到主屏幕后才能收到提醒。",
    absent: "这台服务器不发提醒，日历链接照样可用。",
    failed: "暂时没能改成，请再试一次。",
  },

  install: {
    heading: "把 Corner 留在手边",
    text: "把 Corner 装到主屏幕：全屏打开，没有网络也能打开。",
    button: "安装",
    ios: "点“分享”，再点“添加到主屏幕”：全屏打开，没有网络也能打开。",
    done: "Corner 已经装在这台设备上。",
    dismiss: "以后再说",
  },

  update: {
    ready: "Corner 有新版本了。",
    reload: "刷新",
    failed: "新版本没能加载，请刷新页面。",
  },

  about: {
    heading: "关于",
    text: "Corner：和正在学你母语的人，聊上几句。",
    looking: "正在询问服务器",
    version: "服务器版本",
    zones: "时区数据",
    unknown: "未知",
    old: "这台服务器没有说明自己的版本。",
    failed: "暂时问不到服务器。",
  },

  forget: {
    heading: "让这台设备忘记我",
    text: "会清除你的昵称和语言、在这里的选择、拉黑的人，以及你给每个人调的音量。再来时你就是新人：原来的房间和约聊不再归你，提醒也会停止。",
    button: "忘记我",
    done: "这台设备已经忘记你了。",
    undo: "撤销",
    undoText: "只要这个页面还开着，就可以撤销。提醒需要重新开启。",
    undone: "一切恢复原样。",
  },

  offline: {
    title: "当前没有网络",
    text: "网络恢复后，Corner 会自动继续。",
    room: "房间还在，网络恢复后就会打开。",
    lobby: "去房间列表",
  },
};
