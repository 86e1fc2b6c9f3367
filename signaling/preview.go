package signaling

import (
	"context"
	"net/http"
	"strings"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// previewTime bounds how long a page waits for what it is shared with.
const previewTime = 300 * time.Millisecond

// Preview is what other services show of a link to a room.
type Preview struct {
	Title       string
	Description string // its languages and, of a plan, when it is
	URL         string
}

// Preview is that of a room or a plan, for whoever knows its id; false for none, and for who asks too much.
func (s *Server) Preview(r *http.Request, id string) (Preview, bool) {
	from := s.address(r)
	if s.reading.take(from, time.Now()) > 0 {
		return Preview{}, false
	}
	ctx, cancel := context.WithTimeout(r.Context(), previewTime)
	defer cancel()
	if p, err := s.plan(ctx, from, id); err == nil {
		return s.planPreview(p, time.Now())
	}
	if s.mayGuess(from) != nil {
		return Preview{}, false
	}
	listing, err := s.listingOf(ctx, id)
	if err != nil {
		return Preview{}, false
	}
	return Preview{listing.Settings.Title, languageNames(listing.Settings.Languages), s.roomURL(id)}, true
}

func (s *Server) planPreview(p schedule.Plan, now time.Time) (Preview, bool) {
	settings, err := settingsIn(p.Series.Payload)
	if err != nil {
		return Preview{}, false
	}
	text := languageNames(settings.Languages)
	for _, i := range upcoming(p.Series, now, maxShown) {
		if !i.Cancelled {
			text += " · " + when(i)
			break
		}
	}
	if p.Series.Cancelled {
		text += " · cancelled"
	}
	return Preview{settings.Title, text, s.roomURL(p.Series.ID)}, true
}

// when is the beginning of a session in figures, which every language reads: by the host's clock, and in UTC.
func when(i schedule.Instance) string {
	figures := func(w walltime.Wall) string { return strings.Replace(w.String(), "T", " ", 1) }
	return figures(i.Wall) + " " + i.Zone + " (" + figures(walltime.Of(i.Start, time.UTC)) + " UTC)"
}

// languageNames are the languages as those who speak them call them.
func languageNames(tags []string) string {
	return strings.Join(list(tags, func(tag string) string {
		if known, err := language.Parse(tag); err == nil {
			if name := display.Self.Name(known); name != "" {
				return name
			}
		}
		return tag
	}), " ↔ ")
}
