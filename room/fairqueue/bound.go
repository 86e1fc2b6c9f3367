package fairqueue

import (
	"cmp"
	"slices"
)

// bound fills in AtMost: those who raised earlier, and of those who raised later as many as may still overtake or have
// cut in already, whichever is more. Where only a cut-in can change the order, it is those who stand before.
func bound(waiters []Waiter, rule Rule, keys []key, places []Place) {
	byTime := make([]int, len(keys)) // places, in the order of raising
	cutIns := 0
	for i, k := range keys {
		byTime[i] = i
		if waiters[k.index].CutIn > 0 {
			cutIns++
		}
	}
	slices.SortFunc(byTime, func(a, b int) int {
		return cmp.Or(keys[a].raised.Compare(keys[b].raised), cmp.Compare(keys[a].index, keys[b].index))
	})
	for earlier, i := range byTime {
		w := waiters[keys[i].index]
		if w.CutIn > 0 {
			cutIns-- // what is left raised later
		}
		places[i].AtMost = i
		if rule == Fair && w.CutIn == 0 {
			places[i].AtMost = earlier + max(0, Patience(w.Before)-w.Overtaken, cutIns)
		}
	}
}
