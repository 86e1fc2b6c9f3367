package signaling

import (
	"net/http"
	"strings"
	"time"

	"corner/room"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what an operator watches. Labels have few and fixed values: no room, no person, nothing a client
// can choose.
type metrics struct {
	registry        *prometheus.Registry
	codes           map[string]bool // never changes
	joins           *prometheus.CounterVec
	joinSeconds     prometheus.Histogram
	resumes         *prometheus.CounterVec
	opened          *prometheus.CounterVec
	commands        *prometheus.CounterVec
	closes          *prometheus.CounterVec
	refusedUpgrades prometheus.Counter
	unheard         prometheus.Counter
	dropped         prometheus.Counter
	ghosts          prometheus.Counter
	voiced          prometheus.Counter
	ranked          prometheus.Histogram
	rounds          *prometheus.CounterVec
	cards           prometheus.Counter
	cutIns          prometheus.Counter
	woken           *prometheus.CounterVec
}

func newMetrics(s *Server) *metrics {
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		codes:    refusalCodes(),
		joins:    vec("corner_joins_total", "Joins by result: ok or the code of the refusal.", "result"),
		joinSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "corner_join_duration_seconds",
			Help: "From the join frame to the welcome.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}),
		resumes:  vec("corner_resumes_total", "Resumes by result.", "result"),
		woken:    vec("corner_rooms_woken_total", "Rooms opened again from what their last owner left, by result.", "result"),
		opened:   vec("corner_rooms_opened_total", "Requests to open a room by result.", "result"),
		commands: vec("corner_commands_total", "Commands of members by type and result.", "type", "result"),
		closes:   vec("corner_closes_total", "Connections ended by the server, by the name of the close code.", "code"),
		refusedUpgrades: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_origin_refused_total",
			Help: "WebSockets refused for their origin."}),
		unheard: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_upgrades_refused_total",
			Help: "WebSockets refused with 503 because too many people joined at that moment."}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_queue_dropped_total",
			Help: "Unnumbered messages a client was too slow for."}),
		voiced: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_voiced_seconds_total",
			Help: "Seconds for which open microphones were voiced, of everybody together."}),
		rounds: vec("corner_rounds_total", "What became of rounds: start, pause, resume, extend, skip, stop, or a flip by itself.", "action"),
		cards: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_cards_dealt_total",
			Help: "Conversation cards put on tables."}),
		cutIns: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_line_cut_ins_total",
			Help: "Hands that host or moderators put first in the line."}),
		ghosts: prometheus.NewCounter(prometheus.CounterOpts{Name: "corner_ghosts_total",
			Help: "Media of people who were no members, removed."}),
		ranked: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "corner_lobby_rank_seconds",
			Help: "Ranking the rooms: a pass over all who watch, or for one newcomer.", Buckets: prometheus.ExponentialBuckets(0.0001, 4, 8)}),
	}
	m.registry.MustRegister(m.joins, m.joinSeconds, m.resumes, m.opened, m.commands, m.closes, m.refusedUpgrades, m.unheard,
		m.dropped, m.ghosts, m.voiced, m.ranked, m.rounds, m.cards, m.cutIns, m.woken, gauges{s}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// MetricsHandler serves the metrics in Prometheus' text format. It belongs on a listener of its own.
func (s *Server) MetricsHandler() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// joined counts a join.
func (m *metrics) joined(err error, took time.Duration) {
	m.joins.WithLabelValues(m.result(err)).Inc()
	if err == nil {
		m.joinSeconds.Observe(took.Seconds())
	}
}

// command counts a command; what no table knows has one name, or clients could make labels.
func (m *metrics) command(name string, known bool, err error) {
	if !known {
		name = "unknown"
	}
	m.commands.WithLabelValues(name, m.result(err)).Inc()
}

// tally counts what happened in a room. The words are the room's; one that is not known is not counted, or it would be a
// label.
func (m *metrics) tally(what string) {
	action, ofRounds := strings.CutPrefix(what, "round_")
	switch {
	case ofRounds:
		m.rounds.WithLabelValues(action).Inc()
	case what == "card":
		m.cards.Inc()
	case what == "cut_in":
		m.cutIns.Inc()
	}
}

// result is "ok", or the code of a refusal if it is one we know.
func (m *metrics) result(err error) string {
	if err == nil {
		return "ok"
	}
	if code := refusal(err).Code; m.codes[code] {
		return code
	}
	return "other"
}

// refusalCodes are the label values of a result.
func refusalCodes() map[string]bool {
	known := map[string]bool{"room_taken": true} // the directory's
	for _, e := range []*room.Error{
		errBadRequest, errRateLimited, errSessionLost, errNoRoom, errRooms, errDraining, errInternal, errDirectory,
		errNoMedia, errBusy,
		room.ErrNotAllowed, room.ErrNotFound, room.ErrRoomFull, room.ErrRoomClosed, room.ErrStageFull,
		room.ErrOnStage, room.ErrOffStage, room.ErrNoInvitation, room.ErrMutedByHost, room.ErrHostSeat,
		room.ErrNameTaken, room.ErrInvalidName, room.ErrInvalidRoom, room.ErrInvalidPerson, room.ErrRoomExists,
		room.ErrModeClosed, room.ErrNoSeat, room.ErrSeatTaken, room.ErrSeatLocked, room.ErrSeatKept, room.ErrSeatEmpty,
		room.ErrStageRefused, room.ErrAway, room.ErrNoBan, room.ErrChatMuted, room.ErrSlowMode, room.ErrNoMessage,
		room.ErrInvalidText, room.ErrNoRound, room.ErrInvalidRound, room.ErrNoPack, room.ErrNoHand,
	} {
		known[e.Code] = true
	}
	for code := range joinCloses() {
		known[code] = true
	}
	return known
}

// gauges reads the state when it is scraped.
type gauges struct{ server *Server }

type description struct {
	name, help string
	labels     []string
}

func (d description) desc() *prometheus.Desc {
	return prometheus.NewDesc(d.name, d.help, d.labels, nil)
}

func describe(name, help string, labels ...string) description {
	return description{name, help, labels}
}

// Describe implements prometheus.Collector: an unchecked one, for some of it depends on the media plane.
func (gauges) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (g gauges) Collect(out chan<- prometheus.Metric) {
	gauge := func(d description, v int, labels ...string) {
		out <- prometheus.MustNewConstMetric(d.desc(), prometheus.GaugeValue, float64(v), labels...)
	}
	rooms := g.server.hall.all()
	roles := map[string]int{}
	for _, l := range rooms {
		for role, n := range l.roles() {
			roles[role] += n
		}
	}
	gauge(describe("corner_rooms", "Rooms open on this node."), len(rooms))
	gauge(describe("corner_connections", "Open WebSockets."), g.server.conns.count())
	gauge(describe("corner_lobby_streams", "People who are told how the lobby changes."), g.server.lobby.Watchers())
	gauge(describe("corner_writers_held_up", "Connections whose socket takes nothing at the moment."), g.server.writers.heldUp())
	gauge(describe("corner_sessions", "Members, those within the grace included."), g.server.sessions.count())
	participants := describe("corner_participants", "Members by role.", "role")
	for r := room.Listener; r <= room.Host; r++ {
		gauge(participants, roles[r.String()], r.String())
	}
	waiting, served, perSecond := g.server.admission.state()
	gauge(describe("corner_joins_waiting", "Joins and resumes that wait for their turn."), waiting)
	gauge(describe("corner_joins_served", "Joins and resumes that are being served."), served)
	if g.server.load != nil {
		collectLoad(out, g.server.load(), perSecond)
	}
	if g.server.mediaStats != nil {
		collectMedia(out, g.server.mediaStats())
	}
	if g.server.directoryStats != nil {
		collectDirectory(out, g.server.directoryStats())
	}
	if g.server.plannerStats != nil {
		collectPlanner(out, g.server.plannerStats())
	}
}

// collectLoad emits the load of the media plane, its step as the one of its names that is 1, and the pace of joins.
func collectLoad(out chan<- prometheus.Metric, l Load, perSecond float64) {
	gauge := func(d description, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d.desc(), prometheus.GaugeValue, v, labels...)
	}
	gauge(describe("corner_media_busy_ratio", "Share of its time that the busiest media goroutine worked."), l.Busy)
	gauge(describe("corner_media_lag_seconds", "How late the clock of a media goroutine ticked, the worst of a second."), l.Lag.Seconds())
	gauge(describe("corner_process_busy_ratio", "CPU of the process as a share of the cores it may use."), l.Process)
	gauge(describe("corner_joins_per_second_limit", "Joins that may begin in a second."), perSecond)
	step := describe("corner_load_step", "The step of the ladder that is in force is 1.", "step")
	for _, name := range LoadSteps() {
		in := 0.0
		if name == l.Step {
			in = 1
		}
		gauge(step, in, name)
	}
}

