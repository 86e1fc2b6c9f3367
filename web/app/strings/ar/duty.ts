import type { DutyStrings } from "../en/duty";

/** Who hosts when in a room that goes round the sun, in Arabic; names come isolated. */
export const duty: DutyStrings = {
  heading: "الاستضافة الآن",
  hosts: (name, time) => `باستضافة ${name} حتى ${time}`,
  standsIn: (name, time) => `باستضافة ${name} نيابةً حتى ${time}`,
  missing: (name, time) => `المناوبة حتى ${time}: ${name}، ولم تبدأ الاستضافة بعد`,
  after: (name, theirs) => (theirs === "" ? `ثم ${name}` : `ثم ${name} (${theirs})`),
  afterAt: (name, at) => `ثم ${name}، الساعة ${at}`,
  next: (name, at) => `الاستضافة التالية: ${name}، الساعة ${at}`,
  there: (time, place) => `${time} في ${place}`,
  aside: (time, theirs) => `${time} (${theirs})`,
  fields: {
    legend: "من يستضيف وفي أي الساعات",
    hint: "لكل شخص بحسب ساعته. وبين مناوبتين تبقى الاستضافة كما هي.",
    add: "إضافة مناوبة",
    of: (name) => `مناوبة ${name}`,
    who: "الاستضافة",
    from: "من الساعة",
    length: "المدة",
    days: "الأيام",
    everyDay: "من دون اختيار تشمل كل الأيام.",
    otherRule: "تتكرر هذه المناوبة بطريقة لا يمكن تغييرها هنا.",
    zone: "بتوقيت",
    substitute: "نيابةً",
    nobody: "لا أحد",
    remove: (name) => `إزالة مناوبة ${name}`,
  },
};
