package signaling

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"corner/signaling/auth"
)

// minOperatorKey is the shortest operator key that is taken, in bytes.
const minOperatorKey = 16

// rates is what a room carries, per second, and since it opened.
type rates struct {
	at    time.Time
	total Traffic

	packetsIn, packetsOut, bytesIn, bytesOut float64
}

// sampler looks at the media counters of every room now and then, so that the operator sees rates, and at who has
// media at all.
func (s *Server) sampler(ctx context.Context) {
	tick, look := time.NewTicker(s.timing.Sample), time.NewTicker(s.timing.Reconcile)
	defer tick.Stop()
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			for _, l := range s.hall.all() {
				l.sample(now)
			}
		case <-look.C:
			for _, l := range s.hall.all() {
				l.reconcile()
			}
		}
	}
}

// sample is called by the sampler only.
func (l *liveRoom) sample(now time.Time) {
	counted, ok := l.media.(trafficker)
	if !ok {
		return
	}
	next := &rates{at: now, total: counted.Traffic()}
	if last := l.rates.Load(); last != nil {
		seconds := now.Sub(last.at).Seconds()
		per := func(now, before uint64) float64 { return float64(now-before) / seconds }
		next.packetsIn = per(next.total.PacketsIn, last.total.PacketsIn)
		next.packetsOut = per(next.total.PacketsOut, last.total.PacketsOut)
		next.bytesIn = per(next.total.BytesIn, last.total.BytesIn)
		next.bytesOut = per(next.total.BytesOut, last.total.BytesOut)
	}
	l.rates.Store(next)
}

// wireLoad is a room as an operator sees it.
type wireLoad struct {
	ID            string         `json:"id"`
	Title         string         `json:"title"`
	CreatedMS     int64          `json:"created_ms"`
	Participants  map[string]int `json:"participants"`
	PacketsIn     float64        `json:"packets_in_per_second"`
	PacketsOut    float64        `json:"packets_out_per_second"`
	BytesIn       float64        `json:"bytes_in_per_second"`
	BytesOut      float64        `json:"bytes_out_per_second"`
	SlowConsumers uint64         `json:"slow_consumers"`
}

// wireNode is what the node itself has to do.
type wireNode struct {
	Step         string  `json:"step"`
	MediaBusy    float64 `json:"media_busy"`
	MediaLagMS   float64 `json:"media_lag_ms"`
	ProcessBusy  float64 `json:"process_busy"`
	JoinsWaiting int     `json:"joins_waiting"`
	JoinsLimit   float64 `json:"joins_per_second_limit"`
}

type loadList struct {
	Node  wireNode   `json:"node"`
	Rooms []wireLoad `json:"rooms"`
}

// operators lets in who has the operator key. Without a key there is nothing here.
func (s *Server) operators(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.operator == "" {
			writeError(w, http.StatusNotFound, errNoResource)
			return
		}
		given, wanted := sha256.Sum256([]byte(bearer(r))), sha256.Sum256([]byte(s.operator))
		if subtle.ConstantTimeCompare(given[:], wanted[:]) != 1 {
			writeError(w, http.StatusUnauthorized, auth.ErrUnauthenticated)
			return
		}
		next(w, r)
	}
}

// operatorAudit lists what was done in a room, or in all of them, on any node.
func (s *Server) operatorAudit(w http.ResponseWriter, r *http.Request) {
	q, err := auditQuery(r.URL.Query())
	if err != nil {
		writeError(w, statusFor(err), err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.timing.Directory)
	defer cancel()
	found, err := s.directory.Audit(ctx, q)
	if err != nil {
		s.logFault("audit not read", err)
		writeError(w, statusFor(err), err)
		return
	}
	writeJSON(w, http.StatusOK, recordPage[wireOperatorRecord]{list(found.Records, toOperatorRecord), found.Next})
}

// auditQuery reads ?room=&before=&limit=, all of which may be absent.
func auditQuery(values url.Values) (AuditQuery, error) {
	q := AuditQuery{Room: values.Get("room"), Before: values.Get("before"), Limit: defaultList, Private: true}
	if text := values.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > maxListed {
			return AuditQuery{}, errBadRequest
		}
		q.Limit = limit
	}
	if q.Room != "" && !validRoomID(q.Room) || !reference(q.Before) {
		return AuditQuery{}, errBadRequest
	}
	return q, nil
}

// operatorRooms lists the rooms of this node, the heaviest first.
func (s *Server) operatorRooms(w http.ResponseWriter, _ *http.Request) {
	loads := list(s.hall.all(), toLoad)
	slices.SortFunc(loads, func(a, b wireLoad) int {
		return cmp.Or(cmp.Compare(b.PacketsOut, a.PacketsOut), cmp.Compare(people(b), people(a)), cmp.Compare(a.ID, b.ID))
	})
	writeJSON(w, http.StatusOK, loadList{s.nodeLoad(), loads})
}

func (s *Server) nodeLoad() wireNode {
	n := wireNode{Step: LoadSteps()[0]}
	n.JoinsWaiting, _, n.JoinsLimit = s.admission.state()
	if s.load != nil {
		l := s.load()
		n.Step, n.MediaBusy, n.MediaLagMS, n.ProcessBusy = l.Step, l.Busy, float64(l.Lag.Microseconds())/1000, l.Process
	}
	return n
}

func toLoad(l *liveRoom) wireLoad {
	w := wireLoad{ID: l.id, Title: l.room.Listing().Settings.Title, CreatedMS: milliseconds(l.created), Participants: l.roles(),
		SlowConsumers: l.slow.Load()}
	if r := l.rates.Load(); r != nil {
		w.PacketsIn, w.PacketsOut, w.BytesIn, w.BytesOut = r.packetsIn, r.packetsOut, r.bytesIn, r.bytesOut
	}
	return w
}

func people(w wireLoad) int {
	total := 0
	for _, n := range w.Participants {
		total += n
	}
	return total
}