func collectMedia(out chan<- prometheus.Metric, m MediaStats) {
	emit := func(d description, kind prometheus.ValueType, v float64, label string) {
		out <- prometheus.MustNewConstMetric(d.desc(), kind, v, label)
	}
	packets := describe("corner_media_packets_total", "Media packets by direction.", "direction")
	bytes := describe("corner_media_bytes_total", "Media bytes by direction.", "direction")
	emit(packets, prometheus.CounterValue, float64(m.PacketsIn), "in")
	emit(packets, prometheus.CounterValue, float64(m.PacketsOut), "out")
	emit(bytes, prometheus.CounterValue, float64(m.BytesIn), "in")
	emit(bytes, prometheus.CounterValue, float64(m.BytesOut), "out")
	dropped := describe("corner_media_dropped_total", "Media packets dropped by cause.", "cause")
	for cause, n := range m.Dropped {
		emit(dropped, prometheus.CounterValue, float64(n), cause)
	}
	transports := describe("corner_transports", "Media transports by state.", "state")
	for state, n := range m.Transports {
		emit(transports, prometheus.GaugeValue, float64(n), state)
	}
	handshakes := describe("corner_handshakes_total", "Handshakes of media transports by result.", "result")
	for result, n := range m.Handshakes {
		emit(handshakes, prometheus.CounterValue, float64(n), result)
	}
	count(out, "corner_media_resent_packets_total", "Media packets sent again because a listener asked.", m.Resent)
	count(out, "corner_media_switches_total", "Slots that changed hands.", m.Switches)
	loss := describe("corner_media_loss_ratio", "Share of packets lost on the way, as listeners report it.")
	out <- prometheus.MustNewConstSummary(loss.desc(), m.Reports, m.Loss, nil)
}

func collectDirectory(out chan<- prometheus.Metric, d DirectoryStats) {
	gauge := func(name, help string, v float64) {
		out <- prometheus.MustNewConstMetric(describe(name, help).desc(), prometheus.GaugeValue, v)
	}
	up := 1.0
	if d.Away {
		up = 0
	}
	gauge("corner_directory_up", "Whether the store behind the directory answers.", up)
	gauge("corner_awake_people", "People of this node who are counted as awake.", float64(d.Awake))
	gauge("corner_directory_pending_rooms", "Rooms whose latest record is not in the store yet.", float64(d.Pending))
	count(out, "corner_directory_faults_total", "Exchanges with the store that failed.", d.Faults)
	gauge("corner_audit_pending_records", "Audit records that are not in the store yet.", float64(d.Unwritten))
	count(out, "corner_audit_dropped_total", "Audit records that were dropped because too many waited.", d.Unaudited)
	count(out, "corner_rooms_lost_total", "Rooms that another node owned while they were open here.", d.Lost)
}

// count emits a counter without labels.
func count(out chan<- prometheus.Metric, name, help string, n uint64) {
	out <- prometheus.MustNewConstMetric(describe(name, help).desc(), prometheus.CounterValue, float64(n))
}
