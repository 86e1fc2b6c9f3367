import type { DutyStrings } from "../en/duty";

/** Who hosts when, in Arabic. */
export const duty: DutyStrings = {
  heading: "مناوبات الاستضافة",
  hosts: (name, time) => `الاستضافة حتى ${time}: ${name}`,
  standsIn: (name, time) => `الاستضافة حتى ${time}: ${name} بالإنابة`,
  missing: (name, time) => `المناوبة حتى ${time}: ${name}، في انتظار الوصول`,
  after: (name, theirs) => (theirs === "" ? `ثم ${name}` : `ثم ${name} (${theirs})`),
  afterAt: (name, at) => `ثم ${name} في ${at}`,
  next: (name, at) => `الاستضافة التالية: ${name} في ${at}`,
  there: (time, place) => `${time} في ${place}`,
  aside: (time, theirs) => `${time} (${theirs})`,
  fields: {
    legend: "من يستضيف وفي أي ساعات",
    hint: "كل مناوبة بتوقيت صاحبها. وبين مناوبتين تبقى الاستضافة كما هي.",
    add: "إضافة مناوبة",
    of: (name) => `مناوبة ${name}`,
    who: "الاستضافة",
    from: "من",
    length: "المدة",
    days: "الأيام",
    everyDay: "إن لم يُختر يوم فهي كل يوم.",
    otherRule: "تتكرر هذه المناوبة بطريقة لا يمكن تغييرها هنا.",
    zone: "بتوقيت",
    substitute: "بالإنابة",
    nobody: "لا أحد",
    remove: (name) => `حذف مناوبة ${name}`,
  },
};
