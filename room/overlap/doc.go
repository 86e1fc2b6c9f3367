// Package overlap finds the hours of a week that people in several zones share.
//
// Everybody says their zone and when they are awake, by the clock on their own wall. A Week is every slot of seven
// days, with what each person's clock shows and how kind the slot is to them; Suggest picks the best of it for a
// session. A slot is as kind as it is to the one whom it suits least: an hour that is lovely for one and five in the
// morning for the other is not a good one.
//
// Slots are instants, so a week in which clocks change has fewer or more of them, and what a clock shows is right on
// both sides of the change. They are 30 minutes long, or 15 where a clock is 15 or 45 minutes off, as in Kathmandu, so
// that they begin at a round time on every wall.
//
// How kind a slot is to one person, from 0 (asleep) to 100, is a product of two parts, rounded:
//
//   - how far the slot is from getting up and going to bed, the nearer of the two: 25 at the very edge, rising in a
//     straight line to 100 two hours from it;
//   - what the time of day is for most people: on weekdays 0.6 from 9:00 to 17:00, when they work, 0.8 before and 1
//     after; on Saturdays and Sundays 1 from 10:00 and 0.8 before.
//
// The package is pure and bounded: MaxPeople, MaxIntervals a day, one week.
package overlap
