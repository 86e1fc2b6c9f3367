package codec

import (
	"time"

	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"
)

// plan is a series with what is known of it besides.
type plan struct {
	ID         string      `json:"id"`
	Sequence   int         `json:"sequence"`
	Changed    int64       `json:"changed"` // whole seconds
	Parts      []part      `json:"parts"`
	Exceptions []exception `json:"exceptions,omitempty"`
	Cancelled  bool        `json:"cancelled,omitempty"`
	Payload    []byte      `json:"payload,omitempty"`
	Owner      string      `json:"owner"`
	Name       string      `json:"name,omitempty"`
	Limit      int         `json:"limit,omitempty"`
	Listed     bool        `json:"listed,omitempty"`
	Ended      string      `json:"ended,omitempty"` // date
}

type part struct {
	Serial  int    `json:"serial"`
	Start   string `json:"start"` // wall time
	Zone    string `json:"zone"`
	Minutes int    `json:"minutes"`
	Rule    string `json:"rule,omitempty"`
	Ends    string `json:"ends,omitempty"` // date
}

type exception struct {
	On      string `json:"on"`           // date
	To      string `json:"to,omitempty"` // wall time, none for cancelled
	Minutes int    `json:"minutes,omitempty"`
}

// EncodePlan writes a plan, or refuses one that DecodePlan would refuse: with ErrInvalidID, or a refusal of
// room/schedule.
func EncodePlan(p schedule.Plan) ([]byte, error) {
	if err := checkPlan(p); err != nil {
		return nil, err
	}
	s := p.Series
	w := plan{
		ID: s.ID, Sequence: s.Sequence, Changed: s.Changed.Unix(), Cancelled: s.Cancelled, Payload: s.Payload,
		Owner: p.Owner, Name: p.Name, Limit: p.Limit, Listed: p.Listed, Ended: dateText(p.Ended),
	}
	for _, p := range s.Parts {
		w.Parts = append(w.Parts, part{Serial: p.Serial, Start: p.Start.String(), Zone: p.Zone,
			Minutes: int(p.Length / time.Minute), Rule: p.Rule.String(), Ends: dateText(p.Ends)})
	}
	for _, e := range s.Exceptions {
		w.Exceptions = append(w.Exceptions, exception{On: e.On.String(), To: wallText(e.To),
			Minutes: int(e.Length / time.Minute)})
	}
	return marshal(w)
}

// DecodePlan reads what EncodePlan wrote.
func DecodePlan(b []byte) (schedule.Plan, error) {
	var w plan
	if err := unmarshal(b, &w); err != nil {
		return schedule.Plan{}, err
	}
	p, err := w.plan()
	if err == nil {
		err = checkPlan(p)
	}
	if err != nil {
		return schedule.Plan{}, err
	}
	return p, nil
}

// DecodeLimit reads of a plan alone how many may come, which lists ask for often. A limit out of bounds is none.
func DecodeLimit(b []byte) (int, error) {
	var w struct {
		Limit int `json:"limit"`
	}
	if err := unmarshal(b, &w); err != nil {
		return 0, err
	}
	return schedule.NewBook(w.Limit, nil).Limit, nil
}

func (w *plan) plan() (schedule.Plan, error) {
	if len(w.Parts) > schedule.MaxParts || len(w.Exceptions) > schedule.MaxExceptions {
		return schedule.Plan{}, presence.ErrRecord
	}
	s := schedule.Series{
		ID: w.ID, Sequence: w.Sequence, Changed: time.Unix(w.Changed, 0).UTC(), Cancelled: w.Cancelled, Payload: w.Payload,
	}
	for _, wire := range w.Parts {
		p, err := wire.part()
		if err != nil {
			return schedule.Plan{}, err
		}
		s.Parts = append(s.Parts, p)
	}
	for _, wire := range w.Exceptions {
		e, err := wire.exception()
		if err != nil {
			return schedule.Plan{}, err
		}
		s.Exceptions = append(s.Exceptions, e)
	}
	ended, err := dateOf(w.Ended)
	return schedule.Plan{Series: s, Owner: w.Owner, Name: w.Name, Limit: w.Limit, Listed: w.Listed, Ended: ended}, err
}

func (w part) part() (schedule.Part, error) {
	start, err := walltime.Parse(w.Start)
	if err != nil {
		return schedule.Part{}, err
	}
	rule, err := schedule.ParseRule(w.Rule)
	if err != nil {
		return schedule.Part{}, err
	}
	ends, err := dateOf(w.Ends)
	return schedule.Part{
		Serial: w.Serial, Start: start, Zone: w.Zone, Length: minutes(w.Minutes), Rule: rule, Ends: ends,
	}, err
}

func (w exception) exception() (schedule.Exception, error) {
	on, err := walltime.ParseDate(w.On)
	if err != nil {
		return schedule.Exception{}, err
	}
	e := schedule.Exception{On: on, Length: minutes(w.Minutes)}
	if w.To != "" {
		e.To, err = walltime.Parse(w.To)
	}
	return e, err
}

// checkPlan wants ids that can be keys, besides what a plan has to be.
func checkPlan(p schedule.Plan) error {
	if !presence.ValidID(p.Series.ID) {
		return presence.ErrInvalidID
	}
	if !presence.ValidPerson(p.Owner) {
		return schedule.ErrPerson
	}
	return p.Check()
}

// minutes is a length that does not overflow; what is too long is out of bounds in any case.
func minutes(n int) time.Duration {
	const most = int(schedule.MaxLength/time.Minute) + 1
	return time.Duration(max(-1, min(n, most))) * time.Minute
}

func dateText(d walltime.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func dateOf(text string) (walltime.Date, error) {
	if text == "" {
		return walltime.Date{}, nil
	}
	return walltime.ParseDate(text)
}

func wallText(w walltime.Wall) string {
	if w.IsZero() {
		return ""
	}
	return w.String()
}
