package signaling

import (
	"context"
	"slices"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
)

// maxShown is how many instances of a plan are shown with it, and pastShown of one that is over.
const (
	maxShown  = 20
	pastShown = 3
)

// wireInstance is one session of a plan as somebody sees it.
type wireInstance struct {
	On        string `json:"on"`
	StartMS   int64  `json:"start_ms"`
	EndMS     int64  `json:"end_ms"`
	DoorsMS   int64  `json:"doors_ms"`
	Wall      string `json:"wall"`
	Zone      string `json:"zone"`
	Moved     bool   `json:"moved"`
	Cancelled bool   `json:"cancelled"`
	Going     int    `json:"going"`
	Waiting   int    `json:"waiting"`
	Limit     int    `json:"limit"`
	You       string `json:"you"`
	YourPlace int    `json:"your_place"`
}

func toInstance(i schedule.Instance, limit int, count schedule.Count) wireInstance {
	w := wireInstance{On: i.On.String(), StartMS: milliseconds(i.Start), EndMS: milliseconds(i.End),
		DoorsMS: milliseconds(i.DoorsOpen()), Wall: i.Wall.String(), Zone: i.Zone, Moved: i.Moved, Cancelled: i.Cancelled,
		Going: count.Going, Waiting: count.Waiting, Limit: limit}
	switch {
	case count.Place > count.Going:
		w.You, w.YourPlace = "waiting", count.Place-count.Going
	case count.Place > 0:
		w.You = "going"
	}
	return w
}

// wirePlanHead is what a list says of a plan.
type wirePlanHead struct {
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	Languages    []string          `json:"languages"`
	Translations []wireTranslation `json:"translations"`
	Level        string            `json:"level"`
	Pace         string            `json:"pace"`
	Tags         []string          `json:"tags"`
	Owner        string            `json:"owner"`
	OwnerName    string            `json:"owner_name"`
	Yours        bool              `json:"yours"`
	Wall         string            `json:"wall"`
	Zone         string            `json:"zone"`
	Minutes      int               `json:"minutes"`
	Rule         string            `json:"rule"`
	Cancelled    bool              `json:"cancelled"`
	URL          string            `json:"url"`
	Open         bool              `json:"open"`
}

// wirePlan is all of a plan.
type wirePlan struct {
	wirePlanHead
	Sequence  int              `json:"sequence"`
	Limit     int              `json:"limit"`
	Listed    bool             `json:"listed"`
	Settings  wirePlanSettings `json:"settings"`
	CoHosts   []PlanPerson     `json:"co_hosts"`
	Shifts    []wireShift      `json:"shifts"`
	Instances []wireInstance   `json:"instances"`
}

// wireSession is a session with its plan, in a list of several plans.
type wireSession struct {
	wireInstance
	Plan wirePlanHead `json:"plan"`
}

// onlookerAt is who looks at plans, and when.
type onlookerAt struct {
	person string // "" for nobody in particular
	now    time.Time
	live   map[string]bool // the rooms that are open
}

func (s *Server) look(ctx context.Context, person string) onlookerAt {
	return onlookerAt{person: person, now: time.Now(), live: s.liveRooms(ctx)}
}

func (s *Server) toHead(p schedule.Plan, settings room.Settings, by onlookerAt) wirePlanHead {
	at := momentOf(p.Series, by.now)
	w := toPlanSettings(settings)
	for i := range w.Translations {
		w.Translations[i].Rules = "" // nobody reads them in a list
	}
	return wirePlanHead{ID: p.Series.ID, Title: w.Title, Languages: w.Languages, Translations: w.Translations, Level: w.Level,
		Pace: w.Pace, Tags: w.Tags, Owner: p.Owner, OwnerName: p.Name, Yours: p.Owner == by.person && by.person != "",
		Wall: at.part.Start.String(), Zone: at.part.Zone, Minutes: minutes(at.part.Length), Rule: at.part.Rule.String(),
		Cancelled: p.Series.Cancelled, URL: s.roomURL(p.Series.ID), Open: at.enterable(p, by.live)}
}

// roomURL is the one link of a plan and of its room.
func (s *Server) roomURL(id string) string { return s.public + "/r/" + id }

// toPlan is a plan as somebody sees it, with so many instances at most.
func (s *Server) toPlan(ctx context.Context, p schedule.Plan, by onlookerAt, most int) (wirePlan, error) {
	payload, err := DecodePlanPayload(p.Series.Payload)
	if err != nil {
		return wirePlan{}, err
	}
	shown := upcoming(p.Series, by.now, most)
	keys := make([]schedule.Key, len(shown))
	for n, i := range shown {
		keys[n] = schedule.Key{ID: p.Series.ID, On: i.On}
	}
	counts, err := s.schedules.Counts(ctx, keys, by.person)
	if err != nil {
		return wirePlan{}, err
	}
	w := wirePlan{wirePlanHead: s.toHead(p, payload.Settings, by), Sequence: p.Series.Sequence, Limit: p.Limit, Listed: p.Listed,
		Settings: toPlanSettings(payload.Settings), CoHosts: list(payload.CoHosts, same), Shifts: list(payload.Shifts, toShift)}
	w.Instances = make([]wireInstance, len(shown))
	for n, i := range shown {
		w.Instances[n] = toInstance(i, p.Limit, counts[n])
	}
	return w, nil
}

// upcoming are the instances that are not over, cancelled ones among them, in order of their beginning; of a series
// that is over the last.
func upcoming(series schedule.Series, now time.Time, most int) []schedule.Instance {
	cancelled := series.Cancelled
	series.Cancelled = false
	shown := series.Between(now.Add(-schedule.MaxLength), now.AddDate(3, 0, 0), 2*most+int(schedule.MaxLength/schedule.MinLength))
	shown = append(shown, cancellations(series, now)...)
	shown = slices.DeleteFunc(shown, func(i schedule.Instance) bool { return !i.End.After(now) })
	if len(shown) == 0 {
		shown = series.Between(now.Add(-ahead), now, schedule.MaxInstances)
		shown = shown[max(0, len(shown)-pastShown):]
	}
	if len(shown) == 0 {
		if last, err := series.Find(series.Parts[len(series.Parts)-1].Start.Date); err == nil {
			shown = append(shown, last)
		}
	}
	slices.SortFunc(shown, func(a, b schedule.Instance) int { return a.Start.Compare(b.Start) })
	shown = shown[:min(most, len(shown))]
	for n := range shown {
		shown[n].Cancelled = shown[n].Cancelled || cancelled
	}
	return shown
}

// cancellations are the instances that were cancelled and would not be over.
func cancellations(series schedule.Series, now time.Time) []schedule.Instance {
	var list []schedule.Instance
	earliest := walltime.DateOf(now, time.UTC).AddDays(-2)
	for _, e := range series.Exceptions {
		if !e.Cancelled() || e.On.Before(earliest) || len(list) == maxShown {
			continue
		}
		if i, err := series.Find(e.On); err == nil {
			list = append(list, i)
		}
	}
	return list
}
