import type { ComponentChild } from "preact";
import { faceOf } from "./face";

const line = { fill: "none", "stroke-width": "3", "stroke-linecap": "round" } as const;

/** Eyes of people at a late hour: open, sleepy, closed, in glasses, winking, wide. */
const eyes: readonly ((ink: string) => ComponentChild)[] = [
  (ink) => <g fill={ink}><circle cx="23" cy="33" r="3" /><circle cx="41" cy="33" r="3" /></g>,
  (ink) => <g stroke={ink} {...line}><path d="M19 33h8M37 33h8" /><path d="M23 34v2M41 34v2" /></g>,
  (ink) => <path d="M19 33q4 4 8 0M37 33q4 4 8 0" stroke={ink} {...line} />,
  (ink) => (
    <g stroke={ink} {...line}>
      <circle cx="22" cy="33" r="6" /><circle cx="42" cy="33" r="6" /><path d="M28 33h8" />
      <circle cx="22" cy="33" r="1" /><circle cx="42" cy="33" r="1" />
    </g>
  ),
  (ink) => <g><circle cx="23" cy="33" r="3" fill={ink} /><path d="M37 34q4-4 8 0" stroke={ink} {...line} /></g>,
  (ink) => <g fill={ink}><ellipse cx="23" cy="32" rx="3" ry="5" /><ellipse cx="41" cy="32" rx="3" ry="5" /></g>,
];

/** Mouths: smile, line, yawn, smirk, grin, cat. */
const mouths: readonly ((ink: string) => ComponentChild)[] = [
  (ink) => <path d="M25 44q7 6 14 0" stroke={ink} {...line} />,
  (ink) => <path d="M27 46h10" stroke={ink} {...line} />,
  (ink) => <ellipse cx="32" cy="47" rx="4" ry="5" fill={ink} />,
  (ink) => <path d="M27 47q6 1 11-3" stroke={ink} {...line} />,
  (ink) => <path d="M24 43h16q-2 8-8 8t-8-8z" fill={ink} />,
  (ink) => <path d="M25 44q3.5 4 7 0q3.5 4 7 0" stroke={ink} {...line} />,
];

/** What is on top: nothing, fringe, cap, bun, cat ears, tuft, night cap. */
const hats: readonly ((ink: string) => ComponentChild)[] = [
  () => null,
  (ink) => <path d="M10 28Q14 8 32 8t22 20q-8-8-22-8t-22 8z" fill={ink} />,
  (ink) => <path d="M11 24Q14 7 32 7t21 17l8 3H11z" fill={ink} />,
  (ink) => <g fill={ink}><circle cx="32" cy="6" r="6" /><path d="M14 22Q19 10 32 10t18 12q-9-5-18-5t-18 5z" /></g>,
  (ink) => <path d="M11 24L12 4l13 8M53 24L52 4l-13 8" fill={ink} />,
  (ink) => <path d="M32 12q-6-8 2-11M32 12q2-7 9-7M32 12q-7-2-9-7" stroke={ink} {...line} />,
  (ink) => <g fill={ink}><path d="M12 23Q18 6 40 5q12 0 17 14-8-6-12-3l6 7z" /><circle cx="57" cy="20" r="4" /></g>,
];

/** Draws the face of an id; decoration only, the name stands beside it. */
export function FaceView({ id }: { id: string }) {
  const face = faceOf(id);
  return (
    <svg class="face" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <g transform={`rotate(${face.tilt} 32 40)`}>
        <circle cx="32" cy="35" r="25" fill={face.skin} />
        {hats[face.hat]?.(face.ink)}
        {eyes[face.eyes]?.(face.ink)}
        {mouths[face.mouth]?.(face.ink)}
        {face.cheeks && <g fill={face.ink} opacity="0.18"><circle cx="16" cy="42" r="4" /><circle cx="48" cy="42" r="4" /></g>}
      </g>
    </svg>
  );
}
