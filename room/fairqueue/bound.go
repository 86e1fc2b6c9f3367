package fairqueue

import (
	"cmp"
	"slices"
)

// bound fills in AtMost: those who raised earlier, and of those who raised later as many as may still overtake or have
// cut in already, whichever is more. Where only a cut-in can change the order, it is those who stand before.
func bound(waiters []Waiter, rule Rule, keys []key, places []Place) {
	place := make([]int32, len(keys)) // by index of the waiter
	byTime := make([]int32, len(keys))
	cutIns := 0
	for i, k := range keys {
		place[k.index] = int32(i)
		byTime[i] = int32(i) // a line is mostly told in the order of raising, which is sorted soonest
		if waiters[k.index].CutIn > 0 {
			cutIns++
		}
	}
	slices.SortFunc(byTime, func(a, b int32) int {
		return cmp.Or(waiters[a].Raised.Compare(waiters[b].Raised), cmp.Compare(a, b))
	})
	for earlier, index := range byTime {
		w, i := waiters[index], int(place[index])
		if w.CutIn > 0 {
			cutIns-- // what is left raised later
		}
		places[i].AtMost = i
		if rule == Fair && w.CutIn == 0 {
			places[i].AtMost = earlier + max(0, Patience(w.Before)-w.Overtaken, cutIns)
		}
	}
}
