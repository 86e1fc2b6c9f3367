package schedule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"corner/room/walltime"
)

// Bounds on a Series.
const (
	MinLength     = 10 * time.Minute
	MaxLength     = 12 * time.Hour
	MaxParts      = 24
	MaxExceptions = 366
	MaxID         = 64      // bytes
	MaxPayload    = 8 << 10 // bytes
)

// Part is a series from one date on: what applies until the next part, or until it ends by itself.
type Part struct {
	Serial int           // which part of the series it is, for ever; the first is 0
	Start  walltime.Wall // of the first instance, by the clock of the zone
	Zone   string        // IANA name, the host's
	Length time.Duration
	Rule   Rule
	Ends   walltime.Date // instances of that date and later are none; zero is no end
}

// Exception is what became of one instance.
type Exception struct {
	On     walltime.Date // of the instance
	To     walltime.Wall // where it was moved, by the clock of its part; the zero value: it was cancelled
	Length time.Duration // of the moved one; 0: as it was
}

// Cancelled reports whether the instance will not be.
func (e Exception) Cancelled() bool { return e.To.IsZero() }

// Series is a session, once or again and again.
type Series struct {
	ID         string
	Sequence   int       // grows with every change (SEQUENCE of RFC 5545)
	Changed    time.Time // when it last was, whole seconds
	Parts      []Part    // in order of time, at least one
	Exceptions []Exception
	Cancelled  bool   // the whole of it
	Payload    []byte // what room opens, who hosts besides: opaque here
}

// New is a series of one part. It refuses what Check refuses.
func New(id string, p Part, payload []byte, now time.Time) (Series, error) {
	p.Serial, p.Ends = 0, walltime.Date{}
	s := Series{ID: id, Changed: whole(now), Parts: []Part{p}, Payload: payload}
	if err := s.Check(); err != nil {
		return Series{}, err
	}
	s.Parts[0].Rule.Days, s.Payload = slices.Clone(p.Rule.Days), slices.Clone(payload)
	return s, nil
}

// Check refuses a part that is no session: an unknown zone, a start that does not exist or is none of the rule's.
func (p Part) Check() error {
	if _, err := walltime.Zone(p.Zone); err != nil {
		return ErrZone
	}
	if !p.Start.Valid() {
		return ErrTime
	}
	if !validLength(p.Length) {
		return ErrLength
	}
	if err := p.Rule.Check(); err != nil {
		return err
	}
	if !p.Rule.Starts(p.Start.Date) || !p.Rule.Until.IsZero() && p.Rule.Until.Compare(p.Start) < 0 {
		return ErrStart
	}
	if !p.Ends.IsZero() && (!p.Ends.Valid() || p.Ends.Compare(p.Start.Date) <= 0) {
		return ErrTime
	}
	return nil
}

func validLength(d time.Duration) bool {
	return d >= MinLength && d <= MaxLength && d%time.Minute == 0
}

// Check refuses a series that the functions of this package would not have made. One that was written down and read
// again must pass.
func (s Series) Check() error {
	if !validID(s.ID) || s.Sequence < 0 || len(s.Parts) == 0 || len(s.Parts) > MaxParts ||
		len(s.Exceptions) > MaxExceptions || len(s.Payload) > MaxPayload {
		return ErrSeries
	}
	for i, p := range s.Parts {
		if err := p.Check(); err != nil {
			return err
		}
		if p.Serial < 0 || p.Serial > s.Sequence {
			return ErrSeries
		}
		if i > 0 && (!s.Parts[i-1].endsBefore(p.Start.Date) || s.Parts[i-1].Serial >= p.Serial) {
			return ErrSeries
		}
	}
	return s.checkExceptions()
}

// checkExceptions wants each for an instance that the series has, in order.
func (s Series) checkExceptions() error {
	for i, e := range s.Exceptions {
		if i > 0 && s.Exceptions[i-1].On.Compare(e.On) >= 0 {
			return ErrSeries
		}
		if e.Cancelled() && e.Length != 0 || e.Length != 0 && !validLength(e.Length) {
			return ErrLength
		}
		if !e.Cancelled() && !e.To.Valid() {
			return ErrTime
		}
	}
	rest := s.Exceptions
	for _, p := range s.Parts {
		for date := range p.dates(walltime.Date{}) {
			if len(rest) == 0 || rest[0].On.Before(date) {
				break
			}
			if rest[0].On == date {
				rest = rest[1:]
			}
		}
	}
	if len(rest) > 0 {
		return ErrNoInstance
	}
	return nil
}

// exception is what became of the instance of that date, if anything.
func (s Series) exception(on walltime.Date) (Exception, bool) {
	i, found := slices.BinarySearchFunc(s.Exceptions, on, func(e Exception, d walltime.Date) int { return e.On.Compare(d) })
	if !found {
		return Exception{}, false
	}
	return s.Exceptions[i], true
}

// part is the part that has an instance on that date, by its index; -1 for none.
func (s Series) part(on walltime.Date) int {
	if n := s.PartOf(on); s.Parts[n].has(on) {
		return n
	}
	return -1
}

// PartOf is the index of the part in whose time a date falls: the last that begins on it or before, else the first.
// Every exception is one of an instance of that part.
func (s Series) PartOf(on walltime.Date) int {
	for n := len(s.Parts) - 1; n > 0; n-- {
		if s.Parts[n].Start.Date.Compare(on) <= 0 {
			return n
		}
	}
	return 0
}

// clone shares no memory that a change could touch.
func (s Series) clone() Series {
	s.Parts = slices.Clone(s.Parts)
	s.Exceptions = slices.Clone(s.Exceptions)
	return s
}

func sortExceptions(list []Exception) {
	slices.SortFunc(list, func(a, b Exception) int { return a.On.Compare(b.On) })
}

func validID(id string) bool {
	return id != "" && len(id) <= MaxID && !strings.ContainsFunc(id, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	})
}

// whole is an instant in whole seconds, which is what calendars write.
func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func compareStarts(a, b Instance) int {
	return cmp.Or(a.Start.Compare(b.Start), a.On.Compare(b.On))
}
